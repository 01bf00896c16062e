import { type Documents, Loose, placeOf, Unpacked } from './documents.ts';
import { gather } from './gather.ts';
import { Newcomers } from './newcomers.ts';
import { Pieces } from './pieces.ts';
import { Search } from './search.ts';
import { type Measure, MOST_IN_SEGMENT, type Segment } from './segment.ts';
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
  readonly #pieces: Pieces;
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
  #measured: Measure | undefined;
  #merges: Merge[] = [];

  constructor(views: readonly View[]) {
    checkViews(views);
    this.#views = views;
    this.#totals = new ViewTotals(views.length);
    this.#pieces = new Pieces(views);
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

  /** @param sure how many of the first `k` must be the best; the others are the best of what was met on the way */
  search(query: SparseQuery, k: number, sure = k): Hit[] {
    if (!(k > 0)) return [];
    const means = Float64Array.from(this.#views, (_, v) => this.#totals.meanLength(v));
    const drift = this.#measure(means);
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
      Math.min(Math.floor(k), Math.max(1, Math.floor(sure))),
    );
  }

  /**
   * Takes the segments' shares where they were not taken, or at means that are too far off.
   * @returns by which factor the means that they were taken at may be off
   */
  #measure(means: Float64Array): number {
    const { families } = this.#pieces;
    let drift = 1;
    means.forEach((mean, v) => {
      const off = mean / (this.#measured?.means[v] ?? mean);
      drift = Math.max(drift, off, 1 / off);
    });
    if (this.#measured?.families !== families || drift > 1 + DRIFT) {
      this.#measured = { means, families };
      drift = 1;
    }
    for (const segment of this.#segments) segment.measure(this.#views, this.#measured);
    return drift;
  }

  /** Learns a document's terms and pieces; they are in `#loose` then. @returns how many terms it has in each view */
  #takeApart({ terms, counts, pieces }: TermBag): Uint32Array {
    const vocabulary = this.#vocabulary;
    const extents = new Uint32Array(this.#views.length);
    this.#loose.clear();
    let start = 0;
    for (let each = 0; start < terms.length; each += 1) {
      const end = pieces ? (pieces[each] ?? terms.length) : start + 1;
      let size = 0;
      let times = 1;
      for (let at = start; at < end; at += 1) {
        let count = counts[at] as number;
        if (count === 0) continue;
        const term = terms[at] as number;
        const number = vocabulary.learn(term);
        extents[viewOf(term)] = (extents[viewOf(term)] as number) + count;
        // A term alone is the same piece however often it stands; with others it stands in the piece as often.
        if (end === start + 1) {
          times = count;
          count = 1;
        }
        this.#piece = longer(this.#piece, size + count);
        for (; count > 0; count -= 1) this.#piece[size++] = number;
      }
      start = end;
      if (size > 0) this.#loose.push(this.#pieces.learn(this.#piece, size, vocabulary.views), times);
    }
    return extents;
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
