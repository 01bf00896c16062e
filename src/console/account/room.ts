import { signedIn } from '../guards.ts';
import type { Room } from '../route.ts';
import { countAttempts } from '../session/attempts.ts';
import { accountPage } from './account-page.tsx';
import { changePassword } from './change-password.ts';

/** What everybody on the staff may change about themselves. */
export function accountRoom(now: () => Date): Room {
  const tries = countAttempts({ limit: 10, withinMs: 15 * 60_000, now });
  return {
    routes: [
      { method: 'GET', path: '/account', handle: signedIn((visit) => accountPage(visit)) },
      { method: 'POST', path: '/account/password', handle: changePassword(tries) },
    ],
  };
}
