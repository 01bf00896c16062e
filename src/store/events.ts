import { createHash } from 'node:crypto';
import { and, asc, desc, eq, gt, sql } from 'drizzle-orm';
import type { Db, Queryable } from './connect.ts';
import { event } from './schema.ts';

/** Any fixed number that nothing else locks; the neighbour of the one in migrate.ts. */
const CHAIN_LOCK = 7_353_310_002;
/** What the first event seals. */
const BEGINNING: Buffer = Buffer.alloc(32);
/** Rows of one insert: 11 parameters each, and PostgreSQL takes 65,535. */
const CHUNK = 2_000;

/** One decision at a desk. Ids, keys and the deciding person's own words: nothing that a citizen wrote or is. */
export interface DeskEvent {
  readonly at: Date;
  readonly subject:
    | 'tip'
    | 'claim'
    | 'verdict'
    | 'waiting'
    | 'staff'
    | 'account'
    | 'report'
    | 'observer'
    | 'incident'
    | 'exercise'
    | 'callback'
    | 'webhook'
    | 'file'
    | 'api_key'
    | 'bulletin'
    | 'campaign';
  readonly subjectId: string;
  /** A staff id, or `system`. */
  readonly actor: string;
  /** A key, e.g. `approved`. */
  readonly what: string;
  readonly from?: string | null;
  readonly to?: string | null;
  readonly why?: string | null;
}

/** Only a transaction: the lock on the chain would end with the statement otherwise, and the chain would fork. */
export type Transaction = Parameters<Parameters<Db['transaction']>[0]>[0];

type EventRow = typeof event.$inferSelect;

/**
 * Appends to the chain: each event is hashed (SHA-256) together with the hash of the one before it.
 *
 * Holds a lock on the whole chain until the transaction ends. So call it last in a transaction: whoever waits for
 * the chain must hold nothing that the one who has it still needs.
 */
export async function addEvents(tx: Transaction, events: readonly DeskEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(sql`select pg_advisory_xact_lock(${CHAIN_LOCK})`);
  // A statement of its own: it must see what was committed while we waited for the lock.
  const { rows: numbers } = await tx.execute<{ id: string }>(
    sql`select nextval(pg_get_serial_sequence('event', 'id')) as id from generate_series(1, ${events.length})`,
  );
  const [last] = await tx.select({ hash: event.hash }).from(event).orderBy(desc(event.id)).limit(1);
  let previousHash: Buffer = last?.hash ?? BEGINNING;
  const rows = events.map((one, i) => {
    const row = {
      id: Number(numbers[i]?.id),
      at: one.at,
      subject: one.subject,
      subjectId: one.subjectId,
      actor: one.actor,
      what: one.what,
      from: one.from ?? null,
      to: one.to ?? null,
      why: one.why == null ? null : asStored(one.why),
      previousHash,
    };
    previousHash = hashOf(row);
    return { ...row, hash: previousHash };
  });
  for (let start = 0; start < rows.length; start += CHUNK) {
    await tx.insert(event).values(rows.slice(start, start + CHUNK));
  }
}

export type ChainReport =
  /** `head` seals everything before it: note it down elsewhere, and a cut-off end shows as well. */
  | { readonly whole: true; readonly count: number; readonly head: string }
  /** `count` events before `brokenId` are good. */
  | { readonly whole: false; readonly count: number; readonly brokenId: number };

/**
 * Walks the whole chain in pages and hashes everything again.
 * @returns the first event that does not fit: changed, or with something missing or added before it
 */
export async function verifyEvents(q: Queryable, pageSize = 1_000): Promise<ChainReport> {
  let head: Buffer = BEGINNING;
  let count = 0;
  let after = 0;
  for (;;) {
    const page = await q
      .select()
      .from(event)
      .where(gt(event.id, after))
      .orderBy(asc(event.id))
      .limit(pageSize);
    for (const row of page) {
      if (!row.previousHash.equals(head) || !hashOf(row).equals(row.hash)) {
        return { whole: false, count, brokenId: row.id };
      }
      head = row.hash;
      after = row.id;
      count += 1;
    }
    if (page.length < pageSize) return { whole: true, count, head: head.toString('hex') };
  }
}

/** Whether this was ever decided about a subject. */
export async function wasDecided(q: Queryable, subjectId: string, what: string): Promise<boolean> {
  const found = await q
    .select({ id: event.id })
    .from(event)
    .where(sql`${event.subjectId} = ${subjectId} and ${event.what} = ${what}`)
    .limit(1);
  return found.length > 0;
}

/** Whether this was decided about a subject since then. */
export async function wasDecidedSince(
  q: Queryable,
  subjectId: string,
  what: string,
  since: Date,
): Promise<boolean> {
  const found = await q
    .select({ id: event.id })
    .from(event)
    .where(and(eq(event.subjectId, subjectId), eq(event.what, what), gt(event.at, since)))
    .limit(1);
  return found.length > 0;
}

/** What was decided about these subjects, newest first. */
export function listEvents(q: Queryable, subjectIds: readonly string[], limit = 100): Promise<EventRow[]> {
  return q
    .select()
    .from(event)
    .where(sql`${event.subjectId} in ${[...subjectIds]}`)
    .orderBy(desc(event.id))
    .limit(limit);
}

/** Who did this to a subject, e.g. declared something; each once. */
export async function actorsOf(
  q: Queryable,
  { subject, subjectId, what }: Pick<DeskEvent, 'subject' | 'subjectId' | 'what'>,
): Promise<string[]> {
  const rows = await q
    .selectDistinct({ actor: event.actor })
    .from(event)
    .where(and(eq(event.subject, subject), eq(event.subjectId, subjectId), eq(event.what, what)));
  return rows.map(({ actor }) => actor);
}

/** Fields in one fixed order, as a JSON array: the same event always gives the same bytes. */
function hashOf(row: Omit<EventRow, 'hash'>): Buffer {
  const { id, at, subject, subjectId, actor, what, from, to, why } = row;
  return createHash('sha256')
    .update(row.previousHash)
    .update(JSON.stringify([id, at.toISOString(), subject, subjectId, actor, what, from, to, why]))
    .digest();
}

/** As PostgreSQL will give it back: half a surrogate pair would come back as another letter and break the chain. */
const asStored = (text: string) => Buffer.from(text).toString().replaceAll('\u0000', '');
