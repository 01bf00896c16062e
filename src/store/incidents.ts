import { and, asc, count, desc, eq, inArray, isNull, lt, notInArray, or, type SQL, sql } from 'drizzle-orm';
import type { Medium } from '../core/message.ts';
import type { Queryable } from './connect.ts';
import type { IncidentState } from './schema/watch.ts';
import { incident, incidentReport, observer, report, staff, transmission } from './schema.ts';

export type IncidentRow = typeof incident.$inferSelect;
export type NewIncident = typeof incident.$inferInsert;
export type TransmissionRow = typeof transmission.$inferSelect;

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

const GROUPING_LOCK = 7_353_310_004;

/** One process at a time groups. @returns false: another one does */
export async function holdGrouping(tx: Queryable): Promise<boolean> {
  const { rows } = await tx.execute<{ mine: boolean }>(
    sql`select pg_try_advisory_xact_lock(${GROUPING_LOCK}) as mine`,
  );
  return rows[0]?.mine === true;
}

/**
 * Nobody groups until the transaction ends. To be asked for before any row is held: who groups holds reports first and
 * incidents then.
 */
export async function keepFromGrouping(tx: Queryable): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${GROUPING_LOCK})`);
}

const toldColumns = {
  reportId: report.id,
  number: report.code,
  items: report.items,
  placeNumber: report.placeNumber,
  latitude: report.latitude,
  longitude: report.longitude,
  seenAt: sql<Date>`coalesce(${report.happenedAt}, ${report.createdAt})`.mapWith(report.createdAt),
  organisation: observer.organisation,
  teller: sql<string | null>`coalesce(${report.observerId}, ${report.contactId})::text`,
  strangePhone: report.strangePhone,
  onceRefused: report.onceRefused,
  seized: report.seized,
  duress: report.duress,
  exercise: report.exercise,
  withdrawnAt: report.withdrawnAt,
  words: report.text,
  times: sql<number>`(select count(*)::int from report_message m where m.report_id = ${report.id})`,
};

/** What tells of an incident, without who told it: enough to know which reports are independent of each other. */
export interface Told {
  readonly reportId: string;
  readonly number: string;
  readonly items: NonNullable<typeof report.$inferSelect.items>;
  readonly placeNumber: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly seenAt: Date;
  readonly organisation: string | null;
  /** The same for reports of one person. */
  readonly teller: string | null;
  readonly strangePhone: boolean;
  readonly onceRefused: boolean;
  readonly seized: boolean;
  readonly duress: boolean;
  readonly exercise: boolean;
  readonly withdrawnAt: Date | null;
  readonly words: string | null;
  readonly times: number;
}

/** What matters of an incident when a report leaves it. */
type Left = Pick<
  IncidentRow,
  | 'id'
  | 'code'
  | 'placeNumber'
  | 'latitude'
  | 'longitude'
  | 'firstSeenAt'
  | 'lastSeenAt'
  | 'accused'
  | 'openedAt'
>;

export interface PendingReport extends Told {
  /** Where it was put before it changed. */
  readonly incident: Left | null;
  /** Nothing is left to be grouped: it is asked about, or closed. */
  readonly idle: boolean;
  /** It was corrected into one: it tells of nothing that happened. */
  readonly checkIn: boolean;
}

/** Reports that are new or have changed, oldest first; held until the transaction ends, others' left out. */
export async function pendingReports(tx: Queryable, limit: number): Promise<PendingReport[]> {
  const rows = await tx
    .select({
      incident: {
        id: incident.id,
        code: incident.code,
        placeNumber: incident.placeNumber,
        latitude: incident.latitude,
        longitude: incident.longitude,
        firstSeenAt: incident.firstSeenAt,
        lastSeenAt: incident.lastSeenAt,
        accused: incident.accused,
        openedAt: incident.openedAt,
      },
      idle: sql<boolean>`(${report.ask} is not null or ${report.state} = 'closed')`,
      checkIn: sql<boolean>`${report.kind} = 'check-in'`,
      ...toldColumns,
    })
    .from(report)
    .leftJoin(observer, eq(observer.id, report.observerId))
    .leftJoin(incidentReport, eq(incidentReport.reportId, report.id))
    .leftJoin(incident, eq(incident.id, incidentReport.incidentId))
    .where(eq(report.toGroup, true))
    .orderBy(asc(report.createdAt), asc(report.id))
    .limit(limit)
    .for('update', { of: report, skipLocked: true });
  return rows.map(({ items, ...row }) => ({ ...row, items: items ?? [] }));
}

/** They are where they belong. Only of reports that {@link pendingReports} holds. */
export async function notePlaced(tx: Queryable, reportIds: readonly string[]): Promise<void> {
  await tx
    .update(report)
    .set({ toGroup: false })
    .where(inArray(report.id, [...reportIds]));
}

/** The reports of an incident, in the order in which they were seen. @param last only so many, the latest */
export async function reportsOf(q: Queryable, incidentId: string, last?: number): Promise<Told[]> {
  const rows = await q
    .select(toldColumns)
    .from(incidentReport)
    .innerJoin(report, eq(report.id, incidentReport.reportId))
    .leftJoin(observer, eq(observer.id, report.observerId))
    .where(eq(incidentReport.incidentId, incidentId))
    .orderBy(desc(toldColumns.seenAt), desc(report.id))
    .limit(last ?? Number.MAX_SAFE_INTEGER);
  return rows.map(({ items, ...row }) => ({ ...row, items: items ?? [] })).reverse();
}

/** Reports of an incident that weigh the same, as one: a flood of one rumor has many reports and few sources. */
export interface Voice
  extends Pick<Told, 'organisation' | 'teller' | 'strangePhone' | 'seized' | 'duress' | 'withdrawnAt'> {
  readonly incidentId: string;
  readonly reports: number;
  readonly from: Date;
  readonly until: Date;
  /** The largest count of what the incident is about. */
  readonly quantity: number | null;
}

/** Who tells of these incidents, the first voice first. */
export function voicesOf(q: Queryable, incidentIds: readonly string[]): Promise<Voice[]> {
  if (incidentIds.length === 0) return Promise.resolve([]);
  const { seenAt, teller } = toldColumns;
  const withdrawnAt = sql<Date | null>`max(${report.withdrawnAt})`.mapWith(report.withdrawnAt);
  return q
    .select({
      incidentId: incidentReport.incidentId,
      organisation: observer.organisation,
      teller,
      strangePhone: report.strangePhone,
      seized: report.seized,
      duress: report.duress,
      withdrawnAt,
      reports: count(),
      from: sql<Date>`min(${seenAt})`.mapWith(report.createdAt),
      until: sql<Date>`max(${seenAt})`.mapWith(report.createdAt),
      quantity: sql<number | null>`max((select max((item->>'quantity')::float8)
        from jsonb_array_elements(${report.items}) item where item->>'code' = ${incident.code}))`,
    })
    .from(incidentReport)
    .innerJoin(incident, eq(incident.id, incidentReport.incidentId))
    .innerJoin(report, eq(report.id, incidentReport.reportId))
    .leftJoin(observer, eq(observer.id, report.observerId))
    .where(inArray(incidentReport.incidentId, [...incidentIds]))
    .groupBy(
      incidentReport.incidentId,
      observer.organisation,
      teller,
      report.strangePhone,
      report.seized,
      report.duress,
      sql`${report.withdrawnAt} is null`,
    )
    .orderBy(sql`min(${seenAt})`, teller);
}

/** Where an incident was seen, from the first time to the last at each place. */
export interface SeenAt extends Pick<Told, 'placeNumber' | 'latitude' | 'longitude'> {
  readonly incidentId: string;
  readonly from: Date;
  readonly until: Date;
}

export function placesSeen(q: Queryable, incidentIds: readonly string[]): Promise<SeenAt[]> {
  if (incidentIds.length === 0) return Promise.resolve([]);
  const { seenAt } = toldColumns;
  return q
    .select({
      incidentId: incidentReport.incidentId,
      placeNumber: report.placeNumber,
      latitude: report.latitude,
      longitude: report.longitude,
      from: sql<Date>`min(${seenAt})`.mapWith(report.createdAt),
      until: sql<Date>`max(${seenAt})`.mapWith(report.createdAt),
    })
    .from(incidentReport)
    .innerJoin(report, eq(report.id, incidentReport.reportId))
    .where(inArray(incidentReport.incidentId, [...incidentIds]))
    .groupBy(incidentReport.incidentId, report.placeNumber, report.latitude, report.longitude);
}

/** The way by which each report of an incident came and its words, where the person is still there; in one order for all. */
export async function waysOf(q: Queryable, incidentId: string) {
  const rows = await q
    .select({
      contactId: report.contactId,
      addressId: report.addressId,
      account: report.account,
      medium: sql<Medium>`${report.medium}`,
      words: report.text,
      byObserver: sql<boolean>`${report.observerId} is not null`,
      messageId: sql<number>`(select max(m.message_id)::float8 from report_message m where m.report_id = ${report.id})`,
    })
    .from(incidentReport)
    .innerJoin(report, eq(report.id, incidentReport.reportId))
    .where(eq(incidentReport.incidentId, incidentId))
    .orderBy(asc(report.contactId), asc(report.id));
  return rows.flatMap(({ contactId, ...row }) => (contactId === null ? [] : [{ contactId, ...row }]));
}

/** What was told of some codes at one place within some minutes, by sources that weigh the same. */
export interface ToldAt
  extends Omit<SeenAt, 'incidentId'>,
    Pick<Told, 'organisation' | 'teller' | 'strangePhone' | 'seized' | 'duress' | 'withdrawnAt'> {
  readonly placeCode: string | null;
  readonly reports: number;
}

/** Reports this far apart, in minutes, count as told at one time: nobody sees the difference on a board. */
const AT_ONE_TIME = 5;

/**
 * Real reports of these codes since then that were not taken back, whatever became of them, the first seen first: a flood
 * is few rows.
 * @param codes the first two digits of each
 */
export async function toldSince(
  q: Queryable,
  { since, codes }: { since: Date; codes: readonly string[] },
): Promise<ToldAt[]> {
  const { seenAt } = toldColumns;
  const rows = await q
    .select({
      placeCode: report.placeCode,
      placeNumber: report.placeNumber,
      latitude: report.latitude,
      longitude: report.longitude,
      organisation: observer.organisation,
      strangePhone: report.strangePhone,
      seized: report.seized,
      duress: report.duress,
      reports: count(),
      from: sql<Date>`min(${seenAt})`.mapWith(report.createdAt),
      until: sql<Date>`max(${seenAt})`.mapWith(report.createdAt),
    })
    .from(report)
    .leftJoin(observer, eq(observer.id, report.observerId))
    .where(
      and(
        eq(report.kind, 'incident'),
        eq(report.exercise, false),
        isNull(report.withdrawnAt),
        sql`${report.createdAt} >= ${since.toISOString()}`,
        sql`${seenAt} >= ${since.toISOString()}`,
        sql`exists (select from jsonb_array_elements(${report.items}) item
          where left(item->>'code', 2) = any(${sql.param([...codes])}::text[]))`,
      ),
    )
    .groupBy(
      report.placeCode,
      report.placeNumber,
      report.latitude,
      report.longitude,
      observer.organisation,
      report.strangePhone,
      report.seized,
      report.duress,
      sql`date_bin(${AT_ONE_TIME} * interval '1 minute', ${seenAt}, timestamptz 'epoch')`,
    )
    .orderBy(sql`min(${seenAt})`, report.placeNumber);
  // Citizens do not count as sources of a rule: who each of them is does not matter.
  return rows.map((row) => ({ ...row, teller: null, withdrawnAt: null }));
}

/** The report belongs to no incident: it is put where it belongs. */
export async function loosen(tx: Queryable, reportId: string): Promise<void> {
  await tx.delete(incidentReport).where(eq(incidentReport.reportId, reportId));
}

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

/** All reports of one tell of the other now. */
export async function moveReports(tx: Queryable, { from, to }: { from: string; to: string }): Promise<void> {
  await tx.update(incidentReport).set({ incidentId: to }).where(eq(incidentReport.incidentId, from));
}

/** They tell of this incident now, of whatever they told before. */
export async function addToIncident(tx: Queryable, incidentId: string, reportIds: readonly string[]) {
  if (reportIds.length === 0) return;
  await tx
    .insert(incidentReport)
    .values(reportIds.map((reportId) => ({ incidentId, reportId })))
    .onConflictDoUpdate({ target: incidentReport.reportId, set: { incidentId } });
}

export async function removeFromIncident(tx: Queryable, reportId: string): Promise<void> {
  await tx.delete(incidentReport).where(eq(incidentReport.reportId, reportId));
  await tx
    .update(report)
    .set({ state: 'closed', closedAt: sql`now()`, updatedAt: sql`now()` })
    .where(eq(report.id, reportId));
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

/** @returns false: the number is taken */
export async function addTransmission(
  tx: Queryable,
  row: typeof transmission.$inferInsert,
): Promise<boolean> {
  const rows = await tx
    .insert(transmission)
    .values(row)
    .onConflictDoNothing({ target: transmission.number })
    .returning({ id: transmission.id });
  return rows.length === 1;
}

export function transmissionsOf(q: Queryable, incidentId: string): Promise<TransmissionRow[]> {
  return q
    .select()
    .from(transmission)
    .where(eq(transmission.incidentId, incidentId))
    .orderBy(asc(transmission.sentAt), asc(transmission.id));
}

/** Locks what was sent until the transaction ends. */
export async function lockTransmission(
  tx: Queryable,
  by: { id: string } | { number: string },
): Promise<TransmissionRow | undefined> {
  const [found] = await tx
    .select()
    .from(transmission)
    .where('id' in by ? eq(transmission.id, by.id) : eq(transmission.number, by.number))
    .for('update');
  return found;
}

export async function setTransmission(
  tx: Queryable,
  id: string,
  change: Partial<typeof transmission.$inferInsert>,
): Promise<void> {
  await tx.update(transmission).set(change).where(eq(transmission.id, id));
}

/** What was sent and not acknowledged in time, and nobody was told of yet. */
export function overdueTransmissions(q: Queryable, now: Date): Promise<TransmissionRow[]> {
  return q
    .select()
    .from(transmission)
    .where(
      and(
        isNull(transmission.acknowledgedAt),
        isNull(transmission.alertedAt),
        lt(transmission.dueAt, now),
        // Of what was replaced or taken back only the last is waited for.
        sql`not exists (select from ${transmission} later where later.incident_id = ${transmission.incidentId}
          and later.institution = ${transmission.institution} and later.sent_at > ${transmission.sentAt})`,
        // In an exercise nobody is called out of bed.
        sql`exists (select from ${incident} where ${incident.id} = ${transmission.incidentId} and not ${incident.exercise})`,
      ),
    );
}

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
