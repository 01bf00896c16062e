import type { Country } from '../country.ts';
import { places } from './places/index.ts';
import { prices } from './prices.ts';

/** Haiti: two official languages (Constitution of 1987, article 5), one time zone. */
export const country: Country = {
  timeZone: 'America/Port-au-Prince',
  verdictLanguages: ['ht', 'fr'],
  prices,
  phones: { callingCode: '509', digits: 8 },
  places,
};
