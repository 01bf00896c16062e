import { type QueueWanted, views } from '../../desks/verification/index.ts';
import { atDesk } from '../guards.ts';
import type { SignedVisit } from '../route.ts';
import { fromAddress, readWanted, saysWhat } from './queue-address.ts';
import { shownBefore } from './queue-form.ts';
import { foundFor, Queue, queuePage } from './queue-page.tsx';

export const showQueue = atDesk(async (visit) => queuePage(visit, { wanted: await wantedBy(visit) }));

/**
 * The queue by itself, asked for every few seconds. While something is ticked nothing comes back, and nothing
 * moves under a person's hand.
 */
export const refreshQueue = atDesk(async (visit) => {
  if (visit.query.all('tip').length > 0) return { fragment: null };
  const wanted = readWanted(visit.query);
  return { fragment: <Queue visit={visit} wanted={wanted} found={await foundFor(visit, wanted)} /> };
});

/** Looks for words in claims; they came in the body, and the page that shows what was found has no address for them. */
export const searchQueue = atDesk(async (visit) => {
  const words = visit.form.get('words').slice(0, 100);
  return queuePage(visit, { wanted: { ...shownBefore(visit), words } });
});

/** What the address says; where it says nothing, what this person opens the page with. */
async function wantedBy({ deps, staff, query }: SignedVisit): Promise<QueueWanted> {
  if (saysWhat(query)) return readWanted(query);
  const opens = (await views(deps, staff.id)).find((view) => view.opens);
  return fromAddress(opens?.filter ?? '');
}
