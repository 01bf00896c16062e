import { type Hit, type SparseQuery, type TermBag, type TermIndex, type View, viewOf } from './types.ts';
import { checkViews, heldBack, settle, ViewTotals, weigh } from './weigh.ts';

interface Document {
  readonly terms: Uint32Array;
  readonly counts: Uint8Array;
  readonly lengths: Float32Array;
}

/**
 * The plain yardstick: scores every document from its own terms. Slow by intention, and short enough to be believed;
 * the quick index must say the same.
 */
export class ExhaustiveIndex implements TermIndex {
  readonly #views: readonly View[];
  readonly #documents = new Map<number, Document>();
  readonly #frequencies = new Map<number, number>();
  readonly #totals: ViewTotals;

  /** @throws RangeError for constants that make no sense */
  constructor(views: readonly View[]) {
    checkViews(views);
    this.#views = views;
    this.#totals = new ViewTotals(views.length);
  }

  get size(): number {
    return this.#documents.size;
  }

  add(key: number, bag: TermBag): void {
    this.remove(key);
    const document = { ...settle(bag), lengths: bag.lengths.slice() };
    this.#documents.set(key, document);
    this.#count(document, 1);
  }

  remove(key: number): void {
    const document = this.#documents.get(key);
    if (!document) return;
    this.#documents.delete(key);
    this.#count(document, -1);
  }

  search(query: SparseQuery, k: number): Hit[] {
    const { terms, worth } = weigh(
      query,
      this.#views,
      this.#totals,
      (term) => this.#frequencies.get(term) ?? 0,
    );
    const worthOf = new Map<number, number>();
    terms.forEach((term, at) => {
      worthOf.set(term, worth[at] ?? 0);
    });
    const means = this.#views.map((_, view) => this.#totals.meanLength(view));
    const hits: Hit[] = [];
    for (const [key, document] of this.#documents) {
      const against = this.#views.map((view, v) => heldBack(view, document.lengths[v] ?? 0, means[v] ?? 1));
      let score = 0;
      document.terms.forEach((term, at) => {
        const tf = document.counts[at] ?? 0;
        score += ((worthOf.get(term) ?? 0) * tf) / (tf + (against[viewOf(term)] ?? 0));
      });
      if (score > 0) hits.push({ key, score: Math.fround(score) });
    }
    return hits.sort((a, b) => b.score - a.score || a.key - b.key).slice(0, Math.max(0, k));
  }

  #count(document: Document, sign: 1 | -1): void {
    this.#totals.count(document.lengths, sign);
    for (const term of document.terms) {
      const frequency = (this.#frequencies.get(term) ?? 0) + sign;
      if (frequency > 0) this.#frequencies.set(term, frequency);
      else this.#frequencies.delete(term);
    }
  }
}
