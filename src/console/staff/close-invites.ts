import { closeInvites } from '../../store/invites.ts';
import { admin } from '../guards.ts';

/** A link went to the wrong place: none that is still open can be used any more. */
export const closeOpenInvites = admin(async ({ deps, staff }) => {
  await closeInvites(deps.store.db);
  deps.log.info('open links closed', { staffId: staff.id });
  return { redirect: '/staff', note: 'console.done.links_closed' };
});
