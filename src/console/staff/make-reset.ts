import { findStaff } from '../../store/staff.ts';
import { admin } from '../guards.ts';
import { isId } from '../ids.ts';
import { makeResetLink } from './make-invite.ts';
import { showStaffWith } from './staff-page.tsx';

/** A link with which a colleague chooses a new password. Their old one works until they have used it. */
export const makeReset = admin(async (visit) => {
  const { deps, params, staff } = visit;
  const member = isId(params.id ?? '') ? await findStaff(deps.store.db, params.id ?? '') : undefined;
  if (!member || member.id === staff.id) return { redirect: '/staff', note: 'console.error.not_changed' };
  const link = await makeResetLink(deps, member, staff.id);
  deps.log.info('link to reset a password made', { staffId: member.id });
  return showStaffWith(visit, { link, label: visit.t('console.staff.reset_link', { name: member.name }) });
});
