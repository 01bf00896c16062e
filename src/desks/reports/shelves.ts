import { listEvents } from '../../store/events.ts';
import {
  countReports,
  findReport,
  listReports,
  type ReportSeen,
  type ReportShelf,
} from '../../store/reports.ts';
import type { ReportDesk } from './desk.ts';

/** Reports on a page: what a slow link loads at once. */
export const REPORT_PAGE = 25;

export interface ReportPage {
  readonly reports: readonly ReportSeen[];
  /** Of all pages and shelves. */
  readonly counts: Readonly<Record<ReportShelf, number>>;
  /** From 0: the one that is shown, where there are fewer than was asked for. */
  readonly page: number;
}

/** One shelf: open incidents or concerns with danger first, then the oldest; or what was closed last. */
export async function reportsOn(
  desk: ReportDesk,
  shelf: ReportShelf,
  { page = 0 }: { page?: number } = {},
): Promise<ReportPage> {
  const { db } = desk.store;
  const counts = await countReports(db);
  // Whoever stands on the last page when it empties sees the one before it.
  const shown = Math.min(page, Math.max(0, Math.ceil(counts[shelf] / REPORT_PAGE) - 1));
  const reports = await listReports(db, shelf, { limit: REPORT_PAGE, offset: shown * REPORT_PAGE });
  return { reports, counts, page: shown };
}

export interface ReportView {
  readonly report: ReportSeen;
  /** What colleagues decided, newest first. */
  readonly events: Awaited<ReturnType<typeof listEvents>>;
}

/** All that one page shows of a report; null where there is none. */
export async function reportView(desk: ReportDesk, reportId: string): Promise<ReportView | null> {
  const { db } = desk.store;
  const [report, events] = await Promise.all([findReport(db, reportId), listEvents(db, [reportId])]);
  return report ? { report, events } : null;
}
