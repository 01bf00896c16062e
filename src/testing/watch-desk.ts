import type { ObserverCards } from '../conversation/observers/cards.ts';
import { openObserverCards } from '../conversation/observers/cards.ts';
import type { Country } from '../country/country.ts';
import { countryOf } from '../country/index.ts';
import type { WatchDesk } from '../desks/watch/desk.ts';
import { openPlaceTable, type PlaceTable } from '../desks/watch/exports/place-table.ts';
import { communesOf, departmentsOf, watchDeskOf } from '../desks/watch/open.ts';
import type { Store } from '../store/connect.ts';
import { readingForTests } from './reading.ts';

/** The watch desk of Haiti, and the places that its pages offer. */
export function watchForTests(
  store: Store,
  now: () => Date = () => new Date(),
  cards: ObserverCards = openObserverCards(countryOf('ht')),
): {
  watch: WatchDesk;
  outline: Country['outline'];
  placeTable: PlaceTable;
  departments(): readonly string[];
  communesOf(department: string): readonly string[];
} {
  const country = countryOf('ht');
  return {
    watch: watchDeskOf({
      store,
      country,
      timeZone: country.timeZone,
      cards,
      // A test sees what is.
      recently: (_what, look) => look(),
      placeName: (code, language) => readingForTests().places.label(code, language),
      now,
    }),
    outline: country.outline,
    placeTable: openPlaceTable(country.places(), readingForTests().reading.placeAt),
    departments: () => departmentsOf(country),
    communesOf: (department) => communesOf(country, department),
  };
}
