import { countWaiting, listWaiting } from '../../store/waiting.ts';
import { atDesk } from '../guards.ts';
import { pageOf } from '../pages.tsx';
import type { SignedVisit } from '../route.ts';
import { WAITING_PAGE, WaitingList } from './list-page.tsx';

export const showWaiting = atDesk(async (visit) => {
  const title = visit.t('console.nav.waiting');
  return {
    title,
    wide: true,
    page: (
      <>
        <h1>{title}</h1>
        <p class="soft">{visit.t('console.waiting.text')}</p>
        {await listOf(visit)}
      </>
    ),
  };
});

export const refreshWaiting = atDesk(async (visit) => ({ fragment: await listOf(visit) }));

async function listOf(visit: SignedVisit) {
  const { db } = visit.deps.store;
  const { open } = await countWaiting(db);
  // Whoever stands on the last page when it empties sees the one before it, not an empty desk.
  const last = Math.max(0, Math.ceil(open / WAITING_PAGE) - 1);
  const page = Math.min(pageOf(visit, 'page'), last);
  const rows = await listWaiting(db, { limit: WAITING_PAGE, offset: page * WAITING_PAGE });
  return <WaitingList visit={visit} rows={rows} total={open} page={page} />;
}
