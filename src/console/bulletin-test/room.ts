import type { Room } from '../route.ts';
import { giveTestCode } from './give.tsx';

/** A bulletin on the phones of who writes it, before it goes out. */
export const bulletinTestRoom: Room = {
  routes: [{ method: 'POST', path: '/bulletins/:id/test', handle: giveTestCode }],
};
