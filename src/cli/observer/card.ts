import { writeFile } from 'node:fs/promises';
import { withCheckDigit } from '../../codes/damm.ts';
import { readCountry } from '../../config.ts';
import { countryOf } from '../../country/index.ts';
import { openPlaceFinder } from '../../country/place-finder.ts';
import { placesByNumber } from '../../desks/watch/index.ts';
import { loadTexts } from '../../i18n.ts';
import { foldSpelling } from '../../language/spelling.ts';
import { observerCards } from '../../printing/observer-card.ts';
import { listCentres, listKnown } from '../../store/observers.ts';
import { withStore } from '../with-store.ts';

/** The code that the example on the card reports: it can be counted, and raises no alarm where it is sent as it stands. */
const EXAMPLE = withCheckDigit('15');
const LONGEST_LABEL = 80;

/**
 * Prints the cards of observers, all of them or those of the numbers, as one PDF.
 * @throws Error with one line where a number is nobody's
 */
export async function runObserverCard(
  numbers: readonly string[],
  options: { out: string; lang?: string; phone?: string[]; whatsapp?: string; telegram?: string },
): Promise<void> {
  const country = countryOf(readCountry().country);
  const texts = loadTexts();
  if (options.lang !== undefined && !texts.languages.includes(options.lang))
    throw new Error(`there is no language ${options.lang}: use ${texts.languages.join(', ')}`);
  const [observers, centres] = await withStore(async ({ db }) => [
    await listKnown(db),
    await listCentres(db),
  ]);
  const wanted = numbers.length === 0 ? observers : numbers.map((number) => observerOf(number));
  if (wanted.length === 0) throw new Error('there are no observers yet: teledjol observer import FILE');
  const finder = openPlaceFinder(country.places(), foldSpelling);
  const places = placesByNumber(country);
  const { observerCard: card, emergency, protection } = country;
  const pdf = await observerCards(
    wanted
      .toSorted((a, b) => a.number.localeCompare(b.number))
      .map(({ number, language, placeNumber }) => ({
        number,
        language: options.lang ?? language,
        ...(placeNumber && {
          place: { number: placeNumber, label: labelOf(placeNumber, options.lang ?? language) },
        }),
      })),
    {
      codes: card.codes.map((line) => ({ ...line, code: withCheckDigit(line.code) })),
      card,
      example: EXAMPLE,
      emergency,
      protection,
      phones: options.phone ?? [],
      ...(options.whatsapp && { whatsapp: options.whatsapp.replace(/\D/g, '') }),
      ...(options.telegram && { telegram: options.telegram.replace(/^@/, '') }),
      say: (language, text, values) => texts.text(language, `observer.card.${text}`, values),
    },
  );
  await writeFile(options.out, pdf);
  console.log(`${options.out}: ${wanted.length} cards, edition ${card.edition}`);

  function observerOf(number: string) {
    const found = observers.find((one) => one.number === number);
    if (!found) throw new Error(`${number} is no observer's number: see teledjol observer list`);
    return found;
  }

  function labelOf(number: string, language: string): string {
    const centre = centres.find((one) => one.number === number);
    const place = finder.byCode(centre?.placeCode ?? places.get(number)?.placeCode ?? '');
    const around = place ? finder.label(place, language, LONGEST_LABEL) : number;
    return centre ? `${centre.name}, ${around}` : around;
  }
}
