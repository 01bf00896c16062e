import {
  answerTeller,
  closeReport,
  type ReportRefusal,
  releaseReport,
  reopenReport,
  takeReport,
} from '../../desks/reports/index.ts';
import { atDesk, leads } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Handler, SignedVisit } from '../route.ts';
import { reportPage } from './report-page.tsx';

/** One move on the report of the path: done, and said there; refused, and the page says why. */
function onReport(
  done: string,
  act: (visit: SignedVisit, of: { reportId: string; staffId: string }) => Promise<ReportRefusal | null>,
): Handler {
  return atDesk(async (visit) => {
    const reportId = visit.params.id ?? '';
    if (!isId(reportId)) return { refuse: 404 };
    const refusal = await act(visit, { reportId, staffId: visit.staff.id });
    if (refusal !== null) return reportPage(visit, reportId, refusal);
    visit.deps.log.info(`report ${done}`, { reportId, staffId: visit.staff.id });
    return { redirect: `/reports/${reportId}`, note: `reports.done.${done}` };
  });
}

export const take = onReport('taken', ({ deps }, of) => takeReport(deps, of));

export const release = onReport('released', ({ deps, staff }, of) =>
  releaseReport(deps, { ...of, anyones: leads(staff) }),
);

export const close = onReport('closed', ({ deps, form }, of) =>
  closeReport(deps, { ...of, why: form.get('why').slice(0, 300) }),
);

export const reopen = onReport('reopened', ({ deps }, of) => reopenReport(deps, of));

/** On to the person's own page under People waiting, where staff answer. */
export const answer = atDesk(async (visit) => {
  const reportId = visit.params.id ?? '';
  if (!isId(reportId)) return { refuse: 404 };
  const found = await answerTeller(visit.deps, { reportId, staffId: visit.staff.id });
  if (typeof found === 'string') return reportPage(visit, reportId, found);
  visit.deps.log.info('report is being answered', {
    reportId,
    waitingId: found.waitingId,
    staffId: visit.staff.id,
  });
  return { redirect: `/waiting/${found.waitingId}` };
});
