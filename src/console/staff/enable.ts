import { enableStaff } from '../../store/staff.ts';
import { admin } from '../guards.ts';
import { isId } from '../ids.ts';

export const giveAccess = admin(async ({ deps, params }) => {
  const staffId = params.id ?? '';
  if (!isId(staffId)) return { refuse: 404 };
  if (!(await enableStaff(deps.store.db, staffId))) {
    return { redirect: '/staff', note: 'console.error.not_changed' };
  }
  deps.log.info('staff member enabled', { staffId });
  return { redirect: '/staff', note: 'console.done.enabled' };
});
