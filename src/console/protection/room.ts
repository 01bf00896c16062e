import type { Room } from '../route.ts';
import { showCallbacks } from './list-page.tsx';
import { close, release, reopen, take } from './move.ts';
import { open } from './opened-page.tsx';

/** Call-backs of people who were abused or exploited: for the role `protection` alone. */
export const protectionRoom: Room = {
  routes: [
    { method: 'GET', path: '/protection', handle: showCallbacks },
    // Posted: looking leaves an event, and what it shows stands in no history of a browser.
    { method: 'POST', path: '/protection/:id/open', handle: open },
    { method: 'POST', path: '/protection/:id/take', handle: take },
    { method: 'POST', path: '/protection/:id/release', handle: release },
    { method: 'POST', path: '/protection/:id/close', handle: close },
    { method: 'POST', path: '/protection/:id/reopen', handle: reopen },
  ],
};
