import type { Room } from '../route.ts';
import { acknowledgeByLink, showAcknowledgement } from './acknowledge.tsx';
import { refreshBoard, showBoard } from './board.tsx';
import { showIncident } from './incident-page.tsx';
import * as moves from './move.ts';
import { block, reinstate, showObservers } from './observers.tsx';
import { saveRows, saveSituation, showPapers } from './papers.tsx';
import { downloadCap, downloadPacket } from './sent-files.ts';
import { openTellerPage } from './teller.tsx';
import { showTimeline } from './timeline.tsx';

/** The watch cell: incidents from the first report to closing, and who observes. */
export const watchRoom: Room = {
  routes: [
    { method: 'GET', path: '/watch', handle: showBoard },
    { method: 'GET', path: '/watch/list', handle: refreshBoard },
    { method: 'GET', path: '/watch/timeline', handle: showTimeline },
    { method: 'GET', path: '/watch/observers', handle: showObservers },
    { method: 'POST', path: '/watch/observers/:id/block', handle: block },
    { method: 'POST', path: '/watch/observers/:id/reinstate', handle: reinstate },
    { method: 'GET', path: '/watch/papers', handle: showPapers },
    { method: 'GET', path: '/watch/papers/rows/:kind', handle: saveRows },
    { method: 'GET', path: '/watch/papers/situation/:kind', handle: saveSituation },
    { method: 'GET', path: '/watch/incidents/:id', handle: showIncident },
    { method: 'POST', path: '/watch/incidents/:id/take', handle: moves.take },
    { method: 'POST', path: '/watch/incidents/:id/release', handle: moves.release },
    { method: 'POST', path: '/watch/incidents/:id/verify', handle: moves.verify, keepsText: true },
    { method: 'POST', path: '/watch/incidents/:id/confirm', handle: moves.confirm, keepsText: true },
    { method: 'POST', path: '/watch/incidents/:id/validate', handle: moves.validate },
    { method: 'POST', path: '/watch/incidents/:id/return', handle: moves.sendBack, keepsText: true },
    { method: 'POST', path: '/watch/incidents/:id/transmit', handle: moves.transmit },
    { method: 'POST', path: '/watch/incidents/:id/ask-to-close', handle: moves.asksToClose, keepsText: true },
    { method: 'POST', path: '/watch/incidents/:id/close', handle: moves.close },
    { method: 'POST', path: '/watch/incidents/:id/leave', handle: moves.leave, keepsText: true },
    { method: 'POST', path: '/watch/incidents/:id/reopen', handle: moves.reopen, keepsText: true },
    { method: 'POST', path: '/watch/incidents/:id/open', handle: moves.openUp, keepsText: true },
    { method: 'POST', path: '/watch/incidents/:id/pause', handle: moves.pause, keepsText: true },
    { method: 'POST', path: '/watch/incidents/:id/resume', handle: moves.resume },
    { method: 'POST', path: '/watch/incidents/:id/dismiss', handle: moves.dismiss, keepsText: true },
    { method: 'POST', path: '/watch/incidents/:id/teller', handle: openTellerPage },
    { method: 'POST', path: '/watch/incidents/:id/acknowledge', handle: moves.acknowledges },
    { method: 'POST', path: '/watch/incidents/:id/respond', handle: moves.responds, keepsText: true },
    { method: 'GET', path: '/watch/incidents/:id/cap/:sent', handle: downloadCap },
    { method: 'GET', path: '/watch/incidents/:id/packet/:sent', handle: downloadPacket },
    // For institutions that are not at their desk: the address itself is the key, and opens this one page.
    { method: 'GET', path: '/acknowledge/:token', handle: showAcknowledgement, perMinute: 30 },
    { method: 'POST', path: '/acknowledge/:token', handle: acknowledgeByLink, perMinute: 30 },
  ],
  assets: [
    { name: 'watch.css', file: new URL('./assets/watch.css', import.meta.url), type: 'text/css' },
    { name: 'timeline.css', file: new URL('./assets/timeline.css', import.meta.url), type: 'text/css' },
  ],
};
