import { sql } from 'drizzle-orm';
import type { Link } from '../core/channel.ts';
import { REPLY_CLASS } from '../core/message.ts';
import type { Queryable } from './connect.ts';
import { type Pace, refill } from './senders.ts';

/** What the settings say of a sender account that is open here. */
export interface AccountFacts {
  readonly channel: string;
  readonly pace: Pace;
  /** Its channel holds a connection, and tells how the account stands. */
  readonly listens: boolean;
}

/**
 * `trouble`: the provider refuses what we send. `starting`: it has not told yet. `closed`: of a channel that this
 * process does not have open; its rows are still there.
 */
export type Standing = Link | 'trouble' | 'starting' | 'closed';

/** How one sender account is, as data: no text and no number of anybody. */
export interface AccountHealth {
  readonly account: string;
  /** Null where it is closed. */
  readonly channel: string | null;
  readonly standing: Standing;
  /** What the provider's code says about it, e.g. `401`. */
  readonly note: string | null;
  readonly since: Date | null;
  /** A person of ours should look. */
  readonly needsSomebody: boolean;
  readonly lastInAt: Date | null;
  readonly lastOutAt: Date | null;
  /** What may leave now or later, by class. */
  readonly queue: Readonly<Record<keyof typeof REPLY_CLASS, number>>;
  /** Waits until the person writes. */
  readonly held: number;
  /** Since when the oldest of what is due has been. */
  readonly oldestDueAt: Date | null;
  /** In units (segments of SMS, messages elsewhere): how fast it may go, and what may leave at once. */
  readonly pace: { readonly perSecond: number; readonly atOnce: number } | null;
  /** `why`: kind and code of the refusal that led to it, where one did. */
  readonly paused: { readonly until: Date; readonly why: string | null } | null;
  readonly refusals: { readonly total: number; readonly last: string | null; readonly lastAt: Date | null };
  /** Today, by the deployment's day. `milli`: thousandths of the deployment's currency. */
  readonly spent: Readonly<Record<'bulk' | 'template', { readonly units: number; readonly milli: number }>>;
}

/** A connection that breaks and is back within this is no trouble. */
const PATIENCE_MINUTES = 2;

/** Since when an account has been in trouble, as far as its row tells; null: well. */
const TROUBLED_SINCE = sql.raw(`least(trouble_since, case
  when link = 'stopped' then link_at
  when link = 'down' and link_at < now() - interval '${PATIENCE_MINUTES} minutes' then link_at end)`);

interface Row extends Record<string, unknown> {
  readonly account: string;
  readonly units: number | null;
  readonly refilled: number | null;
  readonly now: number;
  readonly paused_until: number | null;
  readonly trouble: number | null;
  readonly troubled: boolean;
  readonly link: Link | null;
  readonly link_note: string | null;
  readonly link_at: number | null;
  readonly heard_by: boolean;
  readonly last_in: number | null;
  readonly last_out: number | null;
  readonly refusals: string | null;
  readonly last_refusal: string | null;
  readonly last_refusal_at: number | null;
  readonly queued: Readonly<Record<string, { n: number; due: number | null }>> | null;
  readonly held: number | null;
  readonly spent: Readonly<Record<string, { units: number; milli: number }>> | null;
}

const ms = (column: string) => sql.raw(`extract(epoch from ${column})::float8 * 1000`);
const dateOf = (at: number | null) => (at === null ? null : new Date(at));

/**
 * @param accounts those that are open here; others that ever sent or were heard are added as `closed`
 * @param timeZone of the deployment: where its day begins
 * @returns one entry an account, by name
 */
export async function healthOf(
  q: Queryable,
  accounts: ReadonlyMap<string, AccountFacts>,
  timeZone: string,
): Promise<AccountHealth[]> {
  const names = [...accounts.keys()];
  const leases = names.map((name) => `channel ${accounts.get(name)?.channel ?? ''}`);
  const { rows } = await q.execute<Row>(sql`
    with known as (
      select account, lease from unnest(${sql.param(names)}::text[], ${sql.param(leases)}::text[]) as v(account, lease)
      union all
      select account, null from sender where account <> all(${sql.param(names)}::text[])),
    queued as (
      select account, jsonb_object_agg(class, jsonb_build_object('n', n, 'due', due)) as classes from (
        select account, class, count(*)::int as n,
          extract(epoch from min(due_at) filter (where due_at <= now()))::float8 * 1000 as due
        from reply where state = 'queued' group by account, class) as c group by account),
    held as (select account, count(*)::int as n from reply where state = 'held' group by account),
    spent as (
      select account, jsonb_object_agg(what, jsonb_build_object('units', units, 'milli', milli)) as what
      from spend where day = (now() at time zone ${timeZone})::date group by account)
    select k.account, s.units_milli as units, ${ms('s.refilled_at')} as refilled, ${ms('clock_timestamp()')} as now,
      case when s.paused_until > now() then ${ms('s.paused_until')} end as paused_until,
      ${ms('s.trouble_since')} as trouble, ${TROUBLED_SINCE} is not null as troubled,
      s.link, s.link_note, ${ms('s.link_at')} as link_at,
      exists (select from lease l where l.name = k.lease and l.until > now()) as heard_by,
      ${ms('s.last_in_at')} as last_in, ${ms('s.last_out_at')} as last_out, s.refusals, s.last_refusal,
      ${ms('s.last_refusal_at')} as last_refusal_at, queued.classes as queued, held.n as held, spent.what as spent
    from known k left join sender s on s.account = k.account left join queued on queued.account = k.account
      left join held on held.account = k.account left join spent on spent.account = k.account
    order by k.account collate "C"`);
  return rows.map((row) => healthFrom(row, accounts.get(row.account)));
}

