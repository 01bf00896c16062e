import { and, eq, lt, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { reminder, tip } from './schema.ts';

/** Told again after so many hours, as long as some wait. */
const AGAIN_HOURS = 24;

/**
 * Marks that staff are told now of lines of the queue that nobody has opened for too long: once, and every day. When none
 * waits so long any more it begins anew.
 * @param hours from when on that is too long
 * @returns how many there are, where they are to be told of now
 */
export async function markLateLines(tx: Queryable, hours: number, now: Date): Promise<number> {
  const before = new Date(now.getTime() - hours * 3_600_000);
  // Not by the lines: they are counted when somebody looks, and this is for when nobody does.
  const [late] = await tx
    .select({ count: sql<number>`count(distinct coalesce(${tip.groupId}, ${tip.id}))::int` })
    .from(tip)
    .where(and(eq(tip.state, 'waiting'), lt(tip.createdAt, before)));
  const count = late?.count ?? 0;
  if (count === 0) {
    await unmarkLateLines(tx);
    return 0;
  }
  const again = new Date(now.getTime() - AGAIN_HOURS * 3_600_000);
  const marked = await tx
    .insert(reminder)
    .values({ what: 'late_lines', toldAt: now })
    .onConflictDoUpdate({
      target: reminder.what,
      set: { toldAt: now },
      setWhere: sql`${reminder.toldAt} < ${again.toISOString()}`,
    })
    .returning({ what: reminder.what });
  return marked.length > 0 ? count : 0;
}

/** They could not be told: the next look tries again. */
export async function unmarkLateLines(q: Queryable): Promise<void> {
  await q.delete(reminder).where(eq(reminder.what, 'late_lines'));
}
