import { emptyNewsroom } from '../../store/newsroom.ts';
import { leads } from '../guards.ts';
import { inTraining } from './guard.ts';

/** Takes away everything but the staff, for the next course. The store refuses where the database is a real one. */
export const empty = inTraining(async ({ staff, form, deps }) => {
  if (!leads(staff)) return { refuse: 403 };
  if (form.get('sure') !== 'yes') return { redirect: '/training', note: 'training.error.sure' };
  const emptied = await emptyNewsroom(deps.store);
  if (!emptied) return { refuse: 404 };
  deps.log.info('training newsroom emptied', { staffId: staff.id });
  return { redirect: '/training', note: 'training.done.emptied' };
});
