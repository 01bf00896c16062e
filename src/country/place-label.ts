import type { Place, PlaceWords } from '../core/place.ts';
import { foldToGsm7 } from '../core/sms.ts';

/** Fewer letters of a commune say nothing. */
const FEWEST = 6;

/** What a label must tell apart: how often a name occurs, in the country and in the commune. */
export interface Namesakes {
  readonly elsewhere: boolean;
  readonly inCommune: boolean;
}

/**
 * A name for a button or an SMS: GSM-7 (ê â ô î ï ç and capitals with a grave accent lose their marks, è é à ò ù keep
 * them, by `foldToGsm7`), and no longer than a button: first the words that everybody shortens, then the commune, then
 * the end. A section with namesakes carries its number or, in brackets, its commune.
 *
 * @param max UTF-16 units
 */
export function labelOf(
  place: Place,
  parent: Place | undefined,
  namesakes: Namesakes,
  words: PlaceWords,
  language: string,
  max: number,
): string {
  const name = nameIn(place, language);
  const number = namesakes.inCommune ? ` ${place.number}` : '';
  if (!namesakes.elsewhere || !parent) return fitted(name, words, max - number.length) + number;
  const commune = nameIn(parent, language);
  const brackets = number.length + ' ()'.length;
  const short = fitted(commune, words, Math.max(max - brackets - name.length, FEWEST));
  return `${fitted(name, words, max - brackets - short.length)}${number} (${short})`;
}

function nameIn(place: Place, language: string): string {
  const name = place.name[language] ?? Object.values(place.name)[0] ?? place.code;
  return foldToGsm7(name);
}

function fitted(name: string, words: PlaceWords, max: number): string {
  let short = name;
  for (const [long, brief] of words.shorter) {
    if (short.length <= max) return short;
    short = short.replace(foldToGsm7(long), brief);
  }
  return short.length <= max ? short : `${short.slice(0, max - 1).replace(/[^\p{L}\d]+$/u, '')}.`;
}
