import { Chains } from './chains.ts';
import { longer, Table } from './table.ts';

/**
 * The pieces that texts are made of, such as words: each kept once with its terms, and numbered as they came, so that
 * what is frequent has a small number, which packs well. A claim is 70 pieces where it is 700 terms.
 */
export class Pieces {
  #size = 0;
  #terms = 0;
  /** By piece, where its terms start in `terms`; one more than there are pieces. */
  starts = new Uint32Array(1 << 12);
  /** Numbers of terms; one that a piece has twice stands twice. */
  terms = new Uint32Array(1 << 14);
  /** By piece, the view that all its terms are of. */
  views = new Uint8Array(1 << 12);
  /** By term, the pieces that have it. */
  readonly holders = new Chains();
  readonly #numbers = new Table();

  get size(): number {
    return this.#size;
  }

  /**
   * The number of the piece of these terms, all of one view; a new one where there was none.
   */
  learn(terms: Uint32Array, size: number, view: number): number {
    let key = size;
    for (let at = 0; at < size; at += 1)
      key = Math.imul(key ^ (terms[at] as number), 0x9e3779b1) + (key >>> 15);
    key >>>= 0;
    const known = this.#numbers.find(key, (number) => this.#is(number, terms, size));
    if (known >= 0) return known;
    const number = this.#size;
    this.#size += 1;
    this.starts = longer(this.starts, number + 2);
    this.views = longer(this.views, number + 1);
    this.terms = longer(this.terms, this.#terms + size);
    for (let at = 0; at < size; at += 1) {
      const term = terms[at] as number;
      this.terms[this.#terms + at] = term;
      this.holders.push(term, number);
    }
    this.#terms += size;
    this.starts[number + 1] = this.#terms;
    this.views[number] = view;
    this.#numbers.put(key, number);
    return number;
  }

  #is(number: number, terms: Uint32Array, size: number): boolean {
    const start = this.starts[number] as number;
    if ((this.starts[number + 1] as number) - start !== size) return false;
    for (let at = 0; at < size; at += 1) if (this.terms[start + at] !== terms[at]) return false;
    return true;
  }
}
