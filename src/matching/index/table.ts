const SHARD_BITS = 6;
const FEWEST_SLOTS = 256;

/**
 * Numbers by a 32-bit key, in 64 open tables that grow one by one, so that no single new key waits until a million are
 * moved.
 */
export class Table {
  readonly #shards = Array.from({ length: 1 << SHARD_BITS }, () => new Shard());

  /** @returns the number kept under this key for which `is` holds, or -1 */
  find(key: number, is?: (number: number) => boolean): number {
    const mixed = mix(key);
    return this.#shard(mixed).find(key, mixed, is);
  }

  put(key: number, number: number): void {
    const mixed = mix(key);
    this.#shard(mixed).put(key, mixed, number);
  }

  #shard(mixed: number): Shard {
    return this.#shards[mixed >>> (32 - SHARD_BITS)] as Shard;
  }
}

/** Keys, and beside them their numbers plus one; 0 where a slot is free. */
class Shard {
  #keys = new Uint32Array(FEWEST_SLOTS);
  #numbers = new Uint32Array(FEWEST_SLOTS);
  #used = 0;

  find(key: number, mixed: number, is: ((number: number) => boolean) | undefined): number {
    const last = this.#keys.length - 1;
    for (let at = mixed & last; ; at = (at + 1) & last) {
      const number = this.#numbers[at] as number;
      if (number === 0) return -1;
      if (this.#keys[at] === key && (!is || is(number - 1))) return number - 1;
    }
  }

  put(key: number, mixed: number, number: number): void {
    if (this.#used * 2 >= this.#keys.length) this.#grow();
    const last = this.#keys.length - 1;
    let at = mixed & last;
    while (this.#numbers[at] !== 0) at = (at + 1) & last;
    this.#keys[at] = key;
    this.#numbers[at] = number + 1;
    this.#used += 1;
  }

  #grow(): void {
    const [keys, numbers] = [this.#keys, this.#numbers];
    this.#keys = new Uint32Array(keys.length * 2);
    this.#numbers = new Uint32Array(keys.length * 2);
    this.#used = 0;
    numbers.forEach((number, at) => {
      const key = keys[at] as number;
      if (number > 0) this.put(key, mix(key), number - 1);
    });
  }
}

/** Spreads what differs in few bits over all of them (the finalizer of MurmurHash3, by Austin Appleby; public domain). */
function mix(key: number): number {
  let mixed = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The same array, longer: at least as long as needed, and twice as long, so that it is seldom copied. */
export function longer<T extends Uint32Array | Uint8Array | Float32Array | Float64Array>(
  array: T,
  needed: number,
): T {
  if (needed <= array.length) return array;
  const Kind = array.constructor as new (length: number) => T;
  const larger = new Kind(Math.max(needed, array.length * 2));
  larger.set(array);
  return larger;
}
