import type { Room } from '../route.ts';
import { saveCosts } from './save.ts';
import { showCosts } from './show.tsx';

/** What sending has cost: counts and money, nobody in them. */
export const costsRoom: Room = {
  routes: [
    { method: 'GET', path: '/costs', handle: showCosts },
    { method: 'GET', path: '/costs.csv', handle: saveCosts },
  ],
};
