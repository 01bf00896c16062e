import { foldWords } from '../language/fold.ts';
import { nearest } from '../language/read/near.ts';
import { foldSpelling } from '../language/spelling.ts';
import { clean } from './clean.ts';

/** A text as near-copies are compared: made once, compared often. */
export interface Print {
  readonly grams: ReadonlySet<string>;
  /** Its longer words as they sound, in their order. */
  readonly words: readonly string[];
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
    words: sounding.split(' ').filter((word) => word.length > 3),
    numbers: new Set(folded.filter((word) => /^\p{N}+\p{L}?$/u.test(word))),
    denies: folded.some((word) => DENIALS.has(word)),
    links: new Set(links),
  };
}

/**
 * Whether two texts that are much alike say different things all the same: the contrary, another number, or a word that
 * the other puts another word for (a place, somebody). What one merely has more of, as a greeting or what was cut off, is
 * no difference.
 */
function contradicts(a: Print, b: Print): boolean {
  return a.denies !== b.denies || differ(a.numbers, b.numbers) || (hasOwn(a, b) && hasOwn(b, a));
}

/** Whether it has a word, after the first that both have, that is no slip of one of the other's. */
function hasOwn(one: Print, other: Print): boolean {
  const known = new Map(other.words.map((word) => [word, true]));
  const isThere = one.words.map((word) => nearest(word, known) !== null);
  return isThere.lastIndexOf(false) > isThere.indexOf(true);
}

/** From here on two texts are in one language and about one thing, so that a word in the place of another says something. */
const ALIKE = 0.3;

/**
 * Whether a tip that is taken for a claim says something else than it in one point: what is nearly word for word a known
 * rumor about another town is another rumor. Between languages only numbers and a denial can be held against each other.
 */
export function saysOtherwise(tip: Print, known: Print): boolean {
  const both = shared(tip, known);
  const isAlike = both / (tip.grams.size + known.grams.size - both) >= ALIKE;
  return isAlike ? contradicts(tip, known) : differ(tip.numbers, known.numbers);
}

function shared(a: Print, b: Print): number {
  const [short, long] = a.grams.size <= b.grams.size ? [a.grams, b.grams] : [b.grams, a.grams];
  let both = 0;
  for (const gram of short) if (long.has(gram)) both += 1;
  return both;
}

/**
 * Whether two texts are the same one, sent on with other spelling, cut off or with a greeting before it. Strict: what
 * says another day, another number, or the contrary is another rumor, however alike the words are.
 */
export function isNearCopy(a: Print, b: Print): boolean {
  if (contradicts(a, b)) return false;
  const shorter = Math.min(a.grams.size, b.grams.size);
  // Links alone, to the same page.
  if (shorter === 0) return a.links.size > 0 && [...a.links].every((link) => b.links.has(link));
  if (shorter < LEAST_GRAMS) return false;
  const both = shared(a, b);
  if (both / (a.grams.size + b.grams.size - both) >= WHOLE) return true;
  return shorter >= LEAST_GRAMS_INSIDE && both / shorter >= INSIDE;
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
