import { and, asc, count, desc, eq, gt, inArray, isNull, ne, type SQL, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { type FileSeen, filesOfMessages } from './files-seen.ts';
import { message, report, reportMessage, staff, tally } from './schema.ts';

export type ReportRow = typeof report.$inferSelect;
/** What stands on shelves of the desk. */
export type ReportKind = Exclude<ReportRow['kind'], 'check-in'>;

/* ---- what citizens do: in the turn of their conversation --------------------------------------------------- */

/** @returns false: the code is somebody else's, nothing was written */
export async function insertReport(tx: Queryable, row: typeof report.$inferInsert): Promise<boolean> {
  const rows = await tx
    .insert(report)
    .values(row)
    .onConflictDoNothing({ target: report.code })
    .returning({ id: report.id });
  return rows.length === 1;
}

/** The message tells of the report: its files are the report's. Twice is no harm. */
export async function linkMessage(tx: Queryable, reportId: string, messageId: number): Promise<void> {
  await tx.insert(reportMessage).values({ reportId, messageId }).onConflictDoNothing();
}

/** What this contact reported within these hours and nobody has closed, newest first. */
export function recentReports(
  tx: Queryable,
  { contactId, kind, hours }: { contactId: string; kind: ReportKind; hours: number },
): Promise<Pick<ReportRow, 'id' | 'code' | 'text'>[]> {
  return tx
    .select({ id: report.id, code: report.code, text: report.text })
    .from(report)
    .where(
      and(
        eq(report.contactId, contactId),
        eq(report.kind, kind),
        ne(report.state, 'closed'),
        gt(report.createdAt, sql`now() - ${hours} * interval '1 hour'`),
      ),
    )
    .orderBy(desc(report.createdAt));
}

/** Holds the open report of this code until the transaction ends, where it is this contact's. */
export async function holdOwnReport(
  tx: Queryable,
  { code, contactId }: { code: string; contactId: string },
): Promise<Pick<ReportRow, 'id' | 'danger' | 'createdAt'> | undefined> {
  const [found] = await tx
    .select({ id: report.id, danger: report.danger, createdAt: report.createdAt })
    .from(report)
    .where(and(eq(report.code, code), eq(report.contactId, contactId), ne(report.state, 'closed')))
    .for('update');
  return found;
}

/** @param words set on a line of their own after what is there */
export async function extendReport(
  tx: Queryable,
  reportId: string,
  change: Partial<typeof report.$inferInsert>,
  words?: string,
): Promise<void> {
  await tx
    .update(report)
    .set({
      ...change,
      ...(words !== undefined && { text: sql`concat_ws(E'\n', ${report.text}, ${words}::text)` }),
      updatedAt: sql`now()`,
    })
    .where(eq(report.id, reportId));
}

/** Where a report stands, for the one who told it. */
export async function stateOfOwnReport(
  q: Queryable,
  { code, contactId }: { code: string; contactId: string },
): Promise<ReportRow['state'] | null> {
  const [found] = await q
    .select({ state: report.state })
    .from(report)
    .where(and(eq(report.code, code), eq(report.contactId, contactId)));
  return found?.state ?? null;
}

/**
 * Takes away what these contacts reported and that it was them. Code, kind, commune and day stay to be counted, and
 * the day's tally goes up. Nobody can work on what is left, so it is closed. An observer's reports stay: they are the
 * cell's, and whoever holds a seized phone must not wipe them away.
 * @param since only those that began then or later; all of them unless told
 * @returns how many reports
 */
export async function forgetReportsOf(
  tx: Queryable,
  contactIds: readonly string[],
  since?: Date,
): Promise<number> {
  const before =
    since &&
    sql`not exists (select from ${reportMessage} join ${message} on ${message.id} = ${reportMessage.messageId}
      where ${reportMessage.reportId} = ${report.id} and ${message.receivedAt} < ${since.toISOString()})`;
  const rows = await tx
    .update(report)
    .set({
      contactId: null,
      addressId: null,
      text: null,
      placeText: null,
      latitude: null,
      longitude: null,
      happenedAt: null,
      happenedPrecision: null,
      danger: null,
      state: 'closed',
      closedAt: sql`coalesce(${report.closedAt}, now())`,
      // To the day: by the moment it could be laid beside their message again.
      createdAt: sql`date_trunc('day', ${report.createdAt})`,
      updatedAt: sql`date_trunc('day', now())`,
    })
    .where(and(inArray(report.contactId, [...contactIds]), isNull(report.observerId), before))
    .returning({ id: report.id });
  if (rows.length === 0) return 0;
  await tx.delete(reportMessage).where(
    inArray(
      reportMessage.reportId,
      rows.map(({ id }) => id),
    ),
  );
  await tx
    .insert(tally)
    .values({ day: sql`(now() at time zone 'UTC')::date`, what: 'report_forgotten', count: rows.length })
    .onConflictDoUpdate({
      target: [tally.day, tally.what],
      set: { count: sql`${tally.count} + excluded.count` },
    });
  return rows.length;
}

/* ---- what staff do ----------------------------------------------------------------------------------------- */

/** A report as staff see it: never who told it. */
export interface ReportSeen extends Omit<ReportRow, 'contactId' | 'addressId'> {
  readonly takenByName: string | null;
  /** False once the person asked us to forget: nobody can be answered. */
  readonly answerable: boolean;
  readonly files: readonly FileSeen[];
}

/** `closed` is what was closed of either kind. */
export type ReportShelf = ReportKind | 'closed';

/** Told by codes that could be read: it stands before the watch cell, and here only where somebody may be in danger. */
const atWatch = sql`(jsonb_array_length(${report.items}) > 0 and ${report.danger} is not true)`;

const on = (shelf: ReportShelf): SQL | undefined =>
  shelf === 'closed'
    ? and(eq(report.state, 'closed'), ne(report.kind, 'check-in'))
    : and(eq(report.kind, shelf), ne(report.state, 'closed'), sql`${atWatch} is not true`);

/** A page: open ones in danger first, then oldest first; closed ones by when they were closed, newest first. */
export async function listReports(
  q: Queryable,
  shelf: ReportShelf,
  { limit, offset }: { limit: number; offset: number },
): Promise<ReportSeen[]> {
  const order =
    shelf === 'closed'
      ? [desc(report.closedAt), asc(report.id)]
      : [desc(sql`${report.danger} is true`), asc(report.createdAt), asc(report.id)];
  const rows = await select(q)
    .where(on(shelf))
    .orderBy(...order)
    .limit(limit)
    .offset(offset);
  return withFiles(q, rows);
}

export async function findReport(q: Queryable, reportId: string): Promise<ReportSeen | undefined> {
  const [found] = await withFiles(q, await select(q).where(eq(report.id, reportId)));
  return found;
}

/** How many stand on each shelf. */
export async function countReports(q: Queryable): Promise<Record<ReportShelf, number>> {
  const counted = (shelf: ReportShelf) => count(sql`case when ${on(shelf)} then 1 end`);
  const [row] = await q
    .select({
      incident: counted('incident'),
      community: counted('community'),
      closed: counted('closed'),
    })
    .from(report);
  return row ?? { incident: 0, community: 0, closed: 0 };
}

/** Who told it and with which message, for answering them; never shown. */
export async function tellerOf(
  q: Queryable,
  reportId: string,
): Promise<{ contactId: string; messageId: number | null } | undefined> {
  const [found] = await q
    .select({
      contactId: report.contactId,
      messageId: sql<
        number | null
      >`(select max(${reportMessage.messageId})::float8 from ${reportMessage} where ${reportMessage.reportId} = ${report.id})`,
    })
    .from(report)
    .where(eq(report.id, reportId));
  return found?.contactId ? { contactId: found.contactId, messageId: found.messageId } : undefined;
}

/** Locks a report until the transaction ends. */
export async function lockReport(
  tx: Queryable,
  reportId: string,
): Promise<Pick<ReportRow, 'id' | 'state' | 'takenBy' | 'contactId'> | undefined> {
  const [found] = await tx
    .select({ id: report.id, state: report.state, takenBy: report.takenBy, contactId: report.contactId })
    .from(report)
    .where(eq(report.id, reportId))
    .for('update');
  return found;
}

/** Only of a report that {@link lockReport} holds. */
export async function setReport(
  tx: Queryable,
  reportId: string,
  change: Pick<
    Partial<typeof report.$inferInsert>,
    'state' | 'takenBy' | 'takenAt' | 'closedBy' | 'closedAt' | 'updatedAt'
  >,
): Promise<void> {
  await tx.update(report).set(change).where(eq(report.id, reportId));
}

const select = (q: Queryable) =>
  q
    .select({ row: report, takenByName: staff.name })
    .from(report)
    .leftJoin(staff, eq(staff.id, report.takenBy));

async function withFiles(
  q: Queryable,
  rows: readonly { row: ReportRow; takenByName: string | null }[],
): Promise<ReportSeen[]> {
  const ids = rows.map(({ row }) => row.id);
  const told =
    ids.length === 0
      ? []
      : await q
          .select()
          .from(reportMessage)
          .where(inArray(reportMessage.reportId, ids))
          .orderBy(asc(reportMessage.messageId));
  const files = await filesOfMessages(
    q,
    told.map(({ messageId }) => messageId),
  );
  return rows.map(({ row: { contactId, addressId: _, ...row }, takenByName }) => ({
    ...row,
    takenByName,
    answerable: contactId !== null,
    files: told
      .filter(({ reportId }) => reportId === row.id)
      .flatMap(({ messageId }) => files.get(messageId) ?? []),
  }));
}
