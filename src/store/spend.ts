import { sql } from 'drizzle-orm';
import type { PoolClient } from 'pg';
import type { Queryable } from './connect.ts';

/** What bulk may cost, in thousandths of the currency of src/country/<cc>/prices. */
export interface BulkTerms {
  /** In all accounts together on one day. */
  readonly perDayMilli: number;
  /** Where a day begins and ends. */
  readonly timeZone: string;
}

/** Arbitrary, and nobody else's: see `pg_advisory_xact_lock`. */
const BULK_LOCK = 7_310_641;

/** A day's queue of bulletins moves in a few claims, and none of them holds the account for long. */
const MOST_MOVED = 5_000;

/**
 * What bulk may still cost today. Until the transaction ends nobody else is told: two processes cannot spend the
 * same money, whatever accounts they send from.
 */
async function bulkLeft(client: PoolClient, terms: BulkTerms): Promise<number> {
  await client.query('select pg_advisory_xact_lock($1)', [BULK_LOCK]);
  const { rows } = await client.query<{ milli: string }>(
    `select coalesce(sum(milli), 0) as milli from spend
      where day = (clock_timestamp() at time zone $1)::date and what = 'bulk'`,
    [terms.timeZone],
  );
  return terms.perDayMilli - Number(rows[0]?.milli ?? 0);
}

async function noteBulk(
  client: PoolClient,
  account: string,
  spent: { readonly units: number; readonly milli: number },
  timeZone: string,
): Promise<void> {
  await client.query(
    `insert into spend as s (day, account, what, units, milli)
      values ((clock_timestamp() at time zone $2)::date, $1, 'bulk', $3, $4)
      on conflict (day, account, what) do update set units = s.units + excluded.units, milli = s.milli + excluded.milli`,
    [account, timeZone, spent.units, spent.milli],
  );
}

/**
 * The money for today is spent: what bulk is due here waits for the next day, in its order.
 * @returns when that begins
 */
async function waitForNextDay(client: PoolClient, account: string, timeZone: string): Promise<Date> {
  const { rows } = await client.query<{ next: string }>(
    `with next as (select ((clock_timestamp() at time zone $2)::date + 1)::timestamp at time zone $2 as day),
      moved as (
        update reply set due_at = next.day from next
        where id in (select id from reply where account = $1 and state = 'queued' and class = 3 and due_at <= now()
          order by seq limit ${MOST_MOVED} for update skip locked))
      select extract(epoch from day)::float8 * 1000 as next from next`,
    [account, timeZone],
  );
  return new Date(Number(rows[0]?.next ?? 0));
}

export interface Purse {
  /**
   * @param parts `milli`: what one costs
   * @returns false: it has to wait, and so has everything behind it
   */
  pays(
    parts: readonly { readonly segments: number; readonly milli: number; readonly paid: boolean }[],
  ): Promise<boolean>;
  /** Writes what was paid. @returns where the money did not suffice, until when bulk waits */
  close(): Promise<Date | undefined>;
}

/** The money for bulk during one claim, asked for only where something costs. */
export function openPurse(client: PoolClient, account: string, terms: BulkTerms | undefined): Purse {
  let left: number | undefined;
  let empty = false;
  const spent = { units: 0, milli: 0 };
  return {
    async pays(parts) {
      if (!terms || parts.every((part) => part.milli === 0)) return true;
      // What was paid for at an earlier attempt, and surely not taken, is not paid for again.
      const due = parts.filter((part) => !part.paid);
      const units = due.reduce((sum, part) => sum + part.segments, 0);
      const milli = due.reduce((sum, part) => sum + part.milli, 0);
      left ??= await bulkLeft(client, terms);
      // Once a bulletin had to wait, those behind it wait, too, though a shorter one might still be paid for.
      empty ||= milli > left;
      if (empty) return false;
      left -= milli;
      spent.units += units;
      spent.milli += milli;
      return true;
    },
    async close() {
      if (!terms) return undefined;
      if (spent.units > 0) await noteBulk(client, account, spent, terms.timeZone);
      return empty ? waitForNextDay(client, account, terms.timeZone) : undefined;
    },
  };
}

/** What bulk has been given today, in thousandths: paid before it leaves, so that a ceiling is never passed. */
export async function bulkToday(q: Queryable, timeZone: string): Promise<number> {
  const { rows } = await q.execute<{ milli: string }>(sql`
    select coalesce(sum(milli), 0) as milli from spend
    where day = (now() at time zone ${timeZone})::date and what = 'bulk'`);
  return Number(rows[0]?.milli ?? 0);
}

/** What templates have been sent today, in all accounts. */
export async function templatesToday(q: Queryable, timeZone: string): Promise<number> {
  const { rows } = await q.execute<{ units: string }>(sql`
    select coalesce(sum(units), 0) as units from spend
    where day = (now() at time zone ${timeZone})::date and what = 'template'`);
  return Number(rows[0]?.units ?? 0);
}

export async function noteTemplates(
  q: Queryable,
  byAccount: ReadonlyMap<string, number>,
  { milliEach, timeZone }: { milliEach: number; timeZone: string },
): Promise<void> {
  const counts = [...byAccount.values()];
  await q.execute(sql`
    insert into spend as s (day, account, what, units, milli)
    select (now() at time zone ${timeZone})::date, v.account, 'template', v.units, v.units * ${milliEach}::int
    from unnest(${sql.param([...byAccount.keys()])}::text[], ${sql.param(counts)}::int[]) as v(account, units)
    on conflict (day, account, what) do update set units = s.units + excluded.units, milli = s.milli + excluded.milli`);
}
