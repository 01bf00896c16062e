import { type Documents, Loose, placeOf, Unpacked } from './documents.ts';
import { gather } from './gather.ts';
import { Newcomers } from './newcomers.ts';
import { Pieces } from './pieces.ts';
import { Search } from './search.ts';
import { MOST_IN_SEGMENT, type Segment } from './segment.ts';
import { longer } from './table.ts';
import { type Hit, type SparseQuery, type TermBag, type TermIndex, type View, viewOf } from './types.ts';
import { Vocabulary } from './vocabulary.ts';
import { checkViews, ViewTotals, weigh } from './weigh.ts';

/** Steps of a merge that are taken at each add: so no add waits for a whole one. */
const STEPS = 32;
/** How far mean lengths may move before the segments are measured anew. */
const DRIFT = 0.002;

interface Merge {
  readonly of: readonly Segment[];
  readonly steps: Generator<void, Segment>;
}

/**
 * The quick index: the same best as the exhaustive search, without looking at every document. New documents are read
 * one by one until there are enough for a segment; segments are merged in small steps as more come.
 */
export class SparseIndex implements TermIndex {
  readonly #views: readonly View[];
  readonly #vocabulary = new Vocabulary();
  readonly #pieces = new Pieces();
  readonly #loose = new Loose();
  #seen = new Uint32Array(1 << 12);
  #stamp = 0;
  #piece = new Uint32Array(64);
  readonly #totals: ViewTotals;
  readonly #arrivals = new Map<number, number>();
  readonly #search: Search;
  readonly #unpacked = new Unpacked();
  #newcomers: Newcomers;
  #segments: Segment[] = [];
  #arrived = 0;
  #measuredAt: Float64Array | undefined;
  #merges: Merge[] = [];

  constructor(views: readonly View[]) {
    checkViews(views);
    this.#views = views;
    this.#totals = new ViewTotals(views.length);
    this.#search = new Search();
    this.#newcomers = new Newcomers(views.length);
  }

  get size(): number {
    return this.#arrivals.size;
  }

  add(key: number, bag: TermBag): void {
    this.remove(key);
    const extents = this.#takeApart(bag);
    this.#newcomers.push(this.#arrived, key, bag.lengths, extents, this.#loose.pack());
    this.#arrivals.set(key, this.#arrived);
    this.#arrived += 1;
    this.#count(this.#newcomers, this.#newcomers.size - 1, 1);
    if (this.#newcomers.full) {
      const steps = gather([this.#newcomers], this.#views.length, this.#pieces.size);
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) {
          this.#segments.push(step.value);
          break;
        }
      }
      this.#newcomers = new Newcomers(this.#views.length);
    }
    this.#tidy();
  }

