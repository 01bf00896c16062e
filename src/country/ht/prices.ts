import type { Prices } from '../country.ts';

/**
 * What a message to Haiti costs at most, to be on the safe side of the day's ceilings: no bill, and to be corrected
 * from the first one.
 *
 * sms       The dearest way, an international aggregator; published prices to small Caribbean countries lie between
 *           60 and 300. An operator's own short code costs a fraction: per contract, not published.
 * whatsapp  Meta's rate for "Rest of Latin America", which holds Haiti: utility 11.3 since July 2025, and what is sent
 *           freely within the window costs about as much since October 2026. A provider in between adds about 5.
 * template  The same list's marketing rate (74): Meta decides itself whether "we have an answer for you" is one.
 * telegram  Free.
 */
export const prices: Prices = {
  currency: 'USD',
  perUnit: { sms: 100, whatsapp: 17, telegram: 0 },
  template: 79,
};
