import { takeWaiting } from '../../store/waiting.ts';
import { onWaiting } from './guard.ts';

export const takePerson = onWaiting(async ({ deps, staff }, row) => {
  const taken = await takeWaiting(deps.store.db, { waitingId: row.id, staffId: staff.id });
  if (!taken) return { redirect: '/waiting', note: 'console.error.gone' };
  deps.log.info('waiting taken', { waitingId: row.id, staffId: staff.id });
  return { redirect: `/waiting/${row.id}`, note: 'console.done.taken' };
});
