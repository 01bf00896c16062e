import { moveSilence, type SilenceMove } from '../../desks/watch/index.ts';
import { watching } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Handler } from '../route.ts';
import { addressOf, viewOf } from './view.ts';

const DONE: Readonly<Record<SilenceMove, string>> = {
  take: 'taken',
  release: 'released',
  called: 'called',
  alarm: 'alarm',
};

/** One move on the observers of the form, and back to where it was pressed. */
const onSilence = (move: SilenceMove): Handler =>
  watching(async (visit) => {
    const { deps, form, staff } = visit;
    const observerIds = [...new Set(form.all('observer').filter(isId))];
    const refusal = await moveSilence(deps.watch, { observerIds, by: staff, move });
    if (refusal === null)
      deps.log.info(`silence ${DONE[move]}`, { staffId: staff.id, count: observerIds.length });
    return {
      redirect: addressOf('/watch/silence', viewOf(form)),
      note: refusal === null ? `silence.done.${DONE[move]}` : `silence.error.${refusal}`,
    };
  });

export const take = onSilence('take');
export const release = onSilence('release');
export const called = onSilence('called');
export const alarm = onSilence('alarm');
