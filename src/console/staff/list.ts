import { listStaff } from '../../store/staff.ts';
import { admin } from '../guards.ts';
import { staffPage } from './staff-page.tsx';

export const showStaff = admin(async (visit) => staffPage(visit, await listStaff(visit.deps.store.db)));
