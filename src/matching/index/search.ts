import { Best } from './best.ts';
import { type Documents, Unpacked } from './documents.ts';
import type { Pieces } from './pieces.ts';
import type { Segment } from './segment.ts';
import type { Hit, View } from './types.ts';
import type { Vocabulary } from './vocabulary.ts';
import { heldBack, MOST_COUNTED, type Weighed } from './weigh.ts';

/** A document that no listed piece names can reach this share of the floor at most: the rest is left for those listed. */
const UNSEEN = 0.6;
/** Postings that are read to find a first floor, per segment: more cost more than they cut. */
const SKETCHED = 6_000;

/** Who has this share of the best sum in a segment is scored first. */
const LIKELY = 0.8;

/** What a document must reach: the score of the last that counts so far, for sure, and by how much bounds may be off. */
interface Bar {
  readonly floor: number;
  readonly slack: number;
}

/** What is searched. */
export interface Ground {
  readonly views: readonly View[];
  readonly vocabulary: Vocabulary;
  readonly pieces: Pieces;
  readonly newcomers: Documents;
  readonly segments: readonly Segment[];
  /** The mean lengths now. */
  readonly means: Float64Array;
  /** By how much they may differ, as a factor, from those that the segments were measured at. */
  readonly drift: number;
}

/**
 * Exact search by pieces (words with their grams), after MaxScore (Turtle and Flood 1995): a first sketch over the most
 * telling pieces gives a floor; pieces that cannot lift a document over it are not read; what may reach it is scored in
 * full. Keeps its working memory between searches.
 */
export class Search {
  #sums = new Float32Array(0);
  #found = new Uint32Array(0);
  readonly #unpacked = new Unpacked();
  /** By term: what it is worth in this query; and how often it stands in the document that is scored. */
  #worth = new Float64Array(0);
  #counts = new Uint32Array(0);
  readonly #counted: number[] = [];
  /** The best so far that must be the best there are. */
  #first = new Best(0);
  /** By piece: what its terms are worth together; and which pieces these are. */
  #gains = new Float32Array(0);
  #noted = new Uint32Array(0);

  /** @param sure how many of the `k` must be the best there are; the others are the best of what was met on the way */
  run(ground: Ground, weighed: Weighed, k: number, sure: number): Hit[] {
    const { vocabulary, pieces, segments, newcomers } = ground;
    if (this.#worth.length < vocabulary.size) {
      this.#worth = new Float64Array(vocabulary.size * 2);
      this.#counts = new Uint32Array(vocabulary.size * 2);
    }
    if (this.#gains.length < pieces.size) {
      this.#gains = new Float32Array(pieces.size * 2);
      this.#noted = new Uint32Array(pieces.size * 2);
    }
    const largest = segments.reduce((most, { documents }) => Math.max(most, documents.size), 0);
    if (this.#sums.length < largest) {
      this.#sums = new Float32Array(largest * 1.5);
      this.#found = new Uint32Array(largest * 1.5);
    }
    const numbers = weighed.terms.map((term) => vocabulary.numberOf(term));
    let noted = 0;
    numbers.forEach((number, at) => {
      const worth = weighed.worth[at] as number;
      this.#worth[number] = worth;
      noted = pieces.holders.spread(number, worth, this.#gains, this.#noted, noted);
    });
    const slack = ground.drift * (1 + (numbers.length + 64) * 2 ** -22);
    const best = new Best(k);
    this.#first = new Best(sure);
    let met: Hit[] = [];
    let floor = 0;
    if (segments.length > 0) {
      let top = 0;
      for (let at = 0; at < noted; at += 1)
        top = Math.max(top, this.#gains[this.#noted[at] as number] as number);
      const telling = this.#above(top / 4, noted).slice(0, 64);
      const sketch = new Best(k);
      const each = Math.max(4, Math.ceil((2 * k) / segments.length));
      for (const segment of segments) this.#sketch(ground, segment, telling, sketch, each);
      met = sketch.sorted();
      floor = met[sure - 1]?.score ?? 0;
      // They come again where they are told apart from all others.
      this.#first = new Best(sure);
    }
    const farthest = segments.reduce((most, s) => Math.max(most, s.farthest), 0);
    const price = farthest > 0 ? ((floor / slack) * UNSEEN) / farthest : 0;
    const listed = this.#worthMore(ground, price, noted);
    for (const segment of segments) {
      this.#segment(ground, segment, listed, price, best, { floor, slack });
    }
    for (let d = 0; d < newcomers.size; d += 1) {
      if (newcomers.gone[d] === 0) this.#offer(ground, best, newcomers, d);
    }
    for (let at = 0; at < noted; at += 1) this.#gains[this.#noted[at] as number] = 0;
    numbers.forEach((number) => {
      this.#worth[number] = 0;
    });
    if (sure === k) return best.sorted();
    for (const { key, score } of best.sorted()) {
      const again = met.findIndex((hit) => hit.key === key);
      if (again < 0) met.push({ key, score });
    }
    return met.sort((a, b) => b.score - a.score || a.key - b.key).slice(0, k);
  }

  /** Pieces that are worth more than their share of what an unseen document may reach. */
  #worthMore(ground: Ground, price: number, noted: number): Uint32Array {
    const gains = this.#gains;
    const kept: number[] = [];
    for (let at = 0; at < noted; at += 1) {
      const piece = this.#noted[at] as number;
      if ((gains[piece] as number) > price * (ground.pieces.weights[piece] as number)) kept.push(piece);
    }
    return Uint32Array.from(kept);
  }

  /** The most telling first. */
  #above(least: number, noted: number): Uint32Array {
    const gains = this.#gains;
    const kept: number[] = [];
    for (let at = 0; at < noted; at += 1) {
      const piece = this.#noted[at] as number;
      if ((gains[piece] as number) > least) kept.push(piece);
    }
    return Uint32Array.from(kept.sort((a, b) => (gains[b] as number) - (gains[a] as number)));
  }

