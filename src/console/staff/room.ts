import type { Room } from '../route.ts';
import { closeOpenInvites } from './close-invites.ts';
import { takeAccess } from './disable.ts';
import { giveAccess } from './enable.ts';
import { inviteStaff } from './invite.ts';
import { showStaff } from './list.ts';
import { makeReset } from './make-reset.ts';
import { setInstitutionOf } from './set-institution.ts';

export const staffRoom: Room = {
  routes: [
    { method: 'GET', path: '/staff', handle: showStaff },
    { method: 'POST', path: '/staff/invites', handle: inviteStaff },
    { method: 'POST', path: '/staff/invites/close', handle: closeOpenInvites },
    { method: 'POST', path: '/staff/:id/reset', handle: makeReset },
    { method: 'POST', path: '/staff/:id/institution', handle: setInstitutionOf },
    { method: 'POST', path: '/staff/:id/disable', handle: takeAccess },
    { method: 'POST', path: '/staff/:id/enable', handle: giveAccess },
  ],
};
