import type { Room } from '../route.ts';
import { showFile } from './show-file.ts';
import { showSmall } from './show-small.ts';

/** Files that people sent or were sent, for staff only. */
export function mediaRoom(): Room {
  return {
    routes: [
      { method: 'GET', path: '/media/:id', handle: showFile },
      { method: 'GET', path: '/media/:id/small', handle: showSmall() },
    ],
  };
}
