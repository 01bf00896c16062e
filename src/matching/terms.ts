import { clean } from './clean.ts';
import { type SparseQuery, type TermBag, termOf, type View } from './index/types.ts';
import { keyOf, readWords, type Word } from './words.ts';

/** The ways in which texts are read by the index; the order is the number in a term. */
export const VIEWS = {
  /** Words that say something, by stem, sound or meaning. */
  word: { k1: 0.8, b: 0.5, weight: 1 },
  /** Pieces of four letters inside words, as written: finds what is misspelt, inflected or cut. */
  written: { k1: 0.8, b: 0.5, weight: 0.33 },
  /** The same of Creole and French as they sound. */
  sound: { k1: 0.8, b: 0.5, weight: 0.33 },
  /** Links, in their canonical form. */
  link: { k1: 0, b: 0, weight: 3 },
} as const satisfies Record<string, View>;
const NAMES = Object.keys(VIEWS) as (keyof typeof VIEWS)[];
const WORD = NAMES.indexOf('word');
const WRITTEN = NAMES.indexOf('written');
const SOUND = NAMES.indexOf('sound');
const LINK = NAMES.indexOf('link');

const PIECE = 4;
/** What somebody pastes beyond it is no longer one claim. */
const READ = 3000;

/** A part of a text, and how much what stands in it counts. */
export interface Part {
  readonly words: readonly Word[];
  readonly weight: number;
}

/** A text, taken apart once for the index and for looking closer. */
export interface ReadText {
  readonly parts: readonly Part[];
  readonly links: readonly string[];
}

/** @returns a claim: what it says, then its title */
export function readClaim(said: { text: string; title?: string; language?: string }): ReadText {
  const text = clean(said.text.slice(0, READ));
  const title = clean((said.title ?? '').slice(0, READ));
  return {
    parts: [text.said, title.said].map((each) => ({ ...readWords(each, said.language), weight: 1 })),
    links: [...new Set([...text.links, ...title.links])],
  };
}

/**
 * A tip: what it says, then who signed it (rumors are often about who is quoted), the name of the account, and when.
 * The language is never known: it is guessed from what is said.
 */
export function readTip(
  said: { text: string; links?: readonly string[] },
  frequency?: (key: number) => number,
): ReadText {
  const tip = clean(said.text.slice(0, READ));
  return {
    parts: [
      { ...readWords(tip.said, undefined, frequency), weight: 1 },
      { ...readWords(`${tip.signed}.`, 'en'), weight: 1 },
      { ...readWords(tip.account, 'en', frequency), weight: 0.5 },
      { ...readWords(tip.dated, 'en'), weight: 0.5 },
    ],
    links: [...new Set([...tip.links, ...(said.links ?? [])])],
  };
}

/** @returns what the index keeps of a claim: word by word, since words come back in other claims */
export function bagOf(text: ReadText): TermBag {
  const terms: number[] = [];
  const ends: number[] = [];
  const lengths = new Float32Array(NAMES.length);
  const add = (view: number, gram: number) => {
    terms.push(termOf(view, gram));
    lengths[view] = (lengths[view] ?? 0) + 1;
  };
  const close = () => {
    if (terms.length > (ends.at(-1) ?? 0)) ends.push(terms.length);
  };
  for (const part of text.parts) eachTerm(part, add, close);
  for (const link of text.links) {
    add(LINK, keyOf(link));
    close();
  }
  return {
    terms: Uint32Array.from(terms),
    counts: new Uint8Array(terms.length).fill(1),
    lengths,
    pieces: Uint32Array.from(ends),
  };
}

/** @returns what the index is asked for a tip; a term that is repeated counts once, where it counts most */
export function queryOf(text: ReadText): SparseQuery {
  const weights = new Map<number, number>();
  for (const part of text.parts)
    eachTerm(part, (view, gram) => {
      const term = termOf(view, gram);
      weights.set(term, Math.max(part.weight, weights.get(term) ?? 0));
    });
  for (const link of text.links) weights.set(termOf(LINK, keyOf(link)), 1);
  return { terms: Uint32Array.from(weights.keys()), weights: Float32Array.from(weights.values()) };
}

function eachTerm(part: Part, add: (view: number, gram: number) => void, close = () => {}): void {
  let last = '';
  for (const { key, filler, folded, sound } of part.words) {
    if (!filler) add(WORD, key);
    // One written word may stand for two.
    if (folded !== last) pieces(folded, (piece) => add(WRITTEN, piece));
    last = folded;
    if (sound) pieces(sound, (piece) => add(SOUND, piece));
    close();
  }
}

/** With the gap before and behind the word, so that its ends count. */
function pieces(word: string, add: (piece: number) => void): void {
  const padded = ` ${word} `;
  for (let at = 0; at + PIECE <= padded.length; at += 1) add(keyOf(padded.slice(at, at + PIECE)));
}
