import { countryOf } from '../country/index.ts';
import { loadTexts } from '../i18n.ts';
import { type CountryReading, openReading } from '../reading.ts';

let read: CountryReading | undefined;

/** How words are read in Haiti; made once, because its places are many. */
export function readingForTests(): CountryReading {
  const country = countryOf('ht');
  read ??= openReading(country, country.timeZone, loadTexts());
  return read;
}
