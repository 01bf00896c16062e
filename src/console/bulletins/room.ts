import { openRecently } from '../../core/recently.ts';
import type { Room } from '../route.ts';
import { again, cancel, pause, resume } from './control.ts';
import { beginBulletin, showBulletins } from './list.tsx';
import { approveBulletin, endBulletin, sendBulletinBack } from './move.ts';
import { correctBulletin } from './outdated.tsx';
import { showBulletin } from './page.tsx';
import { refreshResults, saveResults } from './results.tsx';
import { refreshProgress, showRun } from './run-page.tsx';
import { changeVoice, playVoice } from './voice.tsx';
import { writeBulletin } from './write.ts';

/** What is sent to many who asked for it: written, approved by a second person, followed until all have it. */
export function bulletinsRoom(): Room {
  const recently = openRecently();
  const run = '/bulletins/:id/runs/:run';
  return {
    routes: [
      { method: 'GET', path: '/bulletins', handle: showBulletins },
      { method: 'POST', path: '/bulletins', handle: beginBulletin, keepsText: true },
      { method: 'GET', path: '/bulletins/:id', handle: showBulletin },
      { method: 'POST', path: '/bulletins/:id', handle: writeBulletin, keepsText: true },
      { method: 'POST', path: '/bulletins/:id/approve', handle: approveBulletin },
      { method: 'POST', path: '/bulletins/:id/back', handle: sendBulletinBack, keepsText: true },
      { method: 'POST', path: '/bulletins/:id/end', handle: endBulletin },
      { method: 'POST', path: '/bulletins/:id/correct', handle: correctBulletin },
      { method: 'POST', path: '/bulletins/:id/voice', handle: changeVoice, takesFile: true },
      { method: 'GET', path: '/bulletins/:id/voice/:language', handle: playVoice },
      { method: 'GET', path: run, handle: showRun(recently) },
      { method: 'GET', path: `${run}/progress`, handle: refreshProgress },
      { method: 'GET', path: `${run}/results`, handle: refreshResults(recently) },
      { method: 'GET', path: `${run}/results.csv`, handle: saveResults },
      { method: 'POST', path: `${run}/pause`, handle: pause },
      { method: 'POST', path: `${run}/resume`, handle: resume },
      { method: 'POST', path: `${run}/cancel`, handle: cancel },
      { method: 'POST', path: `${run}/again`, handle: again },
    ],
    assets: [
      { name: 'bulletins.css', file: new URL('./assets/bulletins.css', import.meta.url), type: 'text/css' },
    ],
  };
}
