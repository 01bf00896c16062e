import type { Room } from '../route.ts';
import { approveIt, begin, control, endIt, proposeIt, save, sendItBack } from './acts.ts';
import { saveCsv, savePackage } from './files.ts';
import { showCampaigns } from './list.tsx';
import { showCampaign } from './page.tsx';
import { refreshResults } from './results.tsx';

/** Quizzes and surveys, a question a day: written, approved by a second person, followed while they run. */
export const campaignsRoom: Room = {
  routes: [
    { method: 'GET', path: '/campaigns', handle: showCampaigns },
    { method: 'POST', path: '/campaigns', handle: begin },
    { method: 'GET', path: '/campaigns/:id', handle: showCampaign },
    { method: 'POST', path: '/campaigns/:id', handle: save, keepsText: true },
    { method: 'POST', path: '/campaigns/:id/propose', handle: proposeIt },
    { method: 'POST', path: '/campaigns/:id/back', handle: sendItBack, keepsText: true },
    { method: 'POST', path: '/campaigns/:id/approve', handle: approveIt },
    { method: 'POST', path: '/campaigns/:id/end', handle: endIt },
    { method: 'POST', path: '/campaigns/:id/runs/:run', handle: control },
    { method: 'GET', path: '/campaigns/:id/results', handle: refreshResults },
    { method: 'GET', path: '/campaigns/:id/results.csv', handle: saveCsv },
    { method: 'GET', path: '/campaigns/:id/flow-results.zip', handle: savePackage },
  ],
  assets: [
    { name: 'campaigns.css', file: new URL('./assets/campaigns.css', import.meta.url), type: 'text/css' },
  ],
};
