import type { Room } from '../route.ts';
import { refreshBar } from './bar.tsx';
import { ask, begin, end, showExercise } from './exercise-page.tsx';

/** National exercises of the watch cell: who decides on them, and the bar that says that one runs. */
export const exerciseRoom: Room = {
  routes: [
    { method: 'GET', path: '/watch/exercise', handle: showExercise },
    { method: 'GET', path: '/watch/exercise/bar', handle: refreshBar },
    { method: 'POST', path: '/watch/exercise/ask', handle: ask, keepsText: true },
    { method: 'POST', path: '/watch/exercise/start', handle: begin },
    { method: 'POST', path: '/watch/exercise/end', handle: end },
  ],
};