  /** Scores the likeliest documents of a segment in full, so that the floor is high before the long lists are read. */
  #sketch(ground: Ground, segment: Segment, telling: Uint32Array, best: Best, each: number): void {
    let left = SKETCHED;
    const sums = this.#sums;
    const { starts, pool, bitsLength } = segment.postings;
    const touched = this.#found;
    let count = 0;
    for (let i = 0; i < telling.length && left > 0; i += 1) {
      const piece = telling[i] as number;
      const list = segment.listOf(piece);
      if (list < 0) continue;
      const start = starts[list] as number;
      const end = starts[list + 1] as number;
      if (end - start === bitsLength) continue;
      left -= end - start;
      const gain = this.#gains[piece] as number;
      const shares = segment.shares[ground.pieces.views[piece] as number] as Float32Array;
      for (let at = start; at < end; at += 1) {
        const d = pool[at] as number;
        const before = sums[d] as number;
        if (before === 0) touched[count++] = d;
        sums[d] = before + gain * (shares[d] as number);
      }
    }
    const top = new Best(each);
    for (let at = 0; at < count; at += 1) {
      const d = touched[at] as number;
      const sum = sums[d] as number;
      if (sum > top.floor) top.offer(d, sum);
      sums[d] = 0;
    }
    for (const { key: d } of top.sorted()) {
      if (segment.documents.gone[d] === 0) this.#offer(ground, best, segment.documents, d);
    }
  }

  /** Adds up what the listed pieces give, and judges whoever may reach the floor. */
  #segment(ground: Ground, segment: Segment, listed: Uint32Array, price: number, best: Best, bar: Bar): void {
    const need = Math.max(this.#first.floor, bar.floor) / bar.slack;
    const { size } = segment.documents;
    const sums = this.#sums;
    const { present } = segment.postings;
    for (let i = 0; i < listed.length; i += 1) {
      const piece = listed[i] as number;
      if (piece >>> 5 < present.length && ((present[piece >>> 5] as number) >>> (piece & 31)) & 1)
        this.#add(ground, segment, piece, price);
    }
    const found = this.#found;
    let count = 0;
    let top = 0;
    const least = Math.max(need - price * segment.farthest, 1e-30);
    const { reach } = segment;
    for (let d = 0; d < size; d += 1) {
      const sum = sums[d] as number;
      if (sum >= least && sum + price * (reach[d] as number) >= need) {
        found[count++] = d;
        if (sum > top) top = sum;
      }
    }
    // The likeliest first: what they score spares a look at others.
    const likely = LIKELY * top;
    let later = 0;
    for (let at = 0; at < count; at += 1) {
      const d = found[at] as number;
      if ((sums[d] as number) >= likely) this.#judge(ground, segment, best, bar, d);
      else found[later++] = d;
    }
    for (let at = 0; at < later; at += 1) {
      const d = found[at] as number;
      const most = (sums[d] as number) + price * (reach[d] as number);
      if (most >= Math.max(this.#first.floor, bar.floor) / bar.slack)
        this.#judge(ground, segment, best, bar, d);
    }
    sums.fill(0, 0, size);
  }

  /** A closer bound, then the whole score where that may still reach. */
  #judge(ground: Ground, { documents, shares }: Segment, best: Best, bar: Bar, d: number): void {
    if (documents.gone[d] !== 0) return;
    const gains = this.#gains;
    const views = ground.pieces.views;
    this.#unpacked.read(documents, d);
    const { numbers, counts, size } = this.#unpacked;
    let most = 0;
    for (let each = 0; each < size; each += 1) {
      const piece = numbers[each] as number;
      const gain = gains[piece] as number;
      if (gain > 0)
        most +=
          gain * (counts[each] as number) * ((shares[views[piece] as number] as Float32Array)[d] as number);
    }
    if (most >= Math.max(this.#first.floor, bar.floor) / bar.slack)
      this.#offerRead(ground, best, documents, d);
  }

  #add(ground: Ground, segment: Segment, piece: number, price: number): void {
    const list = segment.listOf(piece);
    if (list < 0) return;
    const sums = this.#sums;
    const gain = (this.#gains[piece] as number) - price * (ground.pieces.weights[piece] as number);
    const shares = segment.shares[ground.pieces.views[piece] as number] as Float32Array;
    const { starts, pool, bitsLength, moreStarts, moreDocuments, moreCounts } = segment.postings;
    const start = starts[list] as number;
    const end = starts[list + 1] as number;
    if (end - start === bitsLength) {
      for (let at = start, base = 0; at < end; at += 1, base += 32) {
        let word = pool[at] as number;
        while (word !== 0) {
          const d = base + 31 - Math.clz32(word & -word);
          sums[d] = (sums[d] as number) + gain * (shares[d] as number);
          word &= word - 1;
        }
      }
    } else {
      for (let at = start; at < end; at += 1) {
        const d = pool[at] as number;
        sums[d] = (sums[d] as number) + gain * (shares[d] as number);
      }
    }
    const moreEnd = moreStarts[list + 1] as number;
    for (let at = moreStarts[list] as number; at < moreEnd; at += 1) {
      const d = moreDocuments[at] as number;
      sums[d] = (sums[d] as number) + gain * (shares[d] as number) * ((moreCounts[at] as number) - 1);
    }
  }

  #offer(ground: Ground, best: Best, documents: Documents, d: number): void {
    this.#unpacked.read(documents, d);
    this.#offerRead(ground, best, documents, d);
  }

  /** Scores a document in full, from its pieces as they were just read. */
  #offerRead(ground: Ground, best: Best, documents: Documents, d: number): void {
    const { pieces, views, means, vocabulary } = ground;
    const { numbers, counts: counted, size } = this.#unpacked;
    const { starts, terms } = pieces;
    const gains = this.#gains;
    const worths = this.#worth;
    const counts = this.#counts;
    const seen = this.#counted;
    seen.length = 0;
    for (let each = 0; each < size; each += 1) {
      const piece = numbers[each] as number;
      if (gains[piece] === 0) continue;
      const count = counted[each] as number;
      const end = starts[piece + 1] as number;
      for (let at = starts[piece] as number; at < end; at += 1) {
        const term = terms[at] as number;
        if (worths[term] === 0) continue;
        if (counts[term] === 0) seen.push(term);
        counts[term] = (counts[term] as number) + count;
      }
    }
    let score = 0;
    for (let at = 0; at < seen.length; at += 1) {
      const term = seen[at] as number;
      const view = vocabulary.views[term] as number;
      const length = documents.lengths[d * views.length + view] as number;
      const tf = Math.min(MOST_COUNTED, counts[term] as number);
      score +=
        ((worths[term] as number) * tf) / (tf + heldBack(views[view] as View, length, means[view] as number));
      counts[term] = 0;
    }
    if (score <= 0) return;
    const key = documents.keys[d] as number;
    const rounded = Math.fround(score);
    best.offer(key, rounded);
    this.#first.offer(key, rounded);
  }
}
