import type { Room } from '../route.ts';
import { answerPerson } from './answer.ts';
import { closePerson } from './close.ts';
import { handPersonBack } from './hand-back.ts';
import { refreshWaiting, showWaiting } from './list.tsx';
import { refreshTalk, showPerson } from './person.tsx';
import { segmentCounter } from './segment-counter.ts';
import { takePerson } from './take.ts';

/** People waiting: nobody falls out. */
export function waitingRoom(): Room {
  return {
    routes: [
      { method: 'GET', path: '/waiting', handle: showWaiting },
      { method: 'GET', path: '/waiting/list', handle: refreshWaiting },
      { method: 'GET', path: '/waiting/:id', handle: showPerson },
      { method: 'GET', path: '/waiting/:id/talk', handle: refreshTalk },
      { method: 'POST', path: '/waiting/:id/take', handle: takePerson },
      {
        method: 'POST',
        path: '/waiting/:id/answer',
        handle: answerPerson(),
        keepsText: true,
        takesFile: true,
      },
      { method: 'POST', path: '/waiting/:id/hand-back', handle: handPersonBack },
      { method: 'POST', path: '/waiting/:id/close', handle: closePerson },
    ],
    assets: [{ name: 'segment-counter.js', file: segmentCounter, type: 'text/javascript' }],
  };
}
