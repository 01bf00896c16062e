import { reportStatus } from '../../desks/reports/index.ts';
import { verdictAgain } from '../../desks/verification/answer.ts';
import { isKnownTip, receiveTip, tipStatus } from '../../desks/verification/tips.ts';
import { findMessage } from '../../store/messages.ts';
import { findTipDetails, joinTip, noteTipDetails, recentTip } from '../../store/tip-details.ts';
import type { Turn } from '../in-hand.ts';
import { type Actions, wayOf } from './run.ts';

/** What comes from one person within this time is one tip: a picture, its voice note, and "look at this". */
const ONE_TIP_MS = 60_000;

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
  const again = await verdictAgain(tx, {
    texts: deps.texts,
    code,
    contactId: contact.id,
    language: contact.language,
    form: contact.form,
  });
  if (!again) return;
  const { content, verdictId: againVerdictId, tipId } = again;
  afterwards.push({ content, cause: 'verdict', of: { againVerdictId, tipId } });
}

/** Adds the message at hand to a tip. Said once; of what follows within the minute nothing more is said. */
async function join(turn: Turn, code: string): Promise<boolean> {
  const { tx, contact, message } = turn;
  const joined = await joinTip(tx, {
    code,
    contactId: contact.id,
    messageId: message.id,
    text: (message.text ?? '').trim(),
    mediaCount: message.media.length,
    forwarded: message.forwarded,
  });
  if (joined === undefined) return false;
  turn.gathered.tips.push(joined.tipId);
  if (joined.count > 1) turn.quiet = true;
  return true;
}

function asTip(turn: Turn, message: Turn['message']) {
  return {
    ...wayOf({ ...turn, message }),
    seal: turn.deps.store.seal,
    text: message.text ?? '',
    forwarded: message.forwarded ?? undefined,
    media: message.media,
    origin: message.origin ?? undefined,
  };
}

async function keep(turn: Turn, message: Turn['message']) {
  const { outcome, code, tipId } = await receiveTip(turn.tx, asTip(turn, message));
  if (outcome === 'kept') turn.gathered.tips.push(tipId);
  if (outcome === 'answered') await sayVerdictAgain(turn, code);
  return { outcome, answers: { code } };
}

export const RUMORS: Actions<
  'keep_tip' | 'join_tip' | 'tip_details' | 'note_source' | 'note_quote' | 'case_status'
> = {
  async keep_tip(turn) {
    const message = await tipMessage(turn);
    const { tx, contact } = turn;
    // What the one before sent on this phone is not theirs to add to.
    const since = new Date(
      Math.max(message.receivedAt.getTime() - ONE_TIP_MS, contact.personSince?.getTime() ?? 0),
    );
    const recent = await recentTip(tx, { contactId: contact.id, since });
    const belongs = recent && message === turn.message && !(await isKnownTip(tx, asTip(turn, message)));
    if (belongs && (await join(turn, recent.code)))
      return { outcome: 'joined', answers: { code: recent.code } };
    return keep(turn, message);
  },

  /** What belongs to a tip that is being asked about; said once more it is a repeat all the same. */
  async join_tip(turn, { code }) {
    if (await isKnownTip(turn.tx, asTip(turn, turn.message))) {
      const { outcome, answers } = await keep(turn, turn.message);
      return { outcome: outcome === 'answered' ? 'answered' : 'repeated', answers };
    }
    return { outcome: code !== undefined && (await join(turn, code)) ? 'joined' : 'gone' };
  },

  /** What is still to be asked about a tip, one question at a time. */
  async tip_details({ tx, contact }, { code }) {
    const details =
      code === undefined ? undefined : await findTipDetails(tx, { code, contactId: contact.id });
    if (!details || details.answered) return { outcome: 'complete' };
    if (details.source === null) {
      if (details.forwarded === null) return { outcome: 'source' };
      // The phone says itself that it was forwarded: nobody is asked what is known.
      await noteTipDetails(tx, { code: code ?? '', contactId: contact.id }, { source: 'forwarded' });
    }
    return { outcome: details.quotable === null && details.hasText ? 'quote' : 'complete' };
  },

  async note_source({ tx, contact }, { code = '', source }) {
    if (source === 'forwarded' || source === 'seen')
      await noteTipDetails(tx, { code, contactId: contact.id }, { source });
    return { outcome: 'done' };
  },

  async note_quote({ tx, contact }, { code = '', quote }) {
    await noteTipDetails(tx, { code, contactId: contact.id }, { quotable: quote === 'yes' });
    return { outcome: 'done' };
  },

  /** A code that does not exist and one of somebody else's look the same. */
  async case_status(turn, { code: typed = '' }) {
    const { tx, contact, deps } = turn;
    const code = deps.words.readCode(typed) ?? '';
    const asked = { code, contactId: contact.id };
    const tip = await tipStatus(tx, asked);
    if (tip === 'answered') await sayVerdictAgain(turn, code);
    if (tip !== null) return { outcome: tip, answers: { code } };
    const report = await reportStatus(tx, asked);
    if (report === null) return { outcome: 'unknown', answers: { code } };
    return { outcome: report === 'closed' ? 'report_closed' : 'report_open', answers: { code } };
  },
};
