import { sql } from 'drizzle-orm';
import type { PoolClient } from 'pg';
import type { Queryable } from './connect.ts';

/** How fast an account may send, in units: segments of SMS, messages elsewhere. */
export interface Pace {
  readonly perSecond: number;
  readonly burst: number;
  /** How many messages one person may get within so many seconds. */
  readonly perPerson?: { readonly messages: number; readonly seconds: number };
}

/** What an account may send now, in thousandths of a unit. Below zero after a message of many segments. */
export interface Bucket {
  readonly units: number;
  readonly refilledAt: number;
}

/**
 * What the bucket holds at `now` (both clocks: the database's, in ms). Pure. `refilledAt` moves only by what was
 * really credited, so that looking often does not make an account slower.
 */
export function refill(bucket: Bucket, now: number, { perSecond, burst }: Pace): Bucket {
  const full = Math.max(1, burst) * 1000;
  const since = Math.min(bucket.refilledAt, now);
  // A thousandth of a unit per millisecond is one unit per second.
  const gained = Math.floor((now - since) * perSecond);
  if (bucket.units + gained >= full) return { units: full, refilledAt: now };
  return { units: bucket.units + gained, refilledAt: since + gained / perSecond };
}

/** @returns ms until the bucket holds one whole unit */
export function untilOneUnit(bucket: Bucket, { perSecond }: Pace): number {
  return Math.max(0, Math.ceil((1000 - bucket.units) / perSecond));
}

/**
 * Locks an account's bucket until the transaction ends: processes that send for one account take turns.
 * @returns the bucket refilled by the database's clock, for how long the account is paused (0: it is not), and
 *   whether it has been in trouble and has not sent anything since
 */
export async function lockBucket(
  client: PoolClient,
  account: string,
  pace: Pace,
): Promise<{ bucket: Bucket; pausedMs: number; troubled: boolean }> {
  const { rows } = await client.query<{
    units: number;
    refilled: number;
    now: number;
    paused: number | null;
    troubled: boolean;
  }>({
    name: 'lock_bucket',
    text: `insert into sender as s (account, units_milli, refilled_at) values ($1, $2, clock_timestamp())
      on conflict (account) do update set account = excluded.account
      returning units_milli as units, extract(epoch from refilled_at)::float8 * 1000 as refilled,
        extract(epoch from clock_timestamp())::float8 * 1000 as now,
        extract(epoch from paused_until - clock_timestamp())::float8 * 1000 as paused,
        trouble_since is not null as troubled`,
    values: [account, Math.max(1, pace.burst) * 1000],
  });
  const [row] = rows;
  if (!row) throw new Error('the sender row was neither made nor found');
  return {
    bucket: refill({ units: row.units, refilledAt: row.refilled }, row.now, pace),
    pausedMs: Math.max(0, Math.ceil(row.paused ?? 0)),
    troubled: row.troubled,
  };
}

export async function saveBucket(client: PoolClient, account: string, bucket: Bucket): Promise<void> {
  await client.query({
    name: 'save_bucket',
    text: 'update sender set units_milli = $2, refilled_at = to_timestamp($3) where account = $1',
    values: [account, bucket.units, bucket.refilledAt / 1000],
  });
}

/**
 * Nothing leaves this account for so long, from any process. A pause that lasts longer already stays.
 * @param trouble the provider does not work for us, which is more than being asked to slow down: since when is kept
 */
export async function pauseSender(
  q: Queryable,
  account: string,
  ms: number,
  { trouble }: { trouble: boolean },
): Promise<void> {
  await q.execute(sql`
    insert into sender (account, units_milli, refilled_at, paused_until, trouble_since)
    values (${account}, 0, now(), now() + ${ms} * interval '1 millisecond', case when ${trouble}::bool then now() end)
    on conflict (account) do update set paused_until = greatest(sender.paused_until, excluded.paused_until),
      trouble_since = coalesce(sender.trouble_since, excluded.trouble_since)`);
}

