import type { Room } from '../route.ts';
import { answer, close, read, release, reopen, take } from './move.ts';
import { showReport } from './report-page.tsx';
import { refreshShelf, showShelf } from './shelf-page.tsx';

/** What citizens tell us beside rumors: incidents, and concerns and ideas about the process. */
export const reportsRoom: Room = {
  routes: [
    { method: 'GET', path: '/reports', handle: showShelf('incident') },
    { method: 'GET', path: '/reports/list', handle: refreshShelf('incident') },
    { method: 'GET', path: '/reports/community', handle: showShelf('community') },
    { method: 'GET', path: '/reports/community/list', handle: refreshShelf('community') },
    { method: 'GET', path: '/reports/closed', handle: showShelf('closed') },
    { method: 'GET', path: '/reports/closed/list', handle: refreshShelf('closed') },
    { method: 'GET', path: '/reports/:id', handle: showReport },
    { method: 'POST', path: '/reports/:id/take', handle: take },
    { method: 'POST', path: '/reports/:id/read', handle: read },
    { method: 'POST', path: '/reports/:id/release', handle: release },
    { method: 'POST', path: '/reports/:id/close', handle: close, keepsText: true },
    { method: 'POST', path: '/reports/:id/reopen', handle: reopen },
    { method: 'POST', path: '/reports/:id/answer', handle: answer },
  ],
  assets: [{ name: 'reports.css', file: new URL('./assets/reports.css', import.meta.url), type: 'text/css' }],
};
