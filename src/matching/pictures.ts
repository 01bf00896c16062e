/** How many pictures of 64 bits lie near a given one, exactly, without looking at all of them. */
export interface NearPicture {
  readonly key: string;
  /** How many of the 64 bits differ. */
  readonly distance: number;
}

const CHUNKS = 4;
const CHUNK_BITS = 16;
/** Up to here one of the four chunks differs by two bits at most (11 / 4, rounded down), so nothing is missed. */
const FURTHEST = 11;
const BYTES = 8;

/** All ways to turn at most `bits` of a chunk's bits. */
const turnsOf = (bits: number): number[] => {
  const turns = [0];
  if (bits >= 1) for (let a = 0; a < CHUNK_BITS; a += 1) turns.push(1 << a);
  if (bits >= 2)
    for (let a = 0; a < CHUNK_BITS; a += 1) for (let b = 0; b < a; b += 1) turns.push((1 << a) | (1 << b));
  return turns;
};
const TURNS = [turnsOf(0), turnsOf(1), turnsOf(2)];

/**
 * An index of perceptual hashes (see media/perceptual.ts): each hash stands in four tables, by each 16 bits of it, and a
 * near one agrees in one of them nearly (multi-index hashing: Norouzi, Punjani, Fleet 2012).
 */
export class Pictures {
  readonly #tables = Array.from({ length: CHUNKS }, () => new Map<number, number[]>());
  readonly #slots = new Map<string, number>();
  readonly #free: number[] = [];
  readonly #keys: (string | undefined)[] = [];
  #high = new Int32Array(1024);
  #low = new Int32Array(1024);

  get size(): number {
    return this.#slots.size;
  }

  /** @param hash 8 bytes; what is known under the key already is replaced, what is no such hash is not kept */
  add(key: string, hash: Uint8Array): void {
    this.remove(key);
    if (hash.length !== BYTES) return;
    const slot = this.#free.pop() ?? this.#keys.length;
    if (slot >= this.#high.length) {
      this.#high = grown(this.#high);
      this.#low = grown(this.#low);
    }
    this.#high[slot] = wordAt(hash, 0);
    this.#low[slot] = wordAt(hash, 4);
    this.#keys[slot] = key;
    this.#slots.set(key, slot);
    for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
      const table = this.#tables[chunk];
      const at = this.#chunk(slot, chunk);
      const bucket = table?.get(at);
      if (bucket) bucket.push(slot);
      else table?.set(at, [slot]);
    }
  }

  /** An unknown key changes nothing. */
  remove(key: string): void {
    const slot = this.#slots.get(key);
    if (slot === undefined) return;
    for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
      const table = this.#tables[chunk];
      const at = this.#chunk(slot, chunk);
      const bucket = table?.get(at) ?? [];
      const last = bucket.pop();
      if (bucket.length === 0) table?.delete(at);
      else if (last !== undefined && last !== slot) bucket[bucket.indexOf(slot)] = last;
    }
    this.#slots.delete(key);
    this.#keys[slot] = undefined;
    this.#free.push(slot);
  }

  /**
   * @param within how many bits may differ, at most 11
   * @returns every one that lies so near, nearest first
   */
  find(hash: Uint8Array, within: number): NearPicture[] {
    if (hash.length !== BYTES) return [];
    if (within > FURTHEST) throw new RangeError(`at most ${FURTHEST} bits may differ`);
    const high = wordAt(hash, 0);
    const low = wordAt(hash, 4);
    const turns = TURNS[Math.floor(within / CHUNKS)] ?? [];
    const seen = new Set<number>();
    const found: NearPicture[] = [];
    for (let chunk = 0; chunk < CHUNKS; chunk += 1) {
      const table = this.#tables[chunk];
      const at = chunkOf(chunk < 2 ? high : low, chunk);
      for (const turn of turns) {
        for (const slot of table?.get(at ^ turn) ?? []) {
          const distance = bitsIn((this.#high[slot] ?? 0) ^ high) + bitsIn((this.#low[slot] ?? 0) ^ low);
          const key = this.#keys[slot];
          if (distance > within || key === undefined || seen.has(slot)) continue;
          seen.add(slot);
          found.push({ key, distance });
        }
      }
    }
    return found.sort((a, b) => a.distance - b.distance || (a.key < b.key ? -1 : 1));
  }

  #chunk(slot: number, chunk: number): number {
    return chunkOf((chunk < 2 ? this.#high : this.#low)[slot] ?? 0, chunk);
  }
}

const chunkOf = (word: number, chunk: number) => (chunk % 2 === 0 ? word >>> CHUNK_BITS : word & 0xffff);

const wordAt = (bytes: Uint8Array, at: number) =>
  ((bytes[at] ?? 0) << 24) |
  ((bytes[at + 1] ?? 0) << 16) |
  ((bytes[at + 2] ?? 0) << 8) |
  (bytes[at + 3] ?? 0);

/** @returns how many of 32 bits are set */
export function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function grown(words: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(words.length * 2);
  more.set(words);
  return more;
}
