/** How much larger the room becomes when it is full. */
const GROWS = 1.5;
const FIRST_ROOM = 64;
const STEPS = 127;

/** A text whose vector points nearly the same way. */
export interface Alike {
  readonly key: string;
  /** Cosine of the angle between both, from -1 to 1; in steps of about a hundredth. */
  readonly alike: number;
}

/**
 * Vectors of texts as an embeddings service makes them, and which of them are nearest to one. Looks at each: one byte a
 * dimension, so that 100,000 texts of 384 dimensions take 38 MB and some 40 ms a question.
 */
export class Meanings {
  #dimensions = 0;
  #bytes = new Int8Array(0);
  readonly #places = new Map<string, number>();
  readonly #keys: string[] = [];

  get size(): number {
    return this.#keys.length;
  }

  /** Whether a vector can be compared with those that are there. */
  fits(vector: ArrayLike<number>): boolean {
    return this.#keys.length === 0 || vector.length === this.#dimensions;
  }

  clear(): void {
    this.#keys.length = 0;
    this.#places.clear();
  }

  /**
   * One of the same key is replaced.
   * @throws RangeError where a vector has another length than those before, is empty, is all zero, or is not finite
   */
  put(key: string, vector: ArrayLike<number>): void {
    const unit = unitOf(vector);
    if (this.#keys.length === 0) this.#dimensions = unit.length;
    else if (unit.length !== this.#dimensions) throw new RangeError('vectors of two lengths');
    this.drop(key);
    const place = this.#keys.length;
    const end = (place + 1) * this.#dimensions;
    if (end > this.#bytes.length) {
      const larger = new Int8Array(Math.ceil(Math.max(FIRST_ROOM * this.#dimensions, end * GROWS)));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    const longest = unit.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
    for (let at = 0; at < unit.length; at += 1)
      this.#bytes[place * this.#dimensions + at] = Math.round(((unit[at] as number) / longest) * STEPS);
    this.#keys.push(key);
    this.#places.set(key, place);
  }

  /** An unknown key changes nothing. */
  drop(key: string): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    // The last one moves into the gap.
    const last = this.#keys.pop() as string;
    if (last === key) return;
    const d = this.#dimensions;
    const from = this.#keys.length * d;
    this.#bytes.copyWithin(place * d, from, from + d);
    this.#keys[place] = last;
    this.#places.set(last, place);
  }

  /**
   * The nearest `k`, nearest first; of those that are as near the lower key.
   * @throws RangeError as `put`
   */
  closest(vector: ArrayLike<number>, k: number): Alike[] {
    const unit = unitOf(vector);
    if (this.#keys.length === 0) return [];
    if (unit.length !== this.#dimensions) throw new RangeError('vectors of two lengths');
    const d = this.#dimensions;
    const found: Alike[] = [];
    for (let place = 0, start = 0; place < this.#keys.length; place += 1, start += d) {
      let product = 0;
      let square = 0;
      for (let at = 0; at < d; at += 1) {
        const value = this.#bytes[start + at] as number;
        product += value * (unit[at] as number);
        square += value * value;
      }
      const alike = product / Math.sqrt(square);
      if (found.length === k && alike <= (found[k - 1]?.alike ?? 1)) continue;
      found.push({ key: this.#keys[place] as string, alike });
      found.sort((a, b) => b.alike - a.alike || (a.key < b.key ? -1 : 1));
      if (found.length > k) found.pop();
    }
    return found;
  }
}

function unitOf(vector: ArrayLike<number>): Float32Array {
  let square = 0;
  for (let at = 0; at < vector.length; at += 1) square += (vector[at] as number) ** 2;
  if (!(square > 0) || !Number.isFinite(square)) throw new RangeError('no vector');
  const length = Math.sqrt(square);
  return Float32Array.from(vector, (each) => each / length);
}
