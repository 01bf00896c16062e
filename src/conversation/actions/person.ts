import { forgetCampaigns } from '../../desks/campaigns/index.ts';
import { forgetCallbacks } from '../../desks/protection/index.ts';
import { forgetQuiz } from '../../desks/quiz/index.ts';
import { forgetReports } from '../../desks/reports/index.ts';
import { refuseTips } from '../../desks/verification/tips.ts';
import { forgetMessages } from '../../store/contacts.ts';
import { forgetFeedback } from '../../store/feedback.ts';
import { forgetSubscription } from '../../store/subscriptions.ts';
import type { Turn } from '../in-hand.ts';
import type { Actions } from './run.ts';

/** Text and person go at once, the address when the goodbye has been sent; numbers stay in the tally. */
async function forget({ contact, deps, tx }: Turn): Promise<void> {
  await refuseTips(tx, contact.id);
  await forgetReports(tx, contact.id);
  await forgetQuiz(tx, contact.id);
  await forgetCampaigns(tx, contact.id);
  await forgetSubscription(tx, contact.id);
  await forgetFeedback(tx, contact.id);
  if (deps.protection) await forgetCallbacks(tx, { seal: deps.protection, contactId: contact.id });
  await forgetMessages(tx, contact.id);
  contact.consentedAt = null;
  contact.form = null;
  contact.guessedLanguage = null;
  contact.personSince = null;
  contact.forgetAt = deps.now();
}

/**
 * Who refuses on a phone that was another's takes out what came since it is theirs. What the one before sent stays, and
 * the address with it: their answers go there.
 */
async function forgetSince({ contact, tx }: Turn, since: Date): Promise<void> {
  await refuseTips(tx, contact.id, since);
  await forgetReports(tx, contact.id, since);
  await forgetMessages(tx, contact.id, { since });
  contact.consentedAt = null;
  contact.form = null;
  contact.guessedLanguage = null;
}

export const PERSON: Actions<
  'what_is_missing' | 'set_language' | 'record_consent' | 'forget_person' | 'another_person' | 'erase_all'
> = {
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

  async forget_person(turn) {
    const { personSince } = turn.contact;
    if (personSince === null) {
      await forget(turn);
      return { outcome: 'done' };
    }
    await forgetSince(turn, personSince);
    return { outcome: 'only_theirs' };
  },

  async erase_all(turn) {
    await forget(turn);
    return { outcome: 'done' };
  },

  /** What the one before chose is not theirs; what that one sent stays, and is answered where it was asked. */
  async another_person({ contact, message }) {
    contact.language = null;
    contact.form = null;
    contact.guessedLanguage = null;
    contact.consentedAt = null;
    contact.personSince = message.receivedAt;
    return { outcome: 'done' };
  },
};