function healthFrom(row: Row, facts: AccountFacts | undefined): AccountHealth {
  const { standing, note, since } = standingOf(row, facts);
  const queued = Object.values(row.queued ?? {});
  const due = queued.flatMap((one) => (one.due === null ? [] : [one.due]));
  const spentOn = (what: string) => row.spent?.[what] ?? { units: 0, milli: 0 };
  return {
    account: row.account,
    channel: facts?.channel ?? null,
    standing,
    note,
    since,
    needsSomebody: facts !== undefined && row.troubled,
    lastInAt: dateOf(row.last_in),
    lastOutAt: dateOf(row.last_out),
    queue: Object.fromEntries(
      Object.entries(REPLY_CLASS).map(([name, at]) => [name, row.queued?.[at]?.n ?? 0]),
    ) as AccountHealth['queue'],
    held: row.held ?? 0,
    oldestDueAt: due.length === 0 ? null : new Date(Math.min(...due)),
    pace: facts ? { perSecond: facts.pace.perSecond, atOnce: atOnce(row, facts.pace) } : null,
    paused: row.paused_until === null ? null : { until: new Date(row.paused_until), why: row.last_refusal },
    refusals: {
      total: Number(row.refusals ?? 0),
      last: row.last_refusal,
      lastAt: dateOf(row.last_refusal_at),
    },
    spent: { bulk: spentOn('bulk'), template: spentOn('template') },
  };
}

function standingOf(
  row: Row,
  facts: AccountFacts | undefined,
): Pick<AccountHealth, 'standing' | 'note' | 'since'> {
  const told = { note: row.link_note, since: dateOf(row.link_at) };
  if (!facts) return { standing: 'closed', ...told };
  const connected = row.link === 'up' || row.link === 'pairing';
  // Said by a process that is no more.
  if (facts.listens && connected && !row.heard_by)
    return { standing: 'down', note: 'nobody_listens', since: null };
  if (row.link !== null && row.link !== 'up') return { standing: row.link, ...told };
  if (row.trouble !== null)
    return { standing: 'trouble', note: row.last_refusal, since: new Date(row.trouble) };
  if (row.link === null) return { standing: facts.listens ? 'starting' : 'up', note: null, since: null };
  return { standing: 'up', ...told };
}

function atOnce(row: Row, pace: Pace): number {
  const full = Math.max(1, pace.burst);
  if (row.units === null || row.refilled === null) return full;
  const { units } = refill({ units: row.units, refilledAt: row.refilled }, row.now, pace);
  return Math.max(0, Math.floor(Math.min(units / 1000, full)));
}

/** @returns how many of these accounts want somebody to look: for the badge on every page */
export async function countTroubled(q: Queryable, accounts: readonly string[]): Promise<number> {
  const { rows } = await q.execute<{ n: number }>(sql`
    select count(*)::int as n from sender
    where account = any(${sql.param(accounts)}::text[]) and ${TROUBLED_SINCE} is not null`);
  return rows[0]?.n ?? 0;
}

/**
 * Marks those of these accounts that have been in trouble for longer than `minutes`, and forgets the mark of those
 * that are well again.
 * @returns the accounts marked now, each once until it has been well
 */
export async function alertTroubled(
  q: Queryable,
  accounts: readonly string[],
  minutes: number,
): Promise<string[]> {
  const late = sql`${TROUBLED_SINCE} < now() - ${minutes} * interval '1 minute'`;
  const { rows } = await q.execute<{ account: string; alerted: boolean }>(sql`
    update sender set alerted_at = case when ${late} then now() end
    where account = any(${sql.param(accounts)}::text[])
      and ((alerted_at is null and ${late}) or (alerted_at is not null and ${TROUBLED_SINCE} is null))
    returning account, alerted_at is not null as alerted`);
  return rows.flatMap(({ account, alerted }) => (alerted ? [account] : [])).sort();
}
