import { addEvents, type Transaction } from '../../store/events.ts';
import { lockReport, setReport, tellerOf } from '../../store/reports.ts';
import { openRowOf, openWaiting, takeWaiting } from '../../store/waiting.ts';
import type { ReportDesk, ReportRefusal } from './desk.ts';

interface OfReport {
  readonly reportId: string;
  readonly staffId: string;
}

type Locked = NonNullable<Awaited<ReturnType<typeof lockReport>>>;
type Change = Parameters<typeof setReport>[2];

/** One move on a report, with its event, both or neither. */
function move(
  desk: ReportDesk,
  { reportId, staffId }: OfReport,
  decide: (
    report: Locked,
    now: Date,
  ) => ReportRefusal | 'nothing' | { what: string; to: Locked['state']; change: Change; why?: string },
): Promise<ReportRefusal | null> {
  return desk.store.db.transaction(async (tx: Transaction) => {
    const report = await lockReport(tx, reportId);
    if (!report) return 'gone';
    const now = desk.now();
    const decided = decide(report, now);
    if (decided === 'nothing') return null;
    if (typeof decided === 'string') return decided;
    const { what, to, change, why } = decided;
    await setReport(tx, reportId, { ...change, state: to, updatedAt: now });
    await addEvents(tx, [
      {
        at: now,
        subject: 'report',
        subjectId: reportId,
        actor: staffId,
        what,
        from: report.state,
        to,
        ...(why !== undefined && { why }),
      },
    ]);
    return null;
  });
}

/** Takes a report to work on it: one person at a time. Again is no harm. @returns null when it is theirs */
export function takeReport(desk: ReportDesk, by: OfReport): Promise<ReportRefusal | null> {
  return move(desk, by, ({ state, takenBy }, now) => {
    if (state === 'closed') return 'gone';
    if (takenBy !== null) return takenBy === by.staffId ? 'nothing' : 'held';
    return { what: 'taken', to: 'taken', change: { takenBy: by.staffId, takenAt: now } };
  });
}

/**
 * Puts a report back.
 * @param by `anyones`: also one that a colleague has, who may have gone home; for leads
 */
export function releaseReport(
  desk: ReportDesk,
  by: OfReport & { anyones: boolean },
): Promise<ReportRefusal | null> {
  return move(desk, by, ({ state, takenBy }) => {
    if (state === 'closed') return 'gone';
    if (takenBy === null) return 'nothing';
    if (takenBy !== by.staffId && !by.anyones) return 'held';
    return { what: 'released', to: 'open', change: { takenBy: null, takenAt: null } };
  });
}

/** Done with. @param by `why`: in a colleague's own words, for the log that is never erased: nobody's name or number */
export function closeReport(desk: ReportDesk, by: OfReport & { why: string }): Promise<ReportRefusal | null> {
  const why = by.why.trim();
  return move(desk, by, ({ state, takenBy }, now) => {
    if (state === 'closed') return 'gone';
    if (takenBy !== null && takenBy !== by.staffId) return 'held';
    if (why === '') return 'why';
    return { what: 'closed', to: 'closed', change: { closedBy: by.staffId, closedAt: now }, why };
  });
}

/** Undoes {@link closeReport}: one person may close, so one may take it back. */
export function reopenReport(desk: ReportDesk, by: OfReport): Promise<ReportRefusal | null> {
  return move(desk, by, ({ state, contactId }) => {
    if (state !== 'closed') return 'nothing';
    if (contactId === null) return 'forgotten';
    return {
      what: 'reopened',
      to: 'open',
      change: { closedBy: null, closedAt: null, takenBy: null, takenAt: null },
    };
  });
}

/**
 * Puts the person who told it before the colleague who wants to answer, under People waiting.
 * @returns the waiting row; a key where there is nobody to answer
 */
export async function answerTeller(
  desk: ReportDesk,
  { reportId, staffId }: OfReport,
): Promise<{ waitingId: string } | ReportRefusal> {
  return desk.store.db.transaction(async (tx) => {
    const teller = await tellerOf(tx, reportId);
    if (!teller) return 'forgotten';
    const { contactId, messageId } = teller;
    // A person waits once: whoever is in danger or asked for somebody has a row already.
    const open = await openRowOf(tx, contactId);
    if (open !== undefined) return { waitingId: open };
    const waitingId = await openWaiting(tx, {
      contactId,
      reason: 'report',
      ...(messageId !== null && { messageId }),
    });
    await takeWaiting(tx, { waitingId, staffId });
    return { waitingId };
  });
}
