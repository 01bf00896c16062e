import { type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { type IncidentFilter, inView } from './incidents.ts';
import type { Severity } from './schema/watch.ts';
import { event, incident, observer, silence, staff, transmission } from './schema.ts';

export interface TimelineFilter extends Omit<IncidentFilter, 'over' | 'state'> {
  readonly from: Date;
  readonly until: Date;
  /** Only where this institution is concerned. */
  readonly institution?: string | undefined;
  /** Who must not learn who else was told: only this one is named, and what was sent to others is left out. */
  readonly onlyNames: string | null;
  /** In which place observers are expected by the number of theirs: the country's own data. */
  readonly placeOf: readonly { readonly number: string; readonly code: string }[];
}

/** One thing that happened. */
export interface TimelineRow {
  readonly at: Date;
  /** A key of `watch.event.*`, or `silence`. */
  readonly what: string;
  /** Of what was sent: whether it was the first, a change, or taken back. */
  readonly type: 'Alert' | 'Update' | 'Cancel' | null;
  /** Null of a silence. */
  readonly incident: {
    readonly id: string;
    readonly number: string;
    readonly code: string;
    readonly severity: Severity;
  } | null;
  readonly placeCode: string | null;
  /** To whom it was sent, or whose member did it. */
  readonly institution: string | null;
  /** How many observers fell silent together. */
  readonly count: number;
}

/** Told by the rows of what was sent, an institution a line; and who works on what is no news. */
const NO_LINE = ['transmitted', 'acknowledged', 'acknowledged_by_text', 'responded', 'released'];

/** Events of which the reason is the institution. */
const OF_WHOM = ['unacknowledged'];

const ms = (of: SQL) => sql`(extract(epoch from ${of}) * 1000)::float8`;

/**
 * All that happened in a period and may be seen, newest first: one query whatever the period. What was moved is read from
 * the chain, what was sent and answered from its rows, and silences by the moment and place in which they were found.
 */
export async function timeline(
  q: Queryable,
  filter: TimelineFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ rows: TimelineRow[]; total: number }> {
  const { onlyNames: only, placeOf } = filter;
  const [from, until] = [filter.from.toISOString(), filter.until.toISOString()];
  const within = (at: SQL) => sql`${at} >= ${from}::timestamptz and ${at} < ${until}::timestamptz`;
  const array = (texts: readonly string[]) => sql`${sql.param([...texts])}::text[]`;
  const sent = (what: string, at: SQL) => sql`
    select ${at} as at, ${what} as what, t.type, seen.*, t.institution, 1 as count, t.id::text || ${what} as key
    from ${transmission} t join seen on seen.id = t.incident_id
    where ${within(at)} and (${only}::text is null or t.institution = ${only})`;
  // Silences have neither severity nor institution.
  const silences =
    filter.severity || filter.institution
      ? sql``
      : sql`union all
    select s.opened_at, 'silence', null, null, null, null, null, p.code, null, count(*)::int, 's' || coalesce(p.code, '')
    from ${silence} s join ${observer} o on o.id = s.observer_id left join ${observer} d on d.id = o.deputy_of
    left join unnest(${array(placeOf.map(({ number }) => number))}, ${array(placeOf.map(({ code }) => code))})
      as p (number, code) on p.number = coalesce(o.place_number, d.place_number)
    where ${within(sql`s.opened_at`)} and o.training = ${filter.exercise}
      ${filter.within ? sql`and starts_with(p.code, ${filter.within})` : sql``}
    group by s.opened_at, p.code`;
  const { rows } = await q.execute<Record<string, string | number | null>>(sql`
    with seen as (
      select id, number, code, severity, place_code from ${incident} where ${inView(filter)}),
    line as (
      select e.at, e.what, null as type, seen.*, case when ${only}::text is null or w.institution = ${only} then
          w.institution end as institution, 1 as count, lpad(e.id::text, 20, '0') as key
      from ${event} e join seen on e.subject_id = seen.id::text
      left join ${staff} st on st.id::text = e.actor
      cross join lateral (select case when e.what = any(${array(OF_WHOM)}) then e.why else st.institution end
        as institution) w
      where e.subject = 'incident' and ${within(sql`e.at`)} and e.what <> all(${array(NO_LINE)})
        and (e.what <> 'taken' or e.to_state is not null)
        and (${only}::text is null or e.what <> all(${array(OF_WHOM)}) or w.institution = ${only})
      union all ${sent('transmitted', sql`t.sent_at`)}
      union all ${sent('acknowledged', sql`t.acknowledged_at`)}
      union all ${sent('responded', sql`t.responded_at`)}
      ${silences})
    select ${ms(sql`line.at`)} as ms, line.*, (count(*) over ())::int as total from line
    where ${filter.institution ?? null}::text is null or institution = ${filter.institution ?? null}
    order by line.at desc, key desc limit ${limit} offset ${offset}`);
  const text = (value: string | number | null | undefined) => (value == null ? null : String(value));
  return {
    total: Number(rows[0]?.total ?? 0),
    rows: rows.map((row) => ({
      at: new Date(Number(row.ms)),
      what: String(row.what),
      type: row.type as TimelineRow['type'],
      incident:
        row.id == null
          ? null
          : {
              id: String(row.id),
              number: String(row.number),
              code: String(row.code),
              severity: row.severity as Severity,
            },
      placeCode: text(row.place_code),
      institution: text(row.institution),
      count: Number(row.count),
    })),
  };
}
