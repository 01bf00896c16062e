import type { Room } from '../route.ts';
import { alarm, called, release, take } from './move.ts';
import { refreshSilence, showSilence } from './show.tsx';

/** Who was expected to check in and did not. */
export const silenceRoom: Room = {
  routes: [
    { method: 'GET', path: '/watch/silence', handle: showSilence },
    { method: 'GET', path: '/watch/silence/board', handle: refreshSilence },
    { method: 'POST', path: '/watch/silence/take', handle: take },
    { method: 'POST', path: '/watch/silence/release', handle: release },
    { method: 'POST', path: '/watch/silence/called', handle: called },
    { method: 'POST', path: '/watch/silence/alarm', handle: alarm },
  ],
  assets: [{ name: 'silence.css', file: new URL('./assets/silence.css', import.meta.url), type: 'text/css' }],
};
