import { hasCheckDigit, withCheckDigit } from '../../codes/damm.ts';
import type { Country } from '../../country/country.ts';
import { openPlaceFinder } from '../../country/place-finder.ts';
import type { CellReading, NumberedPlace } from '../../desks/watch/index.ts';
import { foldWords } from '../../language/fold.ts';
import { readPhone } from '../../language/read/phone.ts';
import { foldSpelling } from '../../language/spelling.ts';
import type { CentreRow } from '../../store/observers.ts';

/** How the cells of lists are read in this country: phones, and places by number, code or name, also misspelt. */
export function openCells(
  country: Country,
  centres: readonly CentreRow[],
  languages: readonly string[],
): CellReading & { placeCode(text: string): string | readonly string[] } {
  const finder = openPlaceFinder(country.places(), foldSpelling);
  const numberOf = (code: string) => withCheckDigit(country.placeNumbers.of(code));
  const known = new Map<string, Pick<NumberedPlace, 'placeCode'>>(
    country.places().places.map(({ code }) => [numberOf(code), { placeCode: code }]),
  );
  for (const { number, placeCode } of centres) known.set(number, { placeCode });
  const byName = new Map<string, string[]>();
  for (const { name, code, number } of centres)
    for (const each of new Set([foldWords(name), ...(code === null ? [] : [foldWords(code)])]))
      byName.set(each, [...(byName.get(each) ?? []), number]);
  const places = (text: string): readonly string[] => {
    const digits = text.replace(/\s/g, '');
    if (/^\d{6}$/.test(digits)) return hasCheckDigit(digits) && known.has(digits) ? [digits] : [];
    return byName.get(foldWords(text)) ?? finder.find(text).map(({ code }) => numberOf(code));
  };
  return {
    languages,
    phone: (text) => readPhone(text, country.phones),
    places,
    /** Of a commune or a section. @returns one code; or those it may be, none where it is unknown */
    placeCode(text) {
      const found = places(text).flatMap((number) => known.get(number)?.placeCode ?? []);
      return found.length === 1 && found[0] !== undefined ? found[0] : found;
    },
  };
}
