import {
  type BulletinRefusal,
  cancelRun,
  pauseRun,
  type RunView,
  resendRun,
  resumeRun,
} from '../../desks/bulletins/index.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';
import { leadingOn, onRun } from './guard.ts';

/** Done, or not, and back to the sending, which says how it stands now. */
function answer(
  visit: SignedVisit,
  { run, bulletin }: RunView,
  done: string,
  refusal: BulletinRefusal | null,
): Answer {
  const redirect = `/bulletins/${bulletin.id}/runs/${run.id}`;
  if (refusal) return { redirect, note: `bulletins.error.${refusal}` };
  visit.deps.log.info(`sending ${done}`, { runId: run.id, staffId: visit.staff.id });
  return { redirect, note: `bulletins.done.${done}` };
}

export const pause: Handler = onRun(
  leadingOn(async (visit, on: RunView) =>
    answer(visit, on, 'paused', await pauseRun(visit.deps.bulletins, { by: visit.staff, runId: on.run.id })),
  ),
);

export const resume: Handler = onRun(
  leadingOn(async (visit, on: RunView) =>
    answer(
      visit,
      on,
      'resumed',
      await resumeRun(visit.deps.bulletins, { by: visit.staff, runId: on.run.id }),
    ),
  ),
);

export const cancel: Handler = onRun(
  leadingOn(async (visit, on: RunView) => {
    const of = { by: visit.staff, runId: on.run.id, why: visit.form.get('why') };
    return answer(visit, on, 'cancelled', await cancelRun(visit.deps.bulletins, of));
  }),
);

/** Once more to those whom it did not reach: a sending of its own, with a page of its own. */
export const again: Handler = onRun(
  leadingOn(async (visit, on: RunView) => {
    const made = await resendRun(visit.deps.bulletins, { by: visit.staff, runId: on.run.id });
    if (typeof made === 'string') return answer(visit, on, 'again', made);
    visit.deps.log.info('sending again', { runId: made.runId, staffId: visit.staff.id });
    return { redirect: `/bulletins/${on.bulletin.id}/runs/${made.runId}`, note: 'bulletins.done.again' };
  }),
);
