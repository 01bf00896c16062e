import { MAX_VIEWS, type SparseQuery, type TermBag, type View, viewOf } from './types.ts';

/** Above it, more of a term changes no score to speak of. */
export const MOST_COUNTED = 255;

/** What the documents that are there have in common, per view; kept as they come and go. */
export class ViewTotals {
  /** Documents that have the view at all. */
  readonly documents: Float64Array;
  readonly #lengths: Float64Array;

  constructor(views: number) {
    this.documents = new Float64Array(views);
    this.#lengths = new Float64Array(views);
  }

  count(lengths: ArrayLike<number>, sign: 1 | -1): void {
    for (let v = 0; v < this.documents.length; v += 1) {
      const length = lengths[v] ?? 0;
      if (length <= 0) continue;
      this.documents[v] = (this.documents[v] ?? 0) + sign;
      this.#lengths[v] = (this.#lengths[v] ?? 0) + sign * length;
    }
  }

  /** The mean length of a text in this view; 1 where nothing has the view, so that it can be divided by. */
  meanLength(view: number): number {
    const mean = (this.#lengths[view] ?? 0) / (this.documents[view] || 1);
    return mean > 0 ? mean : 1;
  }
}

/** `ln(1 + (N - df + 0.5) / (df + 0.5))`, as Lucene has it: never negative, even for what stands in every text. */
function inverseFrequency(documents: number, frequency: number): number {
  return Math.log1p((Math.max(documents, frequency) - frequency + 0.5) / (frequency + 0.5));
}

/** `k1 * (1 - b + b * length / mean)`: what a term's count is measured against in a text of this length. */
export function heldBack(view: View, length: number, meanLength: number): number {
  return view.k1 * (1 - view.b + (view.b * length) / meanLength);
}

/** A query as every index reads it: each term once, in rising order, which is also the order of summing up. */
export interface Weighed {
  readonly terms: Uint32Array;
  /** Per term: `weight(t) * weight_v * idf_v(t) * (k1 + 1)`. */
  readonly worth: Float64Array;
}

/** @param frequencyOf how many documents have a term; what none has is left out */
export function weigh(
  query: SparseQuery,
  views: readonly View[],
  totals: ViewTotals,
  frequencyOf: (term: number) => number,
): Weighed {
  const summed = new Map<number, number>();
  query.terms.forEach((term, at) => {
    const weight = query.weights[at] ?? 0;
    if (weight > 0) summed.set(term, (summed.get(term) ?? 0) + weight);
  });
  const terms: number[] = [];
  const worth: number[] = [];
  for (const term of Uint32Array.from(summed.keys()).sort()) {
    const view = views[viewOf(term)];
    const frequency = frequencyOf(term);
    if (!view || frequency === 0) continue;
    const idf = inverseFrequency(totals.documents[viewOf(term)] ?? 0, frequency);
    const each = (summed.get(term) ?? 0) * view.weight * idf * (view.k1 + 1);
    if (each <= 0) continue;
    terms.push(term);
    worth.push(each);
  }
  return { terms: Uint32Array.from(terms), worth: Float64Array.from(worth) };
}

/** Each term once, in rising order, with its count. */
export function settle(bag: TermBag): { terms: Uint32Array; counts: Uint8Array } {
  const summed = new Map<number, number>();
  bag.terms.forEach((term, at) => {
    const count = bag.counts[at] ?? 0;
    if (count > 0) summed.set(term, Math.min(MOST_COUNTED, (summed.get(term) ?? 0) + count));
  });
  const terms = Uint32Array.from(summed.keys()).sort();
  return { terms, counts: Uint8Array.from(terms, (term) => summed.get(term) ?? 0) };
}

/** @throws RangeError for views that cannot be named, or constants that would turn scores upside down */
export function checkViews(views: readonly View[]): void {
  if (views.length > MAX_VIEWS) throw new RangeError(`an index has at most ${MAX_VIEWS} views`);
  for (const { k1, b, weight } of views) {
    if (!(k1 >= 0 && b >= 0 && b <= 1 && weight >= 0))
      throw new RangeError('a view needs k1 >= 0, 0 <= b <= 1 and weight >= 0');
  }
}
