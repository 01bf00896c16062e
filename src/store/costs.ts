import { type SQL, sql } from 'drizzle-orm';
import { REPLY_CLASS } from '../core/message.ts';
import type { Queryable } from './connect.ts';
import { type COST_KINDS, cost } from './schema.ts';

export type CostKind = (typeof COST_KINDS)[number];

/**
 * SQL over a reply `r`: what it was. Who is warned, answered or asked to write is told apart by class and cause; a
 * bulletin stays a bulletin where it leaves as a template.
 */
const WHAT = `case when r.class = ${REPLY_CLASS.lifeSafety} then 'alarm' when r.class = ${REPLY_CLASS.bulk} then 'bulk'
  when r.cause = 'verdict' then 'verdict' when r.cause = 'knock' then 'template'
  when r.cause = 'observer.reminder' then 'reminder' else 'reply' end`;

/**
 * SQL: writes parts into the ledger. Its rows are written in one order, so that two processes that end batches at the
 * same time wait for each other and never in a circle.
 * @param taken a relation with `reply_id`, `account`, `day`, `country`, `segments` and `milli` of those parts
 */
export const intoLedger = (
  taken: string,
) => `insert into cost as c (day, account, what, country, units, milli)
  select o.day, o.account, ${WHAT} as what, coalesce(o.country, '') as country, sum(o.segments), sum(o.milli)
  from ${taken} o join reply r on r.id = o.reply_id where o.milli is not null and o.day is not null
  group by 1, 2, 3, 4 order by 1, 2, 3, 4
  on conflict (day, account, what, country)
    do update set units = c.units + excluded.units, milli = c.milli + excluded.milli`;

/**
 * Counts what has left: what the provider took, and what it may have taken. What it refused, or was never asked to
 * take, costs nothing; what it took and could not deliver has cost, as most of them see it. May be repeated: each
 * call to a provider is counted once.
 * @param parts a condition over `part`, whose rows are locked already or locked now in the order of their ids
 */
export async function countTaken(tx: Queryable, parts: SQL): Promise<void> {
  await tx.execute(sql`
    with due as materialized (
      select id from part where ${parts} and not counted
        and state in ('unknown', 'accepted', 'sent', 'delivered', 'read') order by id for update),
    taken as (
      update part p set counted = true from due where p.id = due.id
      returning p.reply_id, p.account, p.day, p.country, p.segments, p.milli)
    ${sql.raw(intoLedger('taken'))}`);
}

export interface CostRow {
  /** As `2026-11-26`. */
  readonly day: string;
  readonly account: string;
  readonly what: CostKind;
  /** Calling code; empty: no number, or nobody knows. */
  readonly country: string;
  readonly units: number;
  readonly milli: number;
}

/** The ledger of these days, both in it, by day (the latest first), account, kind and country. */
export async function costsOf(q: Queryable, first: string, last: string): Promise<CostRow[]> {
  const { rows } = await q.execute<CostRow & Record<string, unknown>>(sql`
    select day::text, account, what, country, units::float8, milli::float8 from ${cost}
    where day between ${first}::date and ${last}::date order by day desc, account collate "C", what, country`);
  return rows;
}
