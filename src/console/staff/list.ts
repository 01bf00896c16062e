import { admin } from '../guards.ts';
import { showStaffWith } from './staff-page.tsx';

export const showStaff = admin((visit) => showStaffWith(visit));
