import { longer } from './table.ts';

const FIRST_BLOCK = 2;
const LARGEST_BLOCK = 256;

/**
 * Lists that grow at any time: each a chain of blocks in one pool, every block twice as long as the one before, its
 * last entry saying where the next begins.
 */
export class Chains {
  #pool = new Uint32Array(1 << 12);
  /** Place 0 is nobody's, so that 0 can mean none. */
  #end = 1;
  #firsts = new Uint32Array(1 << 12);
  #next = new Uint32Array(1 << 12);
  #left = new Uint32Array(1 << 12);
  #blocks = new Uint32Array(1 << 12);

  push(list: number, value: number): void {
    if (list >= this.#firsts.length) {
      this.#firsts = longer(this.#firsts, list + 1);
      this.#next = longer(this.#next, list + 1);
      this.#left = longer(this.#left, list + 1);
      this.#blocks = longer(this.#blocks, list + 1);
    }
    if (this.#left[list] === 0) this.#extend(list);
    const at = this.#next[list] as number;
    this.#pool[at] = value;
    this.#next[list] = at + 1;
    this.#left[list] = (this.#left[list] as number) - 1;
  }

  /**
   * Adds what a list's term is worth to the sum of each of its members; who had no sum before is noted.
   * @returns how many are noted now
   */
  spread(list: number, worth: number, sums: Float32Array, noted: Uint32Array, already: number): number {
    if (list >= this.#firsts.length) return already;
    const pool = this.#pool;
    const stop = this.#next[list] as number;
    let count = already;
    let at = this.#firsts[list] as number;
    if (at === 0) return count;
    for (let size = FIRST_BLOCK; ; size = Math.min(size * 2, LARGEST_BLOCK)) {
      const end = at + size;
      const until = stop >= at && stop <= end ? stop : end;
      for (; at < until; at += 1) {
        const member = pool[at] as number;
        const before = sums[member] as number;
        if (before === 0) noted[count++] = member;
        sums[member] = before + worth;
      }
      if (until === stop) return count;
      at = pool[end] as number;
    }
  }

  #extend(list: number): void {
    const blocks = this.#blocks[list] as number;
    const size = Math.min(FIRST_BLOCK << Math.min(blocks, 16), LARGEST_BLOCK);
    this.#pool = longer(this.#pool, this.#end + size + 1);
    if (blocks === 0) this.#firsts[list] = this.#end;
    else this.#pool[this.#next[list] as number] = this.#end;
    this.#next[list] = this.#end;
    this.#left[list] = size;
    this.#blocks[list] = blocks + 1;
    this.#end += size + 1;
  }
}
