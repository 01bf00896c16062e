import { listWaiting } from '../../store/waiting.ts';
import { signedIn } from '../guards.ts';
import { WaitingList } from './list-page.tsx';

export const showWaiting = signedIn(async (visit) => {
  const rows = await listWaiting(visit.deps.store.db);
  const title = visit.t('console.nav.waiting');
  return {
    title,
    wide: true,
    page: (
      <>
        <h1>{title}</h1>
        <p class="soft">{visit.t('console.waiting.text')}</p>
        <WaitingList visit={visit} rows={rows} />
      </>
    ),
  };
});

export const refreshWaiting = signedIn(async (visit) => ({
  fragment: <WaitingList visit={visit} rows={await listWaiting(visit.deps.store.db)} />,
}));
