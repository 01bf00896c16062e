import type { Room } from '../route.ts';
import { markTake } from './mark.ts';
import { playTake } from './play.ts';
import { saveListening } from './save.ts';
import { showListening } from './show.tsx';

/** The listening test: is a voice understood by those it is meant for? */
export const listeningRoom: Room = {
  routes: [
    { method: 'GET', path: '/listening', handle: showListening },
    { method: 'POST', path: '/listening', handle: markTake, keepsText: true },
    { method: 'GET', path: '/listening.csv', handle: saveListening },
    { method: 'GET', path: '/listening/:sentence/:letter', handle: playTake, perMinute: 120 },
  ],
};
