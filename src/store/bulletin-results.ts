import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/** How far a sending is; people. */
export interface Progress {
  readonly sent: number;
  /** Left in the last minute. */
  readonly lastMinute: number;
  readonly failed: number;
  /** Nobody can know whether it arrived. */
  readonly unknown: number;
  /** Queued, held or with a provider. */
  readonly underWay: number;
}

/** Cheap: by an index alone. */
export async function progressOf(q: Queryable, runId: string): Promise<Progress> {
  const { rows } = await q.execute<{ state: string; count: number; lately: number }>(sql`
    select state, count(*)::int as count,
      (count(*) filter (where finished_at > now() - interval '1 minute'))::int as lately
    from reply where run_id = ${runId} group by state`);
  const of = (...states: string[]) =>
    rows.reduce((sum, row) => sum + (states.includes(row.state) ? row.count : 0), 0);
  return {
    sent: of('sent'),
    lastMinute: rows.find(({ state }) => state === 'sent')?.lately ?? 0,
    failed: of('failed', 'expired', 'cancelled'),
    unknown: of('unknown'),
    underWay: of('queued', 'held', 'sending'),
  };
}

/** How a sending went for people of one account. */
export interface Outcome {
  readonly account: string;
  /** `read`, `delivered`, `sent`, `unknown`, `failed`, `waiting`, `skipped`, `not_sent`. */
  readonly outcome: 'read' | 'delivered' | 'sent' | 'unknown' | 'failed' | 'waiting' | 'skipped' | 'not_sent';
  /** Kind of error, or why it was skipped. */
  readonly reason: string | null;
  readonly people: number;
  /** SMS segments or messages that were taken. */
  readonly units: number;
}

/** Per account and reason. Reads every row of the sending: ask now and then. */
export async function outcomesOf(q: Queryable, runId: string): Promise<Outcome[]> {
  const { rows } = await q.execute<Outcome & Record<string, unknown>>(sql`
    with each as (
      select s.account, case
          when s.state = 'skipped' then 'skipped'
          when r.id is null then case when b.state in ('done', 'cancelled') then 'not_sent' else 'waiting' end
          when r.state in ('queued', 'held', 'sending') then 'waiting'
          when r.state = 'unknown' then 'unknown'
          when r.state <> 'sent' then 'failed'
          when p.read then 'read' when p.delivered then 'delivered' else 'sent' end as outcome,
        case when s.state = 'skipped' then s.reason
          when r.state in ('failed', 'expired', 'cancelled') then split_part(r.error, ' ', 1)
          when r.state = 'held' then 'window_closed' end as reason,
        coalesce(p.units, 0) as units
      from bulletin_send s join bulletin_run b on b.id = s.run_id
      left join reply r on r.contact_id = s.contact_id and r.run_id = s.run_id
      left join lateral (select bool_or(state = 'read') as read, bool_or(state in ('read', 'delivered')) as delivered,
          sum(segments) filter (where state in ('accepted', 'sent', 'delivered', 'read', 'unknown')) as units
        from part where reply_id = r.id) p on true
      where s.run_id = ${runId})
    select account, outcome, reason, count(*)::int as people, sum(units)::int as units
    from each group by 1, 2, 3 order by 1, 2, 3`);
  return rows;
}
