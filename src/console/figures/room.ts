import type { Room } from '../route.ts';
import { saveCsv, saveXlsx } from './save.ts';
import { showFigures } from './show.tsx';

/** How soon people hear from the verification desk, and how many: counts, nobody in them. */
export const figuresRoom: Room = {
  routes: [
    { method: 'GET', path: '/verification/figures', handle: showFigures },
    { method: 'GET', path: '/verification/figures.csv', handle: saveCsv },
    { method: 'GET', path: '/verification/figures.xlsx', handle: saveXlsx },
  ],
};
