import {
  answerTeller,
  closeReport,
  type ReportRefusal,
  releaseReport,
  reopenReport,
  takeReport,
} from '../../desks/reports/index.ts';
import { readByPerson } from '../../desks/watch/index.ts';
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

/** What it tells of, so that it stands before the watch cell. */
export const read = atDesk(async (visit) => {
  const { deps, form, staff, params } = visit;
  const reportId = params.id ?? '';
  if (!isId(reportId)) return { refuse: 404 };
  const quantity = /^\d{1,4}$/.test(form.get('quantity')) ? Number(form.get('quantity')) : undefined;
  const refusal = await readByPerson(deps.watch, {
    reportId,
    staffId: staff.id,
    code: form.get('code'),
    quantity,
    place: form.get('place'),
  });
  if (refusal !== null) return reportPage(visit, reportId, refusal);
  deps.log.info('report read', { reportId, staffId: staff.id });
  return { redirect: '/reports', note: 'reports.done.read' };
});

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
