import { disableStaff } from '../../store/staff.ts';
import { admin } from '../guards.ts';
import { isId } from '../ids.ts';

export const takeAccess = admin(async ({ deps, params, staff }) => {
  const staffId = params.id ?? '';
  if (!isId(staffId)) return { refuse: 404 };
  if (!(await disableStaff(deps.store.db, { staffId, by: staff.id }))) {
    return { redirect: '/staff', note: 'console.error.not_changed' };
  }
  deps.log.info('staff member disabled', { staffId });
  return { redirect: '/staff', note: 'console.done.disabled' };
});
