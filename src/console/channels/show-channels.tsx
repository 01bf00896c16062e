import { healthOf } from '../../store/sender-health.ts';
import { leading } from '../guards.ts';
import type { SignedVisit } from '../route.ts';
import { AccountList } from './account-list.tsx';
import { TemplateList } from './template-list.tsx';

export const showChannels = leading(async (visit) => {
  const title = visit.t('console.nav.channels');
  return {
    title,
    wide: true,
    page: (
      <>
        <h1>{title}</h1>
        <p class="soft">{visit.t('console.channels.text')}</p>
        {await listOf(visit)}
        {await TemplateList(visit)}
      </>
    ),
  };
});

export const refreshChannels = leading(async (visit) => ({ fragment: await listOf(visit) }));

async function listOf(visit: SignedVisit) {
  const { store, accounts, timeZone } = visit.deps;
  return <AccountList visit={visit} all={await healthOf(store.db, accounts, timeZone)} />;
}
