import { onWaiting } from './guard.ts';

export const handPersonBack = onWaiting(async ({ deps, staff }, row) => {
  const refusal = await deps.people.handBack({ waitingId: row.id, staffId: staff.id });
  if (refusal !== null) return { redirect: '/waiting', note: `console.error.${refusal}` };
  deps.log.info('handed back to the flow', { waitingId: row.id, staffId: staff.id });
  return { redirect: '/waiting', note: 'console.done.handed_back' };
});
