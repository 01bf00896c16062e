import { closeWaiting } from '../../store/waiting.ts';
import { onWaiting } from './guard.ts';

/** Nothing more to do, e.g. for a send that failed for good: the flow is left as it is. */
export const closePerson = onWaiting(async ({ deps, staff }, row) => {
  const closed = await closeWaiting(deps.store.db, { waitingId: row.id, staffId: staff.id });
  if (!closed) return { redirect: '/waiting', note: 'console.error.gone' };
  deps.log.info('waiting closed', { waitingId: row.id, staffId: staff.id });
  return { redirect: '/waiting', note: 'console.done.closed' };
});
