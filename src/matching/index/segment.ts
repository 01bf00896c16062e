import type { Documents } from './documents.ts';
import type { View } from './types.ts';
import { heldBack } from './weigh.ts';

/** More go into another one: merging two such would hold memory for four. */
export const MOST_IN_SEGMENT = 1 << 19;

/** By piece, the documents of a segment that have it. */
export interface Postings {
  /** A bit for each piece of which there is a list, and how many lists stand before each 32 of them. */
  readonly present: Uint32Array;
  readonly ranks: Uint32Array;
  /** By list: where it starts in `pool`. */
  readonly starts: Uint32Array;
  /**
   * Lists of documents in rising order; a list that would be as long as a bit for each document (a piece that every
   * 32nd has) is these bits instead, 32 in an entry. So its length says which it is.
   */
  readonly pool: Uint32Array;
  readonly bitsLength: number;
  /** Where a piece stands more than once: by list the start, then the documents and the counts. */
  readonly moreStarts: Uint32Array;
  readonly moreDocuments: Uint32Array;
  readonly moreCounts: Uint8Array;
}

/** What shares are taken against; that very object says that it was done. */
export interface Measure {
  /** The mean length, by view. */
  readonly means: Float64Array;
  /** See `Pieces`. */
  readonly families: Uint8Array;
}

/** Documents sorted by their pieces; nothing changes any more, apart from who is gone. */
export class Segment {
  readonly documents: Documents;
  readonly postings: Postings;
  gone: number;
  /** By document, the most it could score if no term were worth more than its view weighs. */
  readonly reach: Float32Array;
  /** The largest of these. */
  farthest = 0;
  /**
   * By view and document, what a term that stands once counts at most, `1 / (1 + k1 * (1 - b + b * length / mean))`:
   * the largest of the view's family, since a piece is of all its views.
   */
  shares: readonly Float32Array[] = [];
  #measuredAt: Measure | undefined;

  constructor(documents: Documents, postings: Postings) {
    this.documents = documents;
    this.postings = postings;
    this.gone = documents.gone.reduce((sum, each) => sum + each, 0);
    this.reach = new Float32Array(documents.size);
  }

  get living(): number {
    return this.documents.size - this.gone;
  }

  /** @returns which list a piece has here, or -1 */
  listOf(piece: number): number {
    const { present, ranks } = this.postings;
    const word = piece >>> 5;
    if (word >= present.length) return -1;
    const bits = present[word] as number;
    const bit = piece & 31;
    if (((bits >>> bit) & 1) === 0) return -1;
    return (ranks[word] as number) + onesIn(bits & ((1 << bit) - 1));
  }

  measure(views: readonly View[], measure: Measure): void {
    if (this.#measuredAt === measure) return;
    this.#measuredAt = measure;
    const { means, families } = measure;
    const { lengths, extents, size } = this.documents;
    const byFamily = new Map<number, Float32Array>();
    views.forEach((view, v) => {
      const family = families[v] as number;
      const shares = byFamily.get(family) ?? new Float32Array(size);
      byFamily.set(family, shares);
      for (let d = 0; d < size; d += 1) {
        const length = lengths[d * views.length + v] as number;
        const share = 1 / (1 + heldBack(view, length, means[v] as number));
        if (share > (shares[d] as number)) shares[d] = share;
      }
    });
    this.shares = views.map((_, v) => byFamily.get(families[v] as number) as Float32Array);
    const { reach } = this;
    reach.fill(0);
    views.forEach(({ weight }, v) => {
      const shares = this.shares[v] as Float32Array;
      for (let d = 0; d < size; d += 1) {
        const extent = extents[d * views.length + v] as number;
        reach[d] = (reach[d] as number) + weight * (shares[d] as number) * extent;
      }
    });
    this.farthest = reach.reduce((most, each) => Math.max(most, each), 0);
  }
}

function onesIn(bits: number): number {
  let ones = bits - ((bits >>> 1) & 0x55555555);
  ones = (ones & 0x33333333) + ((ones >>> 2) & 0x33333333);
  return Math.imul((ones + (ones >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
