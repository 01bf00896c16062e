import { v7 as uuidv7 } from 'uuid';
import { foldWords } from '../../language/fold.ts';
import { insertRightOfReply, type ReplyRow } from '../../store/right-of-reply.ts';
import { type Desk, DeskError, tidy } from './desk.ts';
import { moveClaim } from './lease.ts';

export const REPLY_OUTCOMES = ['asked', 'answered', 'refused', 'not_asked'] as const;
export const REPLY_REASONS = ['unsafe', 'unreachable', 'anonymous'] as const;

/** After so long without an answer somebody should ask again, or write that none came. */
const PATIENCE_MS = 24 * 3_600_000;

type Outcome = (typeof REPLY_OUTCOMES)[number];
type Reason = (typeof REPLY_REASONS)[number];

/**
 * Writes down who was asked for their side and what they said, or why nobody was asked; also in review, when an answer
 * comes late. What was written stays: an answer is an entry of its own.
 * @param input.way by phone, by e-mail, …
 * @param input.triedAt left out: now
 * @throws DeskError `reply_whom_missing`, `reply_way_missing`, `reply_answer_missing`, `reply_reason_missing`,
 *   `time_ahead`
 */
export async function noteRightOfReply(
  desk: Desk,
  input: {
    readonly claimId: string;
    readonly staffId: string;
    readonly whom: string;
    readonly outcome: Outcome;
    readonly way?: string;
    readonly triedAt?: Date | undefined;
    readonly reason?: Reason | undefined;
    readonly answer?: string;
  },
): Promise<void> {
  const { outcome, reason, triedAt } = input;
  const [whom, way, answer] = [tidy(input.whom), tidy(input.way ?? ''), tidy(input.answer ?? '')];
  const wasAsked = outcome !== 'not_asked';
  if (!wasAsked && !reason) throw new DeskError('reply_reason_missing');
  // Whom nobody knows nobody can name.
  if (whom === '' && reason !== 'anonymous') throw new DeskError('reply_whom_missing');
  if (wasAsked && way === '') throw new DeskError('reply_way_missing');
  if (outcome === 'answered' && answer === '') throw new DeskError('reply_answer_missing');
  if (triedAt && triedAt > desk.now()) throw new DeskError('time_ahead');
  return moveClaim(desk, input, async (tx, claim, now) => {
    await insertRightOfReply(tx, {
      id: uuidv7(),
      claimId: claim.id,
      whom,
      way: wasAsked ? way : null,
      triedAt: wasAsked ? (triedAt ?? now) : null,
      outcome,
      reason: wasAsked ? null : (reason ?? null),
      answer: answer === '' ? null : answer,
      addedBy: input.staffId,
      addedAt: now,
    });
    const event = { subject: 'claim', subjectId: claim.id, what: 'reply_noted', to: outcome } as const;
    return { events: [event], result: undefined };
  });
}

/** Entries of people who were asked more than a day ago, of whom nothing was written since. */
export function overdueReplies(rows: readonly ReplyRow[], now: Date): ReplyRow[] {
  const heard = new Map(rows.map((row) => [foldWords(row.whom), row.id]));
  return rows.filter(
    ({ id, whom, outcome, triedAt }) =>
      outcome === 'asked' &&
      triedAt !== null &&
      now.getTime() - triedAt.getTime() > PATIENCE_MS &&
      heard.get(foldWords(whom)) === id,
  );
}

/** Whether somebody was not asked because it was not safe: a lead must know that before it is published. */
export function isUnsafe(rows: readonly Pick<ReplyRow, 'reason'>[]): boolean {
  return rows.some(({ reason }) => reason === 'unsafe');
}
