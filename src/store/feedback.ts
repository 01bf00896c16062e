import { and, desc, eq, gte, inArray, isNotNull, or, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { reply, verdictFeedback } from './schema.ts';

/** The verdict that this contact was last told, since then. */
export async function lastVerdictTold(
  q: Queryable,
  { contactId, since }: { contactId: string; since: Date },
): Promise<string | undefined> {
  const [told] = await q
    .select({ verdictId: reply.verdictId })
    .from(reply)
    .where(
      and(
        eq(reply.contactId, contactId),
        isNotNull(reply.verdictId),
        inArray(reply.state, ['sent', 'sending', 'unknown']),
        gte(reply.createdAt, since),
      ),
    )
    .orderBy(desc(reply.seq))
    .limit(1);
  return told?.verdictId ?? undefined;
}

/** Whether a verdict was useful to somebody; their last word counts, and a reason why not goes with its "no". */
export async function noteFeedback(
  tx: Queryable,
  said: { verdictId: string; contactId: string; useful: boolean },
): Promise<void> {
  const { useful } = said;
  await tx
    .insert(verdictFeedback)
    .values(said)
    .onConflictDoUpdate({
      target: [verdictFeedback.verdictId, verdictFeedback.contactId],
      set: useful ? { useful, reason: null, messageId: null } : { useful },
    });
}

/** Why, in their words or in the voice note of that message. */
export async function noteReason(
  tx: Queryable,
  { verdictId, contactId }: { verdictId: string; contactId: string },
  why: { reason: string | null; messageId: number },
): Promise<void> {
  await tx
    .update(verdictFeedback)
    .set(why)
    .where(and(eq(verdictFeedback.verdictId, verdictId), eq(verdictFeedback.contactId, contactId)));
}

/** What people said of a verdict: numbers and their reasons, never who. */
export interface FeedbackSeen {
  readonly useful: number;
  readonly useless: number;
  /** Newest first, at most {@link MOST_REASONS}. */
  readonly reasons: readonly FeedbackReason[];
}

interface FeedbackReason {
  /** Null where it was only spoken. */
  readonly text: string | null;
  /** The message it came in: a spoken reason is its file. Null once that message is gone. */
  readonly messageId: number | null;
  readonly at: Date;
}

/** What somebody reads through; the numbers count everybody. */
const MOST_REASONS = 50;

/** What was said of a verdict so far. */
export async function feedbackOf(q: Queryable, verdictId: string): Promise<FeedbackSeen> {
  const ofVerdict = eq(verdictFeedback.verdictId, verdictId);
  const [counted] = await q
    .select({
      useful: sql<number>`(count(*) filter (where ${verdictFeedback.useful}))::int`,
      useless: sql<number>`(count(*) filter (where not ${verdictFeedback.useful}))::int`,
    })
    .from(verdictFeedback)
    .where(ofVerdict);
  const reasons = await q
    .select({
      text: verdictFeedback.reason,
      messageId: verdictFeedback.messageId,
      at: verdictFeedback.createdAt,
    })
    .from(verdictFeedback)
    .where(and(ofVerdict, or(isNotNull(verdictFeedback.reason), isNotNull(verdictFeedback.messageId))))
    .orderBy(desc(verdictFeedback.createdAt))
    .limit(MOST_REASONS);
  return { useful: counted?.useful ?? 0, useless: counted?.useless ?? 0, reasons };
}

export async function forgetFeedback(tx: Queryable, contactId: string): Promise<void> {
  await tx.delete(verdictFeedback).where(eq(verdictFeedback.contactId, contactId));
}
