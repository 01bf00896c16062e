import { longer, Table } from './table.ts';
import { viewOf } from './types.ts';

/** The terms that were ever seen, numbered as they came, and how many documents have each now. */
export class Vocabulary {
  #size = 0;
  /** By number: how many documents that are there have the term. */
  frequencies = new Uint32Array(1 << 12);
  /** By number: the term's view. */
  views = new Uint8Array(1 << 12);
  readonly #numbers = new Table();

  get size(): number {
    return this.#size;
  }

  /** @returns the term's number, or -1 where it was never seen */
  numberOf(term: number): number {
    return this.#numbers.find(term);
  }

  /** The term's number; a new one where it was never seen. */
  learn(term: number): number {
    const known = this.#numbers.find(term);
    if (known >= 0) return known;
    const number = this.#size;
    this.#size += 1;
    this.frequencies = longer(this.frequencies, this.#size);
    this.views = longer(this.views, this.#size);
    this.views[number] = viewOf(term);
    this.#numbers.put(term, number);
    return number;
  }
}
