import { SPEEDS, startDay } from '../../desks/training/index.ts';
import { leads } from '../guards.ts';
import { inTraining } from './guard.ts';

/** A trainer lets a day begin; where one runs already another comes on top, as on a bad day. */
export const begin = inTraining(async ({ staff, form, deps }, days) => {
  if (!leads(staff)) return { refuse: 403 };
  const day = days.find(({ id }) => id === form.get('day'));
  const speed = SPEEDS.find((each) => String(each) === form.get('speed'));
  if (!day || speed === undefined) return { redirect: '/training', note: 'training.error.choose' };
  await startDay(deps.store, day, { speed, now: deps.now() });
  return { redirect: '/training', note: 'training.done.begun' };
});
