import { readCountry } from './config.ts';
import type { Country } from './country/country.ts';
import { countryOf } from './country/index.ts';
import { openPlaceFinder } from './country/place-finder.ts';
import type { Reading } from './engine/flow.ts';
import type { Texts } from './i18n.ts';
import { foldWords } from './language/fold.ts';
import { readNumber } from './language/read/number.ts';
import { readPhone } from './language/read/phone.ts';
import { readWhen } from './language/read/when.ts';
import { foldSpelling } from './language/spelling.ts';

/** How words are read and places are named in this country. */
export interface CountryReading {
  readonly reading: Reading;
  readonly places: { label(code: string, language: string): string };
  /** The one place that a text names, by its code. */
  readonly placeIn: (text: string) => string | undefined;
}

/** How words are read in the deployment of the settings, for commands that start nothing. */
export function readingHere(texts: Texts): CountryReading & { readonly country: Country } {
  const { country: name, timeZone } = readCountry();
  const country = countryOf(name);
  return { country, ...openReading(country, timeZone, texts) };
}

/**
 * @param timeZone of the deployment: it may differ from its country's
 * @param texts whose words mean "I do not know"
 */
export function openReading(country: Country, timeZone: string, texts: Texts): CountryReading {
  const finder = openPlaceFinder(country.places(), foldSpelling);
  const skips = new Set(texts.list('common.words.skip'));
  const spelledSkips = new Set([...skips].map(foldSpelling));
  return {
    reading: {
      places: (text) => finder.find(text).map(({ code }) => code),
      placeAt: (latitude, longitude) => finder.nearest(latitude, longitude)?.code,
      when: (text, now) => readWhen(text, { now, timeZone }),
      phone: (text) => readPhone(text, country.phones),
      number: readNumber,
      skips: (text) => skips.has(foldWords(text)) || spelledSkips.has(foldSpelling(text)),
    },
    placeIn: (text) => finder.named(text)?.code,
    places: {
      label(code, language) {
        const place = finder.byCode(code);
        return place ? finder.label(place, language) : code;
      },
    },
  };
}
