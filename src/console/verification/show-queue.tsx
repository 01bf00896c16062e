import { queue } from '../../desks/verification/index.ts';
import { atDesk } from '../guards.ts';
import { pageOf } from '../pages.tsx';
import { Queue, queuePage } from './queue-page.tsx';

export const showQueue = atDesk((visit) => queuePage(visit, {}));

/**
 * The queue by itself, asked for every few seconds. While something is ticked nothing comes back, and nothing
 * moves under a person's hand.
 */
export const refreshQueue = atDesk(async (visit) => {
  if (visit.query.all('tip').length > 0) return { fragment: null };
  const at = pageOf(visit, 'page');
  const found = await queue(visit.deps, { page: at, claimPage: pageOf(visit, 'claims') });
  return { fragment: <Queue visit={visit} found={found} /> };
});
