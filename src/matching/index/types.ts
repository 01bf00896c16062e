/**
 * A claim, to the index, is a bag of terms seen through several views: grams of the text as it was written, grams
 * of its sounds, its words. What the terms mean is the text side's affair; the index only counts.
 */

/** How much the terms of one way of reading a text count, and how: the two constants of BM25, and a weight. */
export interface View {
  /** Where repeating a term stops to help: 0 counts a term once. */
  readonly k1: number;
  /** How much longer texts are held back: 0 not at all, 1 in full. */
  readonly b: number;
  /** What this view counts beside the others. */
  readonly weight: number;
}

/** More views than 3 bits can name cannot be. */
export const MAX_VIEWS = 8;
const GRAM_BITS = 29;

/**
 * A term of a view: the view in the top 3 bits, under it the low 29 bits of the gram's hash. Two grams may meet in
 * one term; with a million different grams one in 537 does, and each alone moves a score by a hundredth.
 */
export const termOf = (view: number, hash: number): number =>
  ((view << GRAM_BITS) | (hash & ((1 << GRAM_BITS) - 1))) >>> 0;

export const viewOf = (term: number): number => term >>> GRAM_BITS;

export interface TermBag {
  /** In any order; where a term stands twice its counts are added. */
  readonly terms: Uint32Array;
  /** How often each term stands in the text, at least 1; beside `terms`. */
  readonly counts: Uint8Array;
  /** The length of the text in each view, in that view's terms; 0 where it has none. */
  readonly lengths: Float32Array;
  /**
   * Where the pieces of the text end among `terms`, rising, the last at their end. A piece is what comes back in other
   * texts with the same terms in the same order: a word, with its grams; the seam of two words. It changes no score:
   * the index keeps each piece once, which takes a tenth of the room and the time. Without it each term is a piece.
   */
  readonly pieces?: Uint32Array;
}

export interface SparseQuery {
  /** Where a term stands twice its weights are added. */
  readonly terms: Uint32Array;
  /** What each term counts in this query; a term that counts 0 or less is not looked for. */
  readonly weights: Float32Array;
}

export interface Hit {
  readonly key: number;
  readonly score: number;
}

/**
 * Finds the claims that share most with a query. A document's score is the sum, over the query's terms t in view v,
 * of `weight(t) * weight_v * idf_v(t) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length_v / mean length_v))`: BM25
 * (Robertson and Zaragoza 2009), with the idf of Lucene, which is never negative. Means and idf are those of the
 * documents that are there when it is asked.
 */
export interface TermIndex {
  /** How many documents there are. */
  readonly size: number;
  /** A document that can be found at once; one of the same key is replaced. */
  add(key: number, bag: TermBag): void;
  /** Takes a document out at once; an unknown key changes nothing. */
  remove(key: number): void;
  /** The best `k` with a score above 0, in single precision, best first; of equal scores the lower key. */
  search(query: SparseQuery, k: number): Hit[];
}
