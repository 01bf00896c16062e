import { Chains } from './chains.ts';
import { longer, Table } from './table.ts';
import type { View } from './types.ts';

/**
 * The pieces that texts are made of, such as words: each kept once with its terms, and numbered as they came, so that
 * what is frequent has a small number, which packs well. A claim is 20 pieces where it is 120 terms.
 */
export class Pieces {
  #size = 0;
  #terms = 0;
  /** By piece, where its terms start in `terms`; one more than there are pieces. */
  starts = new Uint32Array(1 << 12);
  /** Numbers of terms; one that a piece has twice stands twice. */
  terms = new Uint32Array(1 << 14);
  /** By piece, one of the views that its terms are of; the others are of the same family. */
  views = new Uint8Array(1 << 12);
  /** By piece, what its terms would be worth together if each were worth what its view weighs. */
  weights = new Float32Array(1 << 12);
  /** By view, a bit for each view of its family: those that meet in pieces. Another array once families are joined. */
  families: Uint8Array;
  /** By term, the pieces that have it. */
  readonly holders = new Chains();
  readonly #numbers = new Table();
  readonly #views: readonly View[];

  constructor(views: readonly View[]) {
    this.#views = views;
    this.families = Uint8Array.from(views, (_, view) => 1 << view);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * The number of the piece of these terms; a new one where there was none.
   * @param viewsOf by term, its view
   */
  learn(terms: Uint32Array, size: number, viewsOf: Uint8Array): number {
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
    this.weights = longer(this.weights, number + 1);
    this.terms = longer(this.terms, this.#terms + size);
    let views = 0;
    let weight = 0;
    for (let at = 0; at < size; at += 1) {
      const term = terms[at] as number;
      const view = viewsOf[term] as number;
      this.terms[this.#terms + at] = term;
      this.holders.push(term, number);
      views |= 1 << view;
      weight += this.#views[view]?.weight ?? 0;
    }
    this.#terms += size;
    this.starts[number + 1] = this.#terms;
    this.views[number] = viewsOf[terms[0] as number] as number;
    this.weights[number] = weight;
    this.#join(views);
    this.#numbers.put(key, number);
    return number;
  }

  #join(views: number): void {
    let family = views;
    this.families.forEach((each, view) => {
      if ((views >>> view) & 1) family |= each;
    });
    if (this.families.every((each, view) => !((family >>> view) & 1) || each === family)) return;
    this.families = this.families.map((each, view) => ((family >>> view) & 1 ? family : each));
  }

  #is(number: number, terms: Uint32Array, size: number): boolean {
    const start = this.starts[number] as number;
    if ((this.starts[number + 1] as number) - start !== size) return false;
    for (let at = 0; at < size; at += 1) if (this.terms[start + at] !== terms[at]) return false;
    return true;
  }
}
