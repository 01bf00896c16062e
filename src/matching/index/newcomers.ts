import type { Documents } from './documents.ts';

/** Few enough to be read through at every question. */
const MOST_NEWCOMERS = 256;

/** The documents that came last, before they are sorted into a segment. */
export class Newcomers implements Documents {
  size = 0;
  readonly arrivals = new Float64Array(MOST_NEWCOMERS);
  readonly keys = new Float64Array(MOST_NEWCOMERS);
  readonly lengths: Float32Array;
  readonly extents: Uint32Array;
  readonly starts = new Uint32Array(MOST_NEWCOMERS + 1);
  readonly gone = new Uint8Array(MOST_NEWCOMERS);
  bytes = new Uint8Array(1 << 12);
  readonly #views: number;

  constructor(views: number) {
    this.#views = views;
    this.lengths = new Float32Array(MOST_NEWCOMERS * views);
    this.extents = new Uint32Array(MOST_NEWCOMERS * views);
  }

  get full(): boolean {
    return this.size === MOST_NEWCOMERS;
  }

  push(
    arrival: number,
    key: number,
    lengths: ArrayLike<number>,
    extents: Uint32Array,
    packed: Uint8Array,
  ): void {
    const start = this.starts[this.size] as number;
    if (start + packed.length > this.bytes.length) {
      const larger = new Uint8Array((start + packed.length) * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes.set(packed, start);
    this.arrivals[this.size] = arrival;
    this.keys[this.size] = key;
    for (let v = 0; v < this.#views; v += 1) this.lengths[this.size * this.#views + v] = lengths[v] ?? 0;
    this.extents.set(extents, this.size * this.#views);
    this.size += 1;
    this.starts[this.size] = start + packed.length;
  }
}