  remove(key: number): void {
    const arrival = this.#arrivals.get(key);
    if (arrival === undefined) return;
    this.#arrivals.delete(key);
    let place = placeOf(this.#newcomers, arrival);
    let documents: Documents = this.#newcomers;
    for (let at = 0; place < 0 && at < this.#segments.length; at += 1) {
      const segment = this.#segments[at] as Segment;
      documents = segment.documents;
      place = placeOf(documents, arrival);
      if (place >= 0) segment.gone += 1;
    }
    documents.gone[place] = 1;
    this.#count(documents, place, -1);
  }

  search(query: SparseQuery, k: number): Hit[] {
    if (!(k > 0)) return [];
    const means = Float64Array.from(this.#views, (_, v) => this.#totals.meanLength(v));
    const measured = this.#measuredAt;
    let drift = 1;
    if (measured)
      means.forEach((m, v) => {
        const q = m / (measured[v] as number);
        drift = Math.max(drift, q, 1 / q);
      });
    if (!measured || drift > 1 + DRIFT) {
      this.#measuredAt = means;
      drift = 1;
    }
    for (const s of this.#segments) s.measure(this.#views, this.#measuredAt as Float64Array);
    const vocabulary = this.#vocabulary;
    const frequencyOf = (term: number) => vocabulary.frequencies[vocabulary.numberOf(term)] ?? 0;
    const weighed = weigh(query, this.#views, this.#totals, frequencyOf);
    return this.#search.run(
      {
        views: this.#views,
        vocabulary,
        pieces: this.#pieces,
        newcomers: this.#newcomers,
        segments: this.#segments,
        means,
        drift,
      },
      weighed,
      Math.floor(k),
    );
  }

  #takeApart(bag: TermBag): Uint32Array {
    const { terms, pieces } = bag;
    const extents = new Uint32Array(this.#views.length);
    this.#loose.clear();
    let start = 0;
    for (let each = 0; start < terms.length; each += 1) {
      const end = pieces ? (pieces[each] ?? terms.length) : start + 1;
      while (start < end) {
        // What is given as one piece but is of two views is two.
        const view = viewOf(terms[start] as number);
        let until = start + 1;
        while (until < end && viewOf(terms[until] as number) === view) until += 1;
        extents[view] = (extents[view] as number) + this.#take(bag, start, until, view);
        start = until;
      }
    }
    return extents;
  }

  #take({ terms, counts }: TermBag, start: number, end: number, view: number): number {
    const vocabulary = this.#vocabulary;
    let size = 0;
    let times = 1;
    for (let at = start; at < end; at += 1) {
      let count = counts[at] as number;
      if (count === 0) continue;
      const number = vocabulary.learn(terms[at] as number);
      if (end === start + 1) {
        times = count;
        count = 1;
      }
      this.#piece = longer(this.#piece, size + count);
      for (; count > 0; count -= 1) this.#piece[size++] = number;
    }
    if (size > 0) this.#loose.push(this.#pieces.learn(this.#piece, size, view), times);
    return size * times;
  }

  #count(documents: Documents, place: number, sign: 1 | -1): void {
    const v = this.#views.length;
    this.#totals.count(documents.lengths.subarray(place * v, place * v + v), sign);
    this.#unpacked.read(documents, place);
    const { frequencies } = this.#vocabulary;
    this.#seen = longer(this.#seen, this.#vocabulary.size);
    this.#stamp += 1;
    const { numbers, size } = this.#unpacked;
    const { starts, terms } = this.#pieces;
    for (let each = 0; each < size; each += 1) {
      const piece = numbers[each] as number;
      const end = starts[piece + 1] as number;
      for (let at = starts[piece] as number; at < end; at += 1) {
        const term = terms[at] as number;
        if (this.#seen[term] === this.#stamp) continue;
        this.#seen[term] = this.#stamp;
        frequencies[term] = (frequencies[term] as number) + sign;
      }
    }
  }

  #tidy(): void {
    const next = this.#nextMerge();
    if (next) {
      const sources = next.map(({ documents }) => documents);
      this.#merges.push({ of: next, steps: gather(sources, this.#views.length, this.#pieces.size) });
    }
    for (const merge of this.#merges) this.#advance(merge);
  }

  #advance(merge: Merge): void {
    for (let each = 0; each < STEPS; each += 1) {
      const step = merge.steps.next();
      if (!step.done) continue;
      const at = this.#segments.indexOf(merge.of[0] as Segment);
      this.#segments.splice(at, merge.of.length, ...(step.value.living > 0 ? [step.value] : []));
      this.#merges = this.#merges.filter((other) => other !== merge);
      return;
    }
  }

  #nextMerge(): Segment[] | undefined {
    const segments = this.#segments;
    const busy = new Set(this.#merges.flatMap(({ of }) => of));
    let newer = 0;
    let from = segments.length;
    for (let at = segments.length - 1; at >= 0; at -= 1) {
      const segment = segments[at] as Segment;
      if (busy.has(segment) || newer + segment.living > MOST_IN_SEGMENT) break;
      if (newer * 2 >= segment.living && newer > 0) from = at;
      newer += segment.living;
    }
    if (from < segments.length) return segments.slice(from);
    const worn = segments.find((segment) => segment.gone * 3 > segment.documents.size && !busy.has(segment));
    return worn && [worn];
  }
}
