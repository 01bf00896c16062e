import { lastVerdictTold, noteFeedback, noteReason } from '../../store/feedback.ts';
import type { Actions } from './run.ts';

/** After a week nobody remembers which answer is meant. */
const STILL_MEANT_MS = 7 * 24 * 3_600_000;

export const FEEDBACK: Actions<'latest_verdict' | 'note_feedback' | 'note_reason'> = {
  async latest_verdict({ tx, contact, deps }) {
    // What the one before on this phone was told is not theirs to judge.
    const since = new Date(
      Math.max(deps.now().getTime() - STILL_MEANT_MS, contact.personSince?.getTime() ?? 0),
    );
    const verdict = await lastVerdictTold(tx, { contactId: contact.id, since });
    return verdict === undefined ? { outcome: 'none' } : { outcome: 'found', answers: { verdict } };
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
