import { type Closer, FEATURES, featuresOf, forwardOf, lookCloser } from './features.ts';
import { SparseIndex } from './index/sparse-index.ts';
import { bagOf, queryOf, type ReadText, readClaim, readTip, VIEWS } from './terms.ts';

/** A wording that shares something with a tip. */
export interface Candidate {
  readonly key: number;
  /** What the index says: comparable within one search. */
  readonly score: number;
  /** Beside `FEATURES`: how it looks at a closer look. */
  readonly features: Float64Array;
}

/** As many texts as the weights were learnt on. */
const LEARNT_ON = 10_375;

/** All wordings, by number: the index that finds the likely ones, and what looking closer at them needs. */
export class Candidates {
  readonly #index = new SparseIndex(Object.values(VIEWS));
  readonly #forward = new Map<number, Uint32Array>();
  /** In how many wordings a word stands. */
  readonly #frequency = new Map<number, number>();
  #words = 0;

  get size(): number {
    return this.#index.size;
  }

  put(key: number, said: { text: string; title?: string; language?: string }): void {
    this.drop(key);
    const text = readClaim(said);
    const forward = forwardOf(text);
    this.#forward.set(key, forward);
    this.#count(forward, 1);
    this.#index.add(key, bagOf(text));
  }

  drop(key: number): void {
    const forward = this.#forward.get(key);
    if (!forward) return;
    this.#forward.delete(key);
    this.#count(forward, -1);
    this.#index.remove(key);
  }

  read(tip: { text: string; links?: readonly string[] }): ReadText {
    return readTip(tip, (word) => this.#frequency.get(word) ?? 0);
  }

  /**
   * @param sure how many of them must be the best there are; the others are the best of what was met on the way
   * @returns the `k` likeliest wordings, by the index alone, best first
   */
  closest(tip: ReadText, k: number, sure = k): { key: number; score: number }[] {
    return this.#index.search(queryOf(tip), k, sure);
  }

  /** Looks closer at what the index found for the same tip. */
  look(tip: ReadText, hits: readonly { key: number; score: number }[]): Candidate[] {
    // Words weigh more the more texts there are. How sure we are must not grow with the collection.
    const scale = Math.log1p(LEARNT_ON) / Math.log1p(Math.max(1, this.size));
    const closer: Closer = lookCloser(tip, {
      inverse: (word) => scale * this.#inverse(word),
      meanLength: this.#words / Math.max(1, this.size),
      top: scale * (hits[0]?.score ?? 0),
    });
    return hits.map(({ key, score }) => {
      const forward = this.#forward.get(key);
      const features = forward
        ? featuresOf(closer, forward, scale * score)
        : new Float64Array(FEATURES.length);
      return { key, score, features };
    });
  }

  #inverse(word: number): number {
    const frequency = this.#frequency.get(word) ?? 0;
    return Math.log1p((Math.max(this.size, frequency) - frequency + 0.5) / (frequency + 0.5));
  }

  #count(forward: Uint32Array, sign: 1 | -1): void {
    const seen = new Set<number>();
    for (let at = 0; at < forward.length; at += 2) {
      const word = forward[at] ?? 0;
      this.#words += sign;
      if (seen.has(word)) continue;
      seen.add(word);
      const frequency = (this.#frequency.get(word) ?? 0) + sign;
      if (frequency > 0) this.#frequency.set(word, frequency);
      else this.#frequency.delete(word);
    }
  }
}
