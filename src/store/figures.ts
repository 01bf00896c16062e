import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claim, claimNotice, message, reply, tip, verdict } from './schema.ts';

/** What the figures are split by; `all` is one row. */
export const FIGURES_BY = ['all', 'day', 'commune', 'category', 'channel'] as const;
export type FiguresBy = (typeof FIGURES_BY)[number];

/** Half of them took no longer than `p50`, nine of ten no longer than `p90`; seconds, null where there is none. */
export interface Spread {
  readonly count: number;
  readonly p50: number | null;
  readonly p90: number | null;
}

export interface FigureRow {
  /** A day (`2026-11-26`), a place code, a category's key, a medium; null where a tip has none, or for `all`. */
  readonly key: string | null;
  /** Messages that asked; who asked to be forgotten is not in it any more. */
  readonly tips: number;
  readonly people: number;
  /** From when a tip came to when our first answer to it left. */
  readonly acknowledged: Spread;
  /** From when a tip came to when there was a verdict on it; 0 where it was there before. */
  readonly decided: Spread;
  /** From when a tip came to when the verdict, or word that it cannot be checked, had left. */
  readonly delivered: Spread;
  /** Tips that came at least a day before the end of the period, and how many of them had their answer within a day. */
  readonly dayOld: number;
  readonly withinDay: number;
  /** Tips that matching put to a known claim and that have their answer. */
  readonly byMatching: number;
  /** Of what matching ever answered: those whose sender, or a colleague, said that it was about something else. */
  readonly mismatches: number;
}

type Row = Record<
  | 'tips'
  | 'people'
  | 'acks'
  | 'verdicts'
  | 'deliveries'
  | 'day_old'
  | 'within_day'
  | 'by_matching'
  | 'mismatches',
  number
> &
  Record<'ack50' | 'ack90' | 'verdict50' | 'verdict90' | 'delivery50' | 'delivery90', number | null> & {
    key: string | null;
  };

/**
 * The tips of a period and what became of each, until now. True percentiles of single tips (PostgreSQL's
 * `percentile_disc`), no mean of means. A time counts only once it is over: a reply that is still on its way is no
 * delivery yet.
 *
 * @param period tips that came from `from` on and before `until`
 * @param zone IANA name: where a day begins
 * @returns ordered by key for days, else most tips first; every tip is in exactly one row
 */
export async function countFigures(
  q: Queryable,
  period: { readonly from: Date; readonly until: Date; readonly now: Date },
  by: FiguresBy,
  zone: string,
): Promise<FigureRow[]> {
  const key = {
    all: sql`null::text`,
    day: sql`to_char(t.came at time zone ${zone}, 'YYYY-MM-DD')`,
    commune: sql`t.place_code`,
    category: sql`t.category`,
    channel: sql`t.medium`,
  }[by];
  // `greatest` would make a 0 of what has not happened.
  const seconds = (until: string) =>
    sql`case when ${sql.raw(until)} is not null then greatest(extract(epoch from ${sql.raw(until)} - t.came), 0) end`;
  const spread = (share: number, until: string) =>
    sql`round((percentile_disc(${sql.raw(String(share))}) within group (order by ${seconds(until)}))::numeric, 1)::float8`;
  const { rows } = await q.execute<Row>(sql`
    with asked as (
      select t.id, t.contact_id, t.medium, t.grouped_by, t.mismatch_at, c.category,
        coalesce(c.place_code, t.place_code) as place_code,
        coalesce(m.received_at, t.created_at) as came,
        (select min(r.finished_at) from ${reply} r where r.contact_id = t.contact_id and r.state = 'sent'
          and r.verdict_id is null and r.notice_id is null and r.created_at >= t.created_at) as acked,
        (select case when count(*) > 0 then greatest(min(v.decided_at), t.grouped_at) end
          from ${verdict} v where v.claim_id = t.claim_id
          and v.state in ('published', 'superseded', 'withdrawn')) as decided,
        (select min(r.finished_at) from ${reply} r
          left join ${verdict} v on v.id = r.verdict_id left join ${claimNotice} n on n.id = r.notice_id
          where r.contact_id = t.contact_id and r.state = 'sent'
            and (v.claim_id = t.claim_id
              or (n.claim_id = t.claim_id and n.kind in ('not_checkable', 'out_of_scope', 'already_answered')))
        ) as delivered
      from ${tip} t left join ${message} m on m.id = t.message_id left join ${claim} c on c.id = t.claim_id
      where t.state <> 'refused' and t.created_at >= ${period.from} and t.created_at < ${period.until})
    select ${key} as key, count(*)::int as tips, count(distinct t.contact_id)::int as people,
      count(t.acked)::int as acks, ${spread(0.5, 't.acked')} as ack50, ${spread(0.9, 't.acked')} as ack90,
      count(t.decided)::int as verdicts, ${spread(0.5, 't.decided')} as verdict50,
      ${spread(0.9, 't.decided')} as verdict90,
      count(t.delivered)::int as deliveries, ${spread(0.5, 't.delivered')} as delivery50,
      ${spread(0.9, 't.delivered')} as delivery90,
      (count(*) filter (where t.came <= ${period.now}::timestamptz - interval '1 day'))::int as day_old,
      (count(*) filter (where t.came <= ${period.now}::timestamptz - interval '1 day'
        and t.delivered <= t.came + interval '1 day'))::int as within_day,
      (count(*) filter (where t.grouped_by = 'matching' and t.delivered is not null))::int as by_matching,
      count(t.mismatch_at)::int as mismatches
    from asked t group by 1 order by ${by === 'day' ? sql`1` : sql`tips desc, 1`}`);
  return rows.map((row) => ({
    key: row.key,
    tips: row.tips,
    people: row.people,
    acknowledged: { count: row.acks, p50: row.ack50, p90: row.ack90 },
    decided: { count: row.verdicts, p50: row.verdict50, p90: row.verdict90 },
    delivered: { count: row.deliveries, p50: row.delivery50, p90: row.delivery90 },
    dayOld: row.day_old,
    withinDay: row.within_day,
    byMatching: row.by_matching,
    mismatches: row.mismatches,
  }));
}
