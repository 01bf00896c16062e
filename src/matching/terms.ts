import { foldWords } from '../language/fold.ts';
import { foldSpelling } from '../language/spelling.ts';
import { clean } from './clean.ts';
import { type SparseQuery, type TermBag, termOf, type View } from './index/types.ts';

/** The ways in which texts are read; the order is the number in a term. */
export const VIEWS = {
  /** Pieces of three to five letters as written, accents folded: finds what is misspelt, inflected or cut. */
  written: { k1: 1.2, b: 0.75, weight: 1 },
  /** The same of the words as they sound: Creole however it is spelt, and French that Creole took over. */
  sound: { k1: 1.2, b: 0.75, weight: 0.3 },
  /** Links, in their canonical form. */
  link: { k1: 0, b: 0, weight: 20 },
} as const satisfies Record<string, View>;
const NAMES = Object.keys(VIEWS) as (keyof typeof VIEWS)[];
const at = (view: keyof typeof VIEWS) => NAMES.indexOf(view);

const SHORTEST = 3;
const LONGEST = 5;
/** What somebody pastes beyond it is no longer one claim. */
const READ = 3000;

interface Said {
  readonly text: string;
  readonly title?: string;
  readonly links?: readonly string[];
}

/** @returns what the index keeps of a text */
export function bagOf(said: Said): TermBag {
  const counts = new Map<number, number>();
  const lengths = new Float32Array(NAMES.length);
  for (const [view, grams] of gramsOf(said)) {
    for (const gram of grams) {
      const term = termOf(view, gram);
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
    lengths[view] = grams.length;
  }
  return {
    terms: Uint32Array.from(counts.keys()),
    counts: Uint8Array.from(counts.values(), (count) => Math.min(255, count)),
    lengths,
  };
}

/** @returns what the index is asked for a text; a term that is repeated counts once */
export function queryOf(said: Said): SparseQuery {
  const terms = new Set<number>();
  for (const [view, grams] of gramsOf(said)) for (const gram of grams) terms.add(termOf(view, gram));
  return { terms: Uint32Array.from(terms), weights: new Float32Array(terms.size).fill(1) };
}

function gramsOf({ text, title = '', links = [] }: Said): [view: number, grams: number[]][] {
  const cleaned = clean(`${text.slice(0, READ)}\n${title.slice(0, READ)}`);
  return [
    [at('written'), pieces(foldWords(cleaned.said))],
    [at('sound'), pieces(foldSpelling(cleaned.said))],
    [at('link'), [...new Set([...cleaned.links, ...links])].map(hash)],
  ];
}

/** The pieces of a text, over the ends of words too: which word follows which is kept. */
function pieces(words: string): number[] {
  const padded = ` ${words} `;
  const found: number[] = [];
  for (let start = 0; start < padded.length; start += 1) {
    let piece = SEED;
    const end = Math.min(padded.length, start + LONGEST);
    for (let next = start; next < end; next += 1) {
      piece = mix(piece, padded.charCodeAt(next));
      if (next - start + 1 >= SHORTEST) found.push(piece);
    }
  }
  return found;
}

// FNV-1a, 32 bits.
const SEED = 0x811c9dc5;
const mix = (hash: number, code: number) => Math.imul(hash ^ code, 0x01000193) >>> 0;
const hash = (text: string) => [...text].reduce((sum, sign) => mix(sum, sign.codePointAt(0) ?? 0), SEED);
