import { lastVerdictTold, noteFeedback, noteReason } from '../../store/feedback.ts';
import { disownMatch } from '../../store/match-tips.ts';
import type { Actions } from './run.ts';

/** After a week nobody remembers which answer is meant. */
const STILL_MEANT_MS = 7 * 24 * 3_600_000;

export const FEEDBACK: Actions<'latest_verdict' | 'note_feedback' | 'note_reason' | 'not_this'> = {
  async latest_verdict({ tx, contact, deps }) {
    // What the one before on this phone was told is not theirs to judge.
    const since = new Date(
      Math.max(deps.now().getTime() - STILL_MEANT_MS, contact.personSince?.getTime() ?? 0),
    );
    const verdict = await lastVerdictTold(tx, { contactId: contact.id, since });
    return verdict === undefined ? { outcome: 'none' } : { outcome: 'found', answers: { verdict } };
  },

  /** The answer that matching gave was about something else. What follows of it is no part of the turn: see match-tip.ts. */
  async not_this({ tx, contact, deps, gathered }) {
    const now = deps.now();
    const since = new Date(Math.max(now.getTime() - STILL_MEANT_MS, contact.personSince?.getTime() ?? 0));
    const tipId = await disownMatch(tx, { contactId: contact.id, since, now });
    if (tipId === undefined) return { outcome: 'none' };
    gathered.tips.push(tipId);
    return { outcome: 'noted' };
  },

  async note_feedback({ tx, contact }, { verdict, useful }) {
    if (verdict !== undefined)
      await noteFeedback(tx, { verdictId: verdict, contactId: contact.id, useful: useful === 'yes' });
    return { outcome: 'done' };
  },

  async note_reason({ tx, contact, message }, { verdict }) {
    const reason = (message.text ?? '').trim();
    if (verdict !== undefined)
      await noteReason(
        tx,
        { verdictId: verdict, contactId: contact.id },
        { reason: reason === '' ? null : reason, messageId: message.id },
      );
    return { outcome: 'done' };
  },
};
