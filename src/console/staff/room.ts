import type { Room } from '../route.ts';
import { takeAccess } from './disable.ts';
import { giveAccess } from './enable.ts';
import { inviteStaff } from './invite.ts';
import { showStaff } from './list.ts';

export const staffRoom: Room = {
  routes: [
    { method: 'GET', path: '/staff', handle: showStaff },
    { method: 'POST', path: '/staff/invites', handle: inviteStaff },
    { method: 'POST', path: '/staff/:id/disable', handle: takeAccess },
    { method: 'POST', path: '/staff/:id/enable', handle: giveAccess },
  ],
};
