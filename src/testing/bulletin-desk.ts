import type { Capabilities } from '../core/channel.ts';
import { openLog } from '../core/log.ts';
import { countryOf } from '../country/index.ts';
import { priceOf } from '../country/price.ts';
import type { CampaignDesk } from '../desks/campaigns/index.ts';
import { loadTexts } from '../i18n.ts';
import { fitContent } from '../outbound/fit.ts';
import type { Store } from '../store/connect.ts';

/** The desks of bulletins and campaigns of the first deployment, as main makes them; their clock and its accounts are the test's. */
export function bulletinsForTests(
  store: Store,
  now: () => Date,
  capabilities: ReadonlyMap<string, Capabilities>,
  lines: string[] = [],
): CampaignDesk {
  const { topics, quietHours, bulletinsPerDay, prices, quizBanks } = countryOf('ht');
  const of = (account: string) => {
    const found = capabilities.get(account);
    if (!found) throw new Error(`no account ${account}`);
    return found;
  };
  return {
    store,
    texts: loadTexts(),
    topics,
    quizBanks,
    quietHours,
    bulletinsPerDay,
    capabilities,
    timeZone: 'America/Port-au-Prince',
    fit: (account, content) => fitContent(content, of(account), () => 'https://teledjol.example/f/1'),
    milliPerUnit: (account, template = false) =>
      priceOf(prices, { medium: of(account).medium, account, template }),
    log: openLog((line) => void lines.push(line)),
    now,
  };
}
