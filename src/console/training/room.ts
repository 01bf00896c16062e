import type { Room } from '../route.ts';
import { begin } from './begin.ts';
import { empty } from './empty.ts';
import { refreshTraining, showTraining } from './show.tsx';

/** The training newsroom: only where this is one; everywhere else these pages are not there. */
export const trainingRoom: Room = {
  routes: [
    { method: 'GET', path: '/training', handle: showTraining },
    { method: 'GET', path: '/training/score', handle: refreshTraining },
    { method: 'POST', path: '/training/begin', handle: begin },
    { method: 'POST', path: '/training/empty', handle: empty },
  ],
};
