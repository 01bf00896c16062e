import { and, asc, count, desc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { Medium } from '../core/message.ts';
import type { Queryable } from './connect.ts';
import type { IncidentRow } from './incidents.ts';
import { incident, incidentReport, observer, report } from './schema.ts';

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
