import { and, asc, count, eq, isNull, lt, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Queryable } from './connect.ts';
import { addEvents } from './events.ts';
import { contact, staff, waiting } from './schema.ts';

/** Why somebody waits. Keys: the console says them in words. */
export const WAITING_REASONS = [
  'asked_for_person',
  'wrong_choice',
  'unreadable',
  'turn_failed',
  'send_failed',
  'send_unknown',
  'too_many',
] as const;
export type WaitingReason = (typeof WAITING_REASONS)[number];

export interface WaitingRow {
  readonly id: string;
  readonly contactId: string;
  readonly reason: string;
  readonly openedAt: Date;
  readonly takenBy: string | null;
  readonly takenByName: string | null;
  readonly takenAt: Date | null;
  readonly alertedAt: Date | null;
  readonly closedAt: Date | null;
  readonly language: string | null;
  /** The account of the last thing said to or by them; null where nothing was ever said. */
  readonly account: string | null;
}

/**
 * Puts a contact before a person. One open row for each contact and reason: a phone that fails ten times waits
 * once.
 * @returns the id of the open row, new or old
 */
export async function openWaiting(
  q: Queryable,
  about: { contactId: string; reason: WaitingReason; messageId?: number; replyId?: string },
): Promise<string> {
  const [row] = await q
    .insert(waiting)
    .values({
      id: uuidv7(),
      contactId: about.contactId,
      reason: about.reason,
      messageId: about.messageId ?? null,
      replyId: about.replyId ?? null,
    })
    .onConflictDoUpdate({
      target: [waiting.contactId, waiting.reason],
      targetWhere: isNull(waiting.closedAt),
      // Keeps the first time, so that a new failure does not make an old wait look young.
      set: { messageId: sql`coalesce(excluded.message_id, ${waiting.messageId})` },
    })
    .returning({ id: waiting.id });
  if (!row) throw new Error('a waiting row was neither made nor found');
  return row.id;
}

const columns = {
  id: waiting.id,
  contactId: waiting.contactId,
  reason: waiting.reason,
  openedAt: waiting.openedAt,
  takenBy: waiting.takenBy,
  takenByName: staff.name,
  takenAt: waiting.takenAt,
  alertedAt: waiting.alertedAt,
  closedAt: waiting.closedAt,
  language: contact.language,
  account: sql<string | null>`coalesce(
    (select r.account from reply r where r.id = ${waiting.replyId}),
    (select m.account from message m where m.contact_id = ${waiting.contactId} order by m.id desc limit 1))`,
};

/** Everybody who waits, longest first, a page at a time. */
export function listWaiting(q: Queryable, page: { limit: number; offset: number }): Promise<WaitingRow[]> {
  return q
    .select(columns)
    .from(waiting)
    .innerJoin(contact, eq(contact.id, waiting.contactId))
    .leftJoin(staff, eq(staff.id, waiting.takenBy))
    .where(isNull(waiting.closedAt))
    .orderBy(asc(waiting.openedAt), asc(waiting.id))
    .limit(page.limit)
    .offset(page.offset);
}

export async function findWaiting(q: Queryable, waitingId: string): Promise<WaitingRow | undefined> {
  const [row] = await q
    .select(columns)
    .from(waiting)
    .innerJoin(contact, eq(contact.id, waiting.contactId))
    .leftJoin(staff, eq(staff.id, waiting.takenBy))
    .where(eq(waiting.id, waitingId));
  return row;
}

/** @returns how many wait, and how many of those were alerted because it took too long */
export async function countWaiting(q: Queryable): Promise<{ open: number; late: number }> {
  const [row] = await q
    .select({ open: count(), late: count(waiting.alertedAt) })
    .from(waiting)
    .where(isNull(waiting.closedAt));
  return { open: row?.open ?? 0, late: row?.late ?? 0 };
}

interface ByStaff {
  readonly waitingId: string;
  readonly staffId: string;
}

/** One move of a person of ours on an open row, with its event. @returns false where the row was closed meanwhile */
async function move(
  q: Queryable,
  by: ByStaff,
  what: 'taken' | 'closed',
  set: Partial<typeof waiting.$inferInsert>,
) {
  const at = new Date();
  return q.transaction(async (tx) => {
    const rows = await tx
      .update(waiting)
      .set({ ...set, ...(what === 'taken' ? { takenAt: at } : { closedAt: at }) })
      .where(and(eq(waiting.id, by.waitingId), isNull(waiting.closedAt)))
      .returning({ id: waiting.id });
    if (rows.length === 0) return false;
    await addEvents(tx, [{ at, subject: 'waiting', subjectId: by.waitingId, actor: by.staffId, what }]);
    return true;
  });
}

/** Takes it, also from a colleague: at night the one who is awake must be able to. Call it last in a transaction. */
export function takeWaiting(q: Queryable, by: ByStaff): Promise<boolean> {
  return move(q, by, 'taken', { takenBy: by.staffId });
}

/** Done with, whatever was done. Call it last in a transaction: see addEvents. */
export function closeWaiting(q: Queryable, by: ByStaff): Promise<boolean> {
  return move(q, by, 'closed', { closedBy: by.staffId });
}

/**
 * Marks those who have waited longer than `minutes` and whom nobody has taken.
 * @returns the ids marked now, each once
 */
export async function alertLate(q: Queryable, minutes: number): Promise<string[]> {
  const rows = await q
    .update(waiting)
    .set({ alertedAt: sql`now()` })
    .where(
      and(
        isNull(waiting.closedAt),
        isNull(waiting.alertedAt),
        isNull(waiting.takenBy),
        lt(waiting.openedAt, sql`now() - ${minutes} * interval '1 minute'`),
      ),
    )
    .returning({ id: waiting.id });
  return rows.map((row) => row.id);
}
