import { foldWords } from '../language/fold.ts';
import { foldSpelling } from '../language/spelling.ts';
import { clean } from './clean.ts';

/** A text as near-copies are compared: made once, compared often. */
export interface Print {
  readonly grams: ReadonlySet<string>;
  /** Its words as they sound. */
  readonly words: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  /** Whether it says no: `pa`, `ne … pas`, `not`, `no`. */
  readonly denies: boolean;
  readonly links: ReadonlySet<string>;
}

const GRAM = 4;
/** A text of fewer grams is like many others. */
const LEAST_GRAMS = 12;
/** Of two whole texts: the share of all their grams that both have. Measured, see docs/matching.md. */
const WHOLE = 0.5;
/** Where one was cut off, or stands inside the other: the share of the shorter one's grams. */
const INSIDE = 0.8;
const LEAST_GRAMS_INSIDE = 30;
const DENIALS = new Set([
  'pa',
  'pap',
  'poko',
  'pas',
  'jamais',
  'janm',
  'not',
  'no',
  'never',
  'nunca',
  'non',
  'aucun',
  'okenn',
]);

export function printOf(text: string): Print {
  const { said, links } = clean(text);
  const folded = foldWords(said).split(' ');
  const sounding = foldSpelling(said);
  return {
    grams: gramsOf(sounding),
    words: new Set(sounding.split(' ').filter((word) => word.length > 3)),
    numbers: new Set(folded.filter((word) => /^\p{N}+\p{L}?$/u.test(word))),
    denies: folded.some((word) => DENIALS.has(word)),
    links: new Set(links),
  };
}

/**
 * Whether two texts are the same one, sent on with other spelling, cut off or with a greeting before it. Strict: what
 * says another day, another number, or the contrary is another rumor, however alike the words are.
 */
export function isNearCopy(a: Print, b: Print): boolean {
  if (a.denies !== b.denies || differ(a.numbers, b.numbers)) return false;
  const [short, long] = a.grams.size <= b.grams.size ? [a.grams, b.grams] : [b.grams, a.grams];
  const short_ = short === a.grams ? a : b;
  if (short.size < LEAST_GRAMS) {
    // A link alone, or with a word beside it.
    return short_.grams.size === 0 && a.links.size > 0 && [...a.links].every((link) => b.links.has(link));
  }
  let both = 0;
  for (const gram of short) if (long.has(gram)) both += 1;
  if (both / (short.size + long.size - both) >= WHOLE) return true;
  return short.size >= LEAST_GRAMS_INSIDE && both / short.size >= INSIDE;
}

/** Both name numbers, and each has one that the other lacks. */
function differ(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return [...a].some((one) => !b.has(one)) && [...b].some((one) => !a.has(one));
}

function gramsOf(text: string): Set<string> {
  const grams = new Set<string>();
  const padded = ` ${text} `;
  for (let at = 0; at + GRAM <= padded.length; at += 1) grams.add(padded.slice(at, at + GRAM));
  return grams;
}
