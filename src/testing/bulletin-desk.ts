import type { Capabilities } from '../core/channel.ts';
import { openLog } from '../core/log.ts';
import { countryOf } from '../country/index.ts';
import { priceOf } from '../country/price.ts';
import type { BulletinDesk } from '../desks/bulletins/index.ts';
import { loadTexts } from '../i18n.ts';
import { fitContent } from '../outbound/fit.ts';
import type { Store } from '../store/connect.ts';

/** The bulletins desk of the first deployment, as main makes it; its clock and its accounts are the test's. */
export function bulletinsForTests(
  store: Store,
  now: () => Date,
  capabilities: ReadonlyMap<string, Capabilities>,
  lines: string[] = [],
): BulletinDesk {
  const { topics, quietHours, bulletinsPerDay, prices } = countryOf('ht');
  const of = (account: string) => {
    const found = capabilities.get(account);
    if (!found) throw new Error(`no account ${account}`);
    return found;
  };
  return {
    store,
    texts: loadTexts(),
    topics,
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
