import { and, asc, count, desc, eq, ne, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { sensitiveCase, tally } from './schema.ts';

type CaseRow = typeof sensitiveCase.$inferSelect;

/** All that a list may show of a call-back. */
export type CallbackLine = Pick<CaseRow, 'id' | 'code' | 'state' | 'takenBy' | 'createdAt' | 'closedAt'>;

/** What is left of a closed call-back after so many days is a row to count. */
const WIPE_DAYS = 30;

/** @returns false: the code is somebody else's, nothing was written */
export async function insertCallback(
  tx: Queryable,
  row: Pick<CaseRow, 'id' | 'code' | 'personHash' | 'sealed' | 'consentedAt'>,
): Promise<boolean> {
  const rows = await tx
    .insert(sensitiveCase)
    .values({
      ...row,
      // By the moment it could be laid beside the message and the reply that were written with it.
      createdAt: sql`date_trunc('hour', now())`,
      consentedAt: sql`date_trunc('hour', ${row.consentedAt.toISOString()}::timestamptz)`,
    })
    .onConflictDoNothing({ target: sensitiveCase.code })
    .returning({ id: sensitiveCase.id });
  return rows.length === 1;
}

/**
 * What was agreed before holds no longer: calling at the old number or time could harm them. Whoever had it must look
 * again.
 * @returns its code; undefined where this person has none that is open
 */
export async function replaceCallback(
  tx: Queryable,
  { personHash, sealed, consentedAt }: Pick<CaseRow, 'personHash' | 'sealed' | 'consentedAt'>,
): Promise<string | undefined> {
  const [row] = await tx
    .update(sensitiveCase)
    .set({
      sealed,
      consentedAt: sql`date_trunc('hour', ${consentedAt.toISOString()}::timestamptz)`,
      state: 'open',
      takenBy: null,
      takenAt: null,
    })
    .where(and(eq(sensitiveCase.personHash, personHash), ne(sensitiveCase.state, 'closed')))
    .returning({ code: sensitiveCase.code });
  return row?.code;
}

/** Every call-back of a person goes, closed ones, too; a number a day stays. */
export async function deleteCallbacks(tx: Queryable, personHash: Buffer): Promise<void> {
  const rows = await tx
    .delete(sensitiveCase)
    .where(eq(sensitiveCase.personHash, personHash))
    .returning({ id: sensitiveCase.id });
  if (rows.length === 0) return;
  await tx
    .insert(tally)
    .values({ day: sql`(now() at time zone 'UTC')::date`, what: 'callback_forgotten', count: rows.length })
    .onConflictDoUpdate({
      target: [tally.day, tally.what],
      set: { count: sql`${tally.count} + excluded.count` },
    });
}

/** Open ones, oldest first; or closed ones that can still be opened again, newest first. */
export function listCallbacks(
  q: Queryable,
  which: 'open' | 'closed',
  { limit, offset }: { limit: number; offset: number },
): Promise<CallbackLine[]> {
  const { id, code, state, takenBy, createdAt, closedAt } = sensitiveCase;
  return q
    .select({ id, code, state, takenBy, createdAt, closedAt })
    .from(sensitiveCase)
    .where(shown(which))
    .orderBy(...(which === 'open' ? [asc(createdAt), asc(id)] : [desc(closedAt), asc(id)]))
    .limit(limit)
    .offset(offset);
}

export async function countCallbacks(q: Queryable, which: 'open' | 'closed'): Promise<number> {
  const [row] = await q.select({ n: count() }).from(sensitiveCase).where(shown(which));
  return row?.n ?? 0;
}

const shown = (which: 'open' | 'closed') =>
  which === 'open'
    ? ne(sensitiveCase.state, 'closed')
    : and(eq(sensitiveCase.state, 'closed'), sql`length(${sensitiveCase.sealed}) > 0`);

/** Locks a call-back until the transaction ends. */
export async function lockCallback(
  tx: Queryable,
  id: string,
): Promise<Pick<CaseRow, 'code' | 'sealed' | 'state' | 'takenBy'> | undefined> {
  const { code, sealed, state, takenBy } = sensitiveCase;
  const [row] = await tx
    .select({ code, sealed, state, takenBy })
    .from(sensitiveCase)
    .where(eq(sensitiveCase.id, id))
    .for('update');
  return row;
}

/** Only of one that {@link lockCallback} holds. */
export async function setCallback(
  tx: Queryable,
  id: string,
  change: Pick<CaseRow, 'state'> & Partial<Pick<CaseRow, 'takenBy' | 'takenAt' | 'closedBy' | 'closedAt'>>,
): Promise<void> {
  await tx.update(sensitiveCase).set(change).where(eq(sensitiveCase.id, id));
}

/** Empties call-backs that were closed {@link WIPE_DAYS} days ago: no key opens them any more. @returns how many */
export async function wipeCallbacks(q: Queryable): Promise<number> {
  const { rowCount } = await q.execute(sql`
    update sensitive_case set sealed = '', person_hash = sha256(uuid_send(gen_random_uuid()))
    where state = 'closed' and closed_at < now() - ${WIPE_DAYS} * interval '1 day' and length(sealed) > 0`);
  return rowCount ?? 0;
}