/** Something was sent: whatever was the matter is over. */
export async function endTrouble(q: Queryable, account: string): Promise<void> {
  await q.execute(
    sql`update sender set trouble_since = null where account = ${account} and trouble_since is not null`,
  );
}

/** Keeps how an account stands with its provider, for the console, `teledjol channels` and other processes. */
export async function noteLink(
  q: Queryable,
  account: string,
  link: 'up' | 'down' | 'pairing' | 'stopped',
  note?: string,
): Promise<void> {
  await q.execute(sql`
    insert into sender (account, units_milli, refilled_at, link, link_note, link_at)
    values (${account}, 0, to_timestamp(0), ${link}, ${note ?? null}, now())
    on conflict (account) do update set link = excluded.link, link_note = excluded.link_note, link_at = now()
      where sender.link is distinct from excluded.link or sender.link_note is distinct from excluded.link_note`);
}

/** What passed through an account since it was last noted. */
export interface Traffic {
  readonly account: string;
  readonly lastInAt?: Date | undefined;
  readonly lastOutAt?: Date | undefined;
  readonly refusals: number;
  /** Kind and code of the last of them: `rejected 21617`. */
  readonly lastRefusal?: string | undefined;
  readonly lastRefusalAt?: Date | undefined;
}

/** Adds up what one process has seen, for all accounts in one statement. In their order: processes do so at once. */
export async function noteTraffic(q: Queryable, seen: readonly Traffic[]): Promise<void> {
  if (seen.length === 0) return;
  const sorted = [...seen].sort((a, b) => (a.account < b.account ? -1 : 1));
  const of = (pick: (traffic: Traffic) => unknown) => sql.param(sorted.map(pick));
  const at = (date: Date | undefined) => date?.toISOString() ?? null;
  await q.execute(sql`
    insert into sender as s (account, units_milli, refilled_at, last_in_at, last_out_at, refusals, last_refusal,
      last_refusal_at)
    select account, 0, to_timestamp(0), last_in, last_out, refusals, last_refusal, last_refusal_at
    from unnest(${of((t) => t.account)}::text[], ${of((t) => at(t.lastInAt))}::timestamptz[],
      ${of((t) => at(t.lastOutAt))}::timestamptz[], ${of((t) => t.refusals)}::bigint[],
      ${of((t) => t.lastRefusal ?? null)}::text[], ${of((t) => at(t.lastRefusalAt))}::timestamptz[])
      with ordinality as v(account, last_in, last_out, refusals, last_refusal, last_refusal_at, n)
    order by n
    on conflict (account) do update set
      last_in_at = greatest(s.last_in_at, excluded.last_in_at),
      last_out_at = greatest(s.last_out_at, excluded.last_out_at),
      refusals = s.refusals + excluded.refusals,
      last_refusal = case when excluded.last_refusal_at >= coalesce(s.last_refusal_at, '-infinity')
        then excluded.last_refusal else s.last_refusal end,
      last_refusal_at = greatest(s.last_refusal_at, excluded.last_refusal_at)`);
}

/** @returns up to when the provider of these accounts has been asked for what we did not hear; null: never */
export async function caughtUpTo(q: Queryable, accounts: readonly string[]): Promise<Date | null> {
  const { rows } = await q.execute<{ since: string | null }>(sql`
    select min(caught_up_to) as since from sender where account = any(${sql.param(accounts)}::text[])`);
  const since = rows[0]?.since;
  return since == null ? null : new Date(since);
}

export async function noteCaughtUp(q: Queryable, accounts: readonly string[], to: Date): Promise<void> {
  await q.execute(sql`
    insert into sender (account, units_milli, refilled_at, caught_up_to)
    select account, 0, to_timestamp(0), ${to.toISOString()}::timestamptz from unnest(${sql.param(accounts)}::text[]) as account
    on conflict (account) do update set caught_up_to = greatest(sender.caught_up_to, excluded.caught_up_to)`);
}
