import { and, desc, eq, gte, inArray, isNotNull } from 'drizzle-orm';
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

/** Whether a verdict was useful to somebody; their last word counts. */
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
      set: { useful },
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

export async function forgetFeedback(tx: Queryable, contactId: string): Promise<void> {
  await tx.delete(verdictFeedback).where(eq(verdictFeedback.contactId, contactId));
}
