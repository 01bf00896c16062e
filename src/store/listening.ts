import { asc, eq } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { listeningMark } from './schema.ts';

export type ListeningMark = typeof listeningMark.$inferSelect;

/** How somebody understood a sentence; the last word counts. */
export async function saveMark(q: Queryable, mark: ListeningMark): Promise<void> {
  const { mark: points, heard, markedAt } = mark;
  await q
    .insert(listeningMark)
    .values(mark)
    .onConflictDoUpdate({
      target: [listeningMark.staffId, listeningMark.sentence, listeningMark.engine],
      set: { mark: points, heard, markedAt },
    });
}

/** Everybody's, or one person's; in the order in which they were given. */
export function listMarks(q: Queryable, staffId?: string): Promise<ListeningMark[]> {
  return q
    .select()
    .from(listeningMark)
    .where(staffId === undefined ? undefined : eq(listeningMark.staffId, staffId))
    .orderBy(asc(listeningMark.markedAt), asc(listeningMark.sentence), asc(listeningMark.engine));
}
