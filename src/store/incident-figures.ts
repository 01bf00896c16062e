import { and, asc, eq, gte, lt, ne, or, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { type IncidentFilter, type IncidentRow, mayBeSeen } from './incidents.ts';
import { event, incident, incidentReport, transmission } from './schema.ts';

/** What was sent of an incident, and what became of it. */
export interface SentFigure {
  readonly institution: string;
  readonly sentAt: Date;
  readonly dueAt: Date;
  readonly acknowledgedAt: Date | null;
}

type Told = Pick<
  IncidentRow,
  | 'number'
  | 'state'
  | 'code'
  | 'quantity'
  | 'placeCode'
  | 'latitude'
  | 'longitude'
  | 'firstSeenAt'
  | 'createdAt'
  | 'severity'
  | 'urgency'
  | 'certainty'
>;

/** An incident as files and figures tell of it: nothing of who reported it, and none of their words. */
export interface IncidentFigure extends Told {
  readonly exercise: boolean;
  /** It is kept from somebody, because their agents are said to have done it. */
  readonly kept: boolean;
  /** In a colleague's words; null where it was not asked for. */
  readonly summary: string | null;
  readonly reports: number;
  /** When somebody first moved it on, whereto soever. */
  readonly triagedAt: Date | null;
  /** When a second person first agreed. */
  readonly validatedAt: Date | null;
  /** In the order in which it was sent. */
  readonly sent: readonly SentFigure[];
}

export interface FigurePeriod {
  readonly from: Date;
  readonly until: Date;
  /** Exercises only, or real ones only: they are never in one list. */
  readonly exercises: boolean;
  readonly hidden: IncidentFilter['hidden'];
  readonly summaries?: boolean;
}

/** With the name of the table: a bare `id` would be the event's. */
const firstEvent = (which: SQL) =>
  sql<Date | null>`(select min(e.at) from ${event} e where e.subject = 'incident'
    and e.subject_id = ${incident}.id::text and ${which})`.mapWith(event.at);

/**
 * The incidents of a period, `from` on and before `until`, by when they were first seen: a report that comes the next
 * morning belongs to the night it tells of, and so the figures of a period may still grow. Those that a colleague found
 * to be an exercise are exercises.
 */
export async function incidentFigures(
  q: Queryable,
  { from, until, exercises, hidden, summaries = false }: FigurePeriod,
): Promise<IncidentFigure[]> {
  const ofPeriod = and(
    gte(incident.firstSeenAt, from),
    lt(incident.firstSeenAt, until),
    exercises
      ? or(eq(incident.exercise, true), eq(incident.state, 'exercise'))
      : and(eq(incident.exercise, false), ne(incident.state, 'exercise')),
    mayBeSeen(hidden),
  );
  const rows = await q
    .select({
      id: incident.id,
      number: incident.number,
      state: incident.state,
      code: incident.code,
      quantity: incident.quantity,
      placeCode: incident.placeCode,
      latitude: incident.latitude,
      longitude: incident.longitude,
      firstSeenAt: incident.firstSeenAt,
      createdAt: incident.createdAt,
      severity: incident.severity,
      urgency: incident.urgency,
      certainty: incident.certainty,
      summary: summaries ? incident.summary : sql<null>`null`,
      kept: sql<boolean>`cardinality(${incident.accused}) > 0 and ${incident.openedAt} is null`,
      reports: sql<number>`(select count(*)::int from ${incidentReport} r where r.incident_id = ${incident}.id)`,
      triagedAt: firstEvent(sql`e.from_state = 'received' and e.actor <> 'system'`),
      validatedAt: firstEvent(sql`e.what = 'validated'`),
    })
    .from(incident)
    .where(ofPeriod)
    .orderBy(asc(incident.firstSeenAt), asc(incident.id));
  const sent = await q
    .select({
      incidentId: transmission.incidentId,
      institution: transmission.institution,
      sentAt: transmission.sentAt,
      dueAt: transmission.dueAt,
      acknowledgedAt: transmission.acknowledgedAt,
    })
    .from(transmission)
    .innerJoin(incident, eq(incident.id, transmission.incidentId))
    .where(ofPeriod)
    .orderBy(asc(transmission.sentAt), asc(transmission.id));
  const byIncident = new Map<string, SentFigure[]>(rows.map(({ id }) => [id, []]));
  for (const { incidentId, ...one } of sent) byIncident.get(incidentId)?.push(one);
  return rows.map(({ id, ...row }) => ({
    ...row,
    exercise: exercises,
    sent: byIncident.get(id) ?? [],
  }));
}
