import { and, asc, count, desc, eq, isNull, lt, ne, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { alone } from './alone.ts';
import type { Db, Queryable } from './connect.ts';
import { addEvents } from './events.ts';
import { contact, report, staff, waiting } from './schema.ts';

/** Why somebody waits. Keys: the console says them in words. */
export const WAITING_REASONS = [
  'asked_for_person',
  'wrong_choice',
  'unreadable',
  'turn_failed',
  'send_failed',
  'send_unknown',
  'too_many',
  'danger',
  'report',
  'observer_report',
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

/**
 * Somebody may be in danger: like {@link openWaiting}, and where a row stood open since before `since`, for something
 * else, the alarm sounds again.
 */
export async function openDanger(
  q: Queryable,
  about: { contactId: string; since: Date; messageId?: number },
): Promise<string> {
  const { since, ...row } = about;
  const id = await openWaiting(q, { ...row, reason: 'danger' });
  await q
    .update(waiting)
    .set({ alertedAt: null })
    .where(and(eq(waiting.id, id), lt(waiting.openedAt, since)));
  return id;
}

/** An open row of this contact, whatever the reason: the newest. */
export async function openRowOf(q: Queryable, contactId: string): Promise<string | undefined> {
  const [row] = await q
    .select({ id: waiting.id })
    .from(waiting)
    .where(and(eq(waiting.contactId, contactId), isNull(waiting.closedAt)))
    .orderBy(desc(waiting.openedAt), desc(waiting.id))
    .limit(1);
  return row?.id;
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

const inDanger = eq(waiting.reason, 'danger');

/** @returns how many wait, how many of those may be in danger, and for how many others it took too long */
export async function countWaiting(q: Queryable): Promise<{ open: number; late: number; danger: number }> {
  const [row] = await q
    .select({
      open: count(),
      late: count(sql`case when not ${inDanger} then ${waiting.alertedAt} end`),
      danger: count(sql`case when ${inDanger} then 1 end`),
    })
    .from(waiting)
    .where(isNull(waiting.closedAt));
  return { open: row?.open ?? 0, late: row?.late ?? 0, danger: row?.danger ?? 0 };
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

export interface InDanger {
  readonly waitingId: string;
  /** The open report that tells of it; null where there is none. */
  readonly report: { readonly id: string; readonly code: string } | null;
}

/**
 * Has everybody told who may be in danger and of whom nobody was told yet, also where a colleague has them already.
 * Marked only once it was told: whoever dies or fails on the way leaves it to the next sweep. One process at a time.
 * @param tell false: it could not be told
 */
export async function alertDanger(db: Db, tell: (one: InDanger) => Promise<boolean>): Promise<void> {
  await alone(db, 'danger', async () => {
    const { rows } = await db.execute<{ id: string; report_id: string | null; code: string | null }>(sql`
      select w.id, r.id as report_id, r.code from ${waiting} w
      left join lateral (select id, code from ${report} where contact_id = w.contact_id and state <> 'closed'
        and (danger or kind = 'incident') order by danger is true desc, created_at desc limit 1) r on true
      where w.reason = 'danger' and w.closed_at is null and w.alerted_at is null order by w.opened_at, w.id`);
    for (const { id, report_id, code } of rows) {
      const told = await tell({
        waitingId: id,
        report: report_id !== null && code !== null ? { id: report_id, code } : null,
      });
      if (told) await db.update(waiting).set({ alertedAt: sql`now()` }).where(eq(waiting.id, id));
    }
  });
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
        // Told at once, and in other words.
        ne(waiting.reason, 'danger'),
        lt(waiting.openedAt, sql`now() - ${minutes} * interval '1 minute'`),
      ),
    )
    .returning({ id: waiting.id });
  return rows.map((row) => row.id);
}
