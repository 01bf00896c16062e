import type { Prices } from '../price.ts';

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
 * rates     Of the diaspora, guesses on the dear side: SMS to the United States and Canada (`1`, which the Dominican
 *           Republic shares) costs aggregators a fraction of one to Haiti; a marketing template to France (`33`) is
 *           taken for as dear as to Meta's dearest market of April 2026 (160) and a provider's 5.
 */
export const prices: Prices = {
  currency: 'USD',
  perUnit: { sms: 100, whatsapp: 17, telegram: 0 },
  template: 79,
  rates: [
    { medium: 'sms', callingCode: '1', milliPerUnit: 30 },
    { medium: 'whatsapp', callingCode: '33', template: true, milliPerUnit: 165 },
  ],
};
