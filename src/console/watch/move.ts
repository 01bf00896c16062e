import {
  acknowledge,
  askToClose,
  closeIncident,
  confirmIncident,
  dismissReport,
  leaveAndTellBack,
  type OfIncident,
  openToAccused,
  pauseClock,
  releaseIncident,
  reopenIncident,
  respond,
  resumeClock,
  returnIncident,
  type SideExit,
  takeIncident,
  transmitIncident,
  validateIncident,
  verifyIncident,
  type WatchRefusal,
} from '../../desks/watch/index.ts';
import type { Certainty, Severity } from '../../store/schema/watch.ts';
import { watching } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Handler, SignedVisit } from '../route.ts';
import { incidentPage } from './incident-page.tsx';

/** One move on the incident of the path: done, and said there; refused, and the page says why. */
function onIncident(
  done: string,
  act: (visit: SignedVisit, of: OfIncident) => Promise<WatchRefusal | null>,
): Handler {
  return watching(async (visit) => {
    const incidentId = visit.params.id ?? '';
    if (!isId(incidentId)) return { refuse: 404 };
    const refusal = await act(visit, { incidentId, by: visit.staff });
    if (refusal !== null) return incidentPage(visit, incidentId, refusal);
    visit.deps.log.info(`incident ${done}`, { incidentId, staffId: visit.staff.id });
    return { redirect: `/watch/incidents/${incidentId}`, note: `watch.done.${done}` };
  });
}

const why = ({ form }: SignedVisit) => form.get('why').slice(0, 300);
const oneOf = <T extends string>(all: readonly T[], said: string): T | undefined =>
  all.find((each) => each === said);

const SEVERITIES: readonly Severity[] = ['Extreme', 'Severe', 'Moderate', 'Minor'];
const CERTAINTIES: readonly Certainty[] = ['Observed', 'Likely', 'Possible', 'Unlikely'];
const EXITS: readonly SideExit[] = ['duplicate', 'bogus', 'not_election', 'exercise', 'rumor', 'withdrawn'];

export const take = onIncident('taken', ({ deps }, of) => takeIncident(deps.watch, of));
export const release = onIncident('released', ({ deps }, of) => releaseIncident(deps.watch, of));

export const verify = onIncident('to_verification', ({ deps, form }, of) => {
  const severity = oneOf(SEVERITIES, form.get('severity'));
  return verifyIncident(deps.watch, { ...of, ...(severity && { severity }), accused: form.all('accused') });
});

export const confirm = onIncident('confirmed', (visit, of) =>
  confirmIncident(visit.deps.watch, {
    ...of,
    certainty: oneOf(CERTAINTIES, visit.form.get('certainty')) ?? 'Possible',
    summary: visit.form.get('summary'),
    why: why(visit),
  }),
);

export const validate = onIncident('validated', ({ deps }, of) => validateIncident(deps.watch, of));
export const sendBack = onIncident('returned', (visit, of) =>
  returnIncident(visit.deps.watch, { ...of, why: why(visit) }),
);
export const transmit = onIncident('transmitted', ({ deps, form }, of) =>
  transmitIncident(deps.watch, { ...of, institutions: form.all('institution') }),
);
export const asksToClose = onIncident('closing_asked', (visit, of) =>
  askToClose(visit.deps.watch, { ...of, why: why(visit) }),
);
export const close = onIncident('closed', ({ deps }, of) => closeIncident(deps.watch, of));

export const leave = onIncident('left', async (visit, of) => {
  const exit = oneOf(EXITS, visit.form.get('exit'));
  if (!exit) return 'state';
  return leaveAndTellBack(visit.deps.watch, {
    ...of,
    exit,
    why: why(visit),
    number: visit.form.get('number'),
  });
});

export const reopen = onIncident('reopened', (visit, of) =>
  reopenIncident(visit.deps.watch, { ...of, why: why(visit) }),
);
export const openUp = onIncident('opened', (visit, of) =>
  openToAccused(visit.deps.watch, { ...of, why: why(visit) }),
);
export const pause = onIncident('paused', (visit, of) =>
  pauseClock(visit.deps.watch, { ...of, why: why(visit) }),
);
export const resume = onIncident('resumed', ({ deps }, of) => resumeClock(deps.watch, of));

export const dismiss = onIncident('report_dismissed', async (visit, of) => {
  const reportId = visit.form.get('report');
  if (!isId(reportId)) return 'gone';
  return dismissReport(visit.deps.watch, { ...of, reportId, why: why(visit) });
});

export const acknowledges = onIncident('acknowledged', async ({ deps, form }, { by }) => {
  const transmissionId = form.get('sent');
  return isId(transmissionId) ? acknowledge(deps.watch, { transmissionId, by }) : 'gone';
});

export const responds = onIncident('responded', async ({ deps, form }, { by }) => {
  const transmissionId = form.get('sent');
  if (!isId(transmissionId)) return 'gone';
  return respond(deps.watch, { transmissionId, by, text: form.get('text') });
});
