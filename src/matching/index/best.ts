import type { Hit } from './types.ts';

/** The best `k` of those that were offered; of equal scores the lower key. */
export class Best {
  readonly #k: number;
  /** A heap whose first is the worst of those kept. */
  readonly #hits: Hit[] = [];

  constructor(k: number) {
    this.#k = k;
  }

  /** What a score must reach to be kept; 0 while there is room. */
  get floor(): number {
    return this.#hits.length < this.#k ? 0 : ((this.#hits[0] as Hit | undefined)?.score ?? Infinity);
  }

  offer(key: number, score: number): void {
    const hits = this.#hits;
    const hit = { key, score };
    if (hits.length < this.#k) {
      let at = hits.length;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (!worse(hit, hits[parent] as Hit)) break;
        hits[at] = hits[parent] as Hit;
        at = parent;
      }
      hits[at] = hit;
    } else if (hits.length > 0 && worse(hits[0] as Hit, hit)) this.#replaceWorst(hit);
  }

  sorted(): Hit[] {
    return [...this.#hits].sort((a, b) => (worse(a, b) ? 1 : -1));
  }

  #replaceWorst(hit: Hit): void {
    const hits = this.#hits;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= hits.length) break;
      if (child + 1 < hits.length && worse(hits[child + 1] as Hit, hits[child] as Hit)) child += 1;
      if (!worse(hits[child] as Hit, hit)) break;
      hits[at] = hits[child] as Hit;
      at = child;
    }
    hits[at] = hit;
  }
}

const worse = (a: Hit, b: Hit) => a.score < b.score || (a.score === b.score && a.key > b.key);
