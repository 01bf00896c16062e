import type { Room } from '../route.ts';
import { becomeStaff } from './accept-invite.ts';
import { countAttempts } from './attempts.ts';
import { showInvite } from './invite.ts';
import { showLogin } from './login.ts';
import { resetPassword, showReset } from './reset.ts';
import { signIn } from './sign-in.ts';
import { signOut } from './sign-out.ts';

const A_QUARTER_HOUR = 15 * 60_000;

/** @param now the clock that tries to sign in are counted by; each process counts its own */
export function sessionRoom(now: () => Date): Room {
  const count = (limit: number) => countAttempts({ limit, withinMs: A_QUARTER_HOUR, now });
  const limits = { byName: count(10), byPlace: count(40), byDevice: count(10) };
  return {
    routes: [
      { method: 'GET', path: '/login', handle: showLogin },
      { method: 'POST', path: '/login', handle: signIn(limits), perMinute: 60 },
      { method: 'POST', path: '/logout', handle: signOut },
      { method: 'GET', path: '/invite/:token', handle: showInvite, perMinute: 60 },
      { method: 'POST', path: '/invite/:token', handle: becomeStaff, perMinute: 30 },
      { method: 'GET', path: '/reset/:token', handle: showReset, perMinute: 60 },
      { method: 'POST', path: '/reset/:token', handle: resetPassword, perMinute: 30 },
    ],
  };
}
