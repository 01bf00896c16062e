import { and, asc, count, desc, eq, inArray, isNull, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import type { IncidentState } from './schema/watch.ts';
import { incident, staff } from './schema.ts';

export type IncidentRow = typeof incident.$inferSelect;
export type NewIncident = typeof incident.$inferInsert;

/** Nobody works on these any more. */
export const OVER: readonly IncidentState[] = [
  'closed',
  'duplicate',
  'bogus',
  'not_election',
  'exercise',
  'rumor',
  'withdrawn',
];

/** Open incidents of this code that were seen at about this time; held until the transaction ends. */
export function nearInTime(
  q: Queryable,
  { code, exercise, from, until }: { code: string; exercise: boolean; from: Date; until: Date },
): Promise<IncidentRow[]> {
  return q
    .select()
    .from(incident)
    .where(
      and(
        eq(incident.code, code),
        eq(incident.exercise, exercise),
        notInArray(incident.state, [...OVER]),
        sql`${incident.lastSeenAt} >= ${from.toISOString()} and ${incident.firstSeenAt} <= ${until.toISOString()}`,
      ),
    )
    .orderBy(asc(incident.createdAt), asc(incident.id))
    .for('update');
}

/** @returns false: the number is taken */
export async function insertIncident(tx: Queryable, row: NewIncident): Promise<boolean> {
  const rows = await tx
    .insert(incident)
    .values(row)
    .onConflictDoNothing({ target: incident.number })
    .returning({ id: incident.id });
  return rows.length === 1;
}

export async function setIncident(
  tx: Queryable,
  incidentId: string,
  change: Partial<NewIncident>,
): Promise<void> {
  await tx
    .update(incident)
    .set({ ...change, updatedAt: sql`now()` })
    .where(eq(incident.id, incidentId));
}

/** Locks incidents until the transaction ends. */
export function lockIncidents(tx: Queryable, incidentIds: readonly string[]): Promise<IncidentRow[]> {
  if (incidentIds.length === 0) return Promise.resolve([]);
  return tx
    .select()
    .from(incident)
    .where(inArray(incident.id, [...incidentIds]))
    .orderBy(asc(incident.id))
    .for('update');
}

export async function lockIncident(tx: Queryable, incidentId: string): Promise<IncidentRow | undefined> {
  const [found] = await lockIncidents(tx, [incidentId]);
  return found;
}

export async function findIncident(
  q: Queryable,
  by: { id: string } | { number: string },
): Promise<IncidentRow | undefined> {
  const [found] = await q
    .select()
    .from(incident)
    .where('id' in by ? eq(incident.id, by.id) : eq(incident.number, by.number));
  return found;
}

export interface IncidentListed extends IncidentRow {
  readonly heldByName: string | null;
  /** With what citizens asked about it at the verification desk. */
  readonly reports: number;
}

export interface IncidentFilter {
  readonly over: boolean;
  readonly exercise: boolean;
  readonly state?: IncidentState | undefined;
  /** P-code of a department or commune. */
  readonly within?: string | undefined;
  readonly severity?: string | undefined;
  /** Incidents that this institution must not see are left out, by code and by name. */
  readonly hidden: { readonly codes: readonly string[]; readonly institution: string | null };
}

/** Which incidents a member may see, and wants to; those that are practised are never among the others. */
export const inView = ({
  exercise,
  within,
  severity,
  hidden,
}: Omit<IncidentFilter, 'over' | 'state'>): SQL | undefined =>
  and(
    eq(incident.exercise, exercise),
    within ? sql`starts_with(${incident.placeCode}, ${within})` : undefined,
    severity ? sql`${incident.severity} = ${severity}` : undefined,
    mayBeSeen(hidden),
  );

/** What is left where some of it must not be seen. */
export const mayBeSeen = ({ codes, institution }: IncidentFilter['hidden']): SQL | undefined =>
  and(
    codes.length > 0
      ? or(notInArray(incident.code, [...codes]), sql`${incident.openedAt} is not null`)
      : undefined,
    institution === null
      ? undefined
      : or(sql`not ${institution} = any(${incident.accused})`, sql`${incident.openedAt} is not null`),
  );

const matches = (filter: IncidentFilter): SQL | undefined =>
  and(
    filter.over ? inArray(incident.state, [...OVER]) : notInArray(incident.state, [...OVER]),
    filter.state && eq(incident.state, filter.state),
    inView(filter),
  );

const GRAVITY = sql`array_position(array['Extreme','Severe','Moderate','Minor','Unknown'], ${incident.severity})`;

/** Open ones by severity, then the oldest in their state first; those that are over newest first. */
export function listIncidents(
  q: Queryable,
  filter: IncidentFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<IncidentListed[]> {
  const { over } = filter;
  return q
    .select({
      row: incident,
      heldByName: staff.name,
      reports: sql<number>`(select count(*)::int from incident_report r where r.incident_id = ${incident.id})
        + (select count(*)::int from incident_claim c join tip t on t.claim_id = c.claim_id and t.state = 'grouped'
          where c.incident_id = ${incident.id} and not exists
            (select from incident_tip i where i.tip_id = t.id and i.incident_id = c.incident_id))`,
    })
    .from(incident)
    .leftJoin(staff, eq(staff.id, incident.heldBy))
    .where(matches(filter))
    .orderBy(...(over ? [desc(incident.stateSince)] : [GRAVITY, asc(incident.stateSince)]), asc(incident.id))
    .limit(limit)
    .offset(offset)
    .then((rows) => rows.map(({ row, ...more }) => ({ ...row, ...more })));
}

export async function countIncidents(
  q: Queryable,
  filter: IncidentFilter,
): Promise<ReadonlyMap<IncidentState, number>> {
  const rows = await q
    .select({ state: incident.state, n: count() })
    .from(incident)
    .where(matches(filter))
    .groupBy(incident.state);
  return new Map(rows.map(({ state, n }) => [state, n]));
}

/* ---- what is sent to institutions ------------------------------------------------------------------------- */

/** Somebody was told that it stands too long there, unless it was moved on meanwhile: then its new clock runs. */
export async function noteStanding(
  q: Queryable,
  { id, state, stateSince }: Pick<IncidentRow, 'id' | 'state' | 'stateSince'>,
  now: Date,
): Promise<void> {
  await q
    .update(incident)
    .set({ alertedAt: now, updatedAt: sql`now()` })
    .where(and(eq(incident.id, id), eq(incident.state, state), eq(incident.stateSince, stateSince)));
}

/** Open incidents whose clock runs and of which nobody was told in this state. */
export function tickingIncidents(q: Queryable): Promise<IncidentRow[]> {
  return q
    .select()
    .from(incident)
    .where(
      and(
        inArray(incident.state, ['received', 'triage', 'verification', 'validation']),
        isNull(incident.alertedAt),
        isNull(incident.pausedAt),
        eq(incident.exercise, false),
      ),
    );
}
