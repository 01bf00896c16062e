import { STAFF_ROLES } from '../../store/staff.ts';
import { admin } from '../guards.ts';
import { makeInvite } from './make-invite.ts';
import { showStaffWith } from './staff-page.tsx';

/** Answers with the page itself: the link must not go into an address, a log or a history. */
export const inviteStaff = admin(async (visit) => {
  const { deps, form, staff } = visit;
  const role = STAFF_ROLES.find((each) => each === form.get('role'));
  if (!role) return { redirect: '/staff' };
  const link = await makeInvite(deps, role, staff.id);
  deps.log.info('invite made', { staffId: staff.id, role });
  return showStaffWith(visit, { link, label: visit.t('console.staff.link') });
});
