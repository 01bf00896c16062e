import { and, eq, isNull, notInArray, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { type IncidentFilter, inView, OVER } from './incidents.ts';
import type { IncidentState, Severity } from './schema/watch.ts';
import { incident, incidentReport, report } from './schema.ts';

/** What a map shows of the incidents that a member may see. */
export interface MapFilter extends Pick<IncidentFilter, 'exercise' | 'within' | 'severity' | 'hidden'> {
  /** Of the observers' card, with its check digit. */
  readonly code?: string | undefined;
}

export interface PlaceCount {
  /** Of a commune, or of a department where nobody said more; null: nobody said where. */
  readonly placeCode: string | null;
  readonly open: number;
  /** With those that were closed, but without those that turned out to be none. */
  readonly total: number;
  /** Of those that are open; null where none is. */
  readonly worst: Severity | null;
}

/** From the worst on. */
export const SEVERITIES: readonly Severity[] = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'];

const NONE: readonly IncidentState[] = OVER.filter((state) => state !== 'closed');

/** A section's code is that of its commune with a number after it: HT0111-02. */
const commune = sql<string | null>`split_part(${incident.placeCode}, '-', 1)`;
const isOpen = sql`${incident.state} <> 'closed'`;
const gravity = sql`array_position(${sql.raw(`array[${SEVERITIES.map((one) => `'${one}'`).join(',')}]`)}, ${incident.severity})`;

const shown = ({ code, ...filter }: MapFilter): SQL | undefined =>
  and(inView(filter), notInArray(incident.state, [...NONE]), code ? eq(incident.code, code) : undefined);

/** How many incidents there are in each commune. */
export async function countByCommune(q: Queryable, filter: MapFilter): Promise<PlaceCount[]> {
  const rows = await q
    .select({
      placeCode: commune,
      open: sql<number>`(count(*) filter (where ${isOpen}))::int`,
      total: sql<number>`count(*)::int`,
      worst: sql<number | null>`min(${gravity}) filter (where ${isOpen})`,
    })
    .from(incident)
    .where(shown(filter))
    .groupBy(commune)
    .orderBy(commune);
  return rows.map(({ worst, ...row }) => ({
    ...row,
    worst: worst === null ? null : (SEVERITIES[worst - 1] ?? 'Unknown'),
  }));
}

/**
 * How many reports of such incidents came in each of the last `hours` hours before `until`, oldest first. Communes
 * of which none came are left out.
 */
export async function hourlyByCommune(
  q: Queryable,
  filter: MapFilter,
  { until, hours }: { until: Date; hours: number },
): Promise<ReadonlyMap<string | null, readonly number[]>> {
  const ago = sql<number>`floor(extract(epoch from ${until.toISOString()}::timestamptz - ${report.createdAt}) / 3600)::int`;
  const rows = await q
    .select({ placeCode: commune, ago, n: sql<number>`count(*)::int` })
    .from(incident)
    .innerJoin(incidentReport, eq(incidentReport.incidentId, incident.id))
    .innerJoin(report, eq(report.id, incidentReport.reportId))
    .where(
      and(
        shown(filter),
        isNull(report.withdrawnAt),
        sql`${report.createdAt} > ${until.toISOString()}::timestamptz - make_interval(hours => ${hours})`,
        sql`${report.createdAt} <= ${until.toISOString()}::timestamptz`,
      ),
    )
    .groupBy(sql`1, 2`);
  const byCommune = new Map<string | null, number[]>();
  for (const { placeCode, ago: back, n } of rows) {
    const counts = byCommune.get(placeCode) ?? new Array<number>(hours).fill(0);
    counts[hours - 1 - back] = n;
    byCommune.set(placeCode, counts);
  }
  return byCommune;
}
