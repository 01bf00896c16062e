import { and, desc, eq, inArray, isNull } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claimNotice } from './schema.ts';

export type NoticeRow = typeof claimNotice.$inferSelect;

/** The side exits that are said: whoever asks later hears the same. */
const SAID_AT_EXIT = ['not_checkable', 'out_of_scope', 'already_answered'] as const;

export async function insertNotice(tx: Queryable, row: typeof claimNotice.$inferInsert): Promise<NoticeRow> {
  const [made] = await tx.insert(claimNotice).values(row).returning();
  if (!made) throw new Error('a notice was not inserted');
  return made;
}

/** How the claim was closed, for who asks now; none where it was not, or was opened again. */
export async function standingNotice(q: Queryable, claimId: string): Promise<NoticeRow | undefined> {
  const [found] = await q
    .select()
    .from(claimNotice)
    .where(
      and(
        eq(claimNotice.claimId, claimId),
        inArray(claimNotice.kind, [...SAID_AT_EXIT]),
        isNull(claimNotice.undoneAt),
      ),
    )
    .orderBy(desc(claimNotice.createdAt))
    .limit(1);
  return found;
}

/** The one notice of a claim that says that its verdict was about something else. */
export async function movedNotice(q: Queryable, claimId: string): Promise<NoticeRow | undefined> {
  const [found] = await q
    .select()
    .from(claimNotice)
    .where(and(eq(claimNotice.claimId, claimId), eq(claimNotice.kind, 'moved')))
    .limit(1);
  return found;
}

/** Who asks later is not told any more. */
export async function undoNotices(tx: Queryable, claimId: string, now: Date): Promise<void> {
  await tx
    .update(claimNotice)
    .set({ undoneAt: now })
    .where(
      and(
        eq(claimNotice.claimId, claimId),
        inArray(claimNotice.kind, [...SAID_AT_EXIT]),
        isNull(claimNotice.undoneAt),
      ),
    );
}
