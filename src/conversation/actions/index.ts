import { verdictAgain } from '../../desks/verification/answer.ts';
import { receiveTip, refuseTips, tipStatus } from '../../desks/verification/tips.ts';
import { forgetMessages } from '../../store/contacts.ts';
import { findMessage } from '../../store/messages.ts';
import type { Turn } from '../in-hand.ts';
import type { ACTIONS, ActionName } from './outcomes.ts';

export type { ActionName } from './outcomes.ts';

type Given = Readonly<Record<string, string>>;
type OutcomeOf<N extends ActionName> = (typeof ACTIONS)[N]['outcomes'][number];
/** Runs in the turn's transaction and touches the database only: no network, no waiting. */
type Run<N extends ActionName> = (
  turn: Turn,
  given: Given,
) => Promise<{ outcome: OutcomeOf<N>; answers?: Given }>;

/** The message that is the tip: the one at hand, or the short one that was asked about. */
async function tipMessage(turn: Turn) {
  const about = turn.contact.snapshot?.answers.about;
  if (about === undefined) return turn.message;
  const earlier = await findMessage(turn.tx, Number(about));
  return earlier?.contactId === turn.contact.id ? earlier : turn.message;
}

/** Who asks again may have lost the answer, or had stopped us on the day it went out: it is said once more. */
async function sayVerdictAgain(turn: Turn, code: string): Promise<void> {
  const { deps, contact, tx, afterwards } = turn;
  const content = await verdictAgain(tx, {
    texts: deps.texts,
    code,
    contactId: contact.id,
    language: contact.language,
  });
  if (content) afterwards.push({ content, cause: 'verdict' });
}

const actions: { [N in ActionName]: Run<N> } = {
  async keep_tip(turn) {
    const message = await tipMessage(turn);
    const capabilities = turn.deps.capabilities.get(message.account);
    const { outcome, code } = await receiveTip(turn.tx, {
      seal: turn.deps.store.seal,
      contactId: turn.contact.id,
      messageId: message.id,
      addressId: message.addressId,
      account: message.account,
      medium: capabilities?.medium ?? 'sms',
      text: message.text ?? '',
      forwarded: message.forwarded ?? undefined,
      media: message.media,
      origin: message.origin ?? undefined,
    });
    if (outcome === 'answered') await sayVerdictAgain(turn, code);
    return { outcome, answers: { code } };
  },

  async what_is_missing({ contact }) {
    if (contact.language === null) return { outcome: 'language' };
    if (contact.consentedAt === null) return { outcome: 'consent' };
    return { outcome: contact.snapshot?.answers.code === undefined ? 'nothing' : 'nothing_after_tip' };
  },

  async set_language(turn, { language }) {
    if (language !== undefined && turn.deps.texts.languages.includes(language))
      turn.contact.language = language;
    return { outcome: 'done' };
  },

  async record_consent({ contact, deps }) {
    contact.consentedAt ??= deps.now();
    return { outcome: 'done' };
  },

  /** Text and person go at once, the address when the goodbye has been sent; a number stays in the tally. */
  async forget_person({ contact, deps, tx }) {
    await refuseTips(tx, contact.id);
    await forgetMessages(tx, contact.id);
    contact.consentedAt = null;
    contact.forgetAt = deps.now();
    return { outcome: 'done' };
  },

  async tip_status(turn, { code }) {
    const typed = turn.deps.words.readCode(code ?? '') ?? '';
    const status = await tipStatus(turn.tx, { code: typed, contactId: turn.contact.id });
    if (status === 'answered') await sayVerdictAgain(turn, typed);
    return { outcome: status ?? 'unknown', answers: { code: typed } };
  },
};

export function runAction(name: ActionName, turn: Turn, given: Given) {
  return actions[name](turn, given);
}
