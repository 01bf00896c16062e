import { clean } from './clean.ts';
import { explain, type Reasons } from './explain.ts';
import { type Band, bandOf, tellingWords } from './gate.ts';
import { SparseIndex } from './index/sparse-index.ts';
import { bagOf, queryOf, VIEWS } from './terms.ts';

/** One wording of a claim: in one language, by the desk or by somebody who sent it. */
export interface ClaimText {
  readonly claimId: string;
  readonly textId: string;
  readonly text: string;
  /** What else says what it is about, a headline. */
  readonly title?: string;
  /** `ht`, `fr`, `en` or `es`, where it is known. */
  readonly language?: string;
}

export interface Tip {
  readonly text: string;
  /** In canonical form (`canonicalLink`), beside those in the text. */
  readonly links?: readonly string[];
}

export interface Found {
  readonly claimId: string;
  /** Comparable within one search. */
  readonly score: number;
  /** The chance that the tip says what the claim says, from 0 to 1. Comparable between searches. */
  readonly sure: number;
  /** Where it stands alone; only the first found can be an `answer`. */
  readonly band: Band;
  readonly reasons: Reasons;
  /** The wording that fits best. */
  readonly text: ClaimText;
}

/** How many wordings are looked at more closely. */
const LOOKED_AT = 50;

/**
 * "Have we seen this claim?" Holds the wordings of all known claims; pure, synchronous and alone in its process.
 * A wording can be found as soon as `put` has returned, and no longer when `drop` has.
 */
export class Matcher {
  readonly #index = new SparseIndex(Object.values(VIEWS));
  readonly #keys = new Map<string, number>();
  readonly #texts = new Map<number, ClaimText>();
  #next = 0;

  /** How many wordings there are. */
  get size(): number {
    return this.#index.size;
  }

  /** One of the same `textId` is replaced. */
  put(text: ClaimText): void {
    const key = this.#keys.get(text.textId) ?? this.#next++;
    this.#keys.set(text.textId, key);
    this.#texts.set(key, text);
    this.#index.add(key, bagOf(text));
  }

  /** An unknown `textId` changes nothing. */
  drop(textId: string): void {
    const key = this.#keys.get(textId);
    if (key === undefined) return;
    this.#keys.delete(textId);
    this.#texts.delete(key);
    this.#index.remove(key);
  }

  /**
   * The claims that say what the tip says, best first, each with its best wording.
   * @param options.only which claims count at all, e.g. those with a verdict; `limit` is 5 unless told
   */
  find(tip: Tip, options: { limit?: number; only?: (claimId: string) => boolean } = {}): Found[] {
    const best = this.#best(tip, options.only ?? (() => true));
    const telling = tellingWords(clean(tip.text).said);
    const second = best[1]?.score ?? 0;
    return best.slice(0, options.limit ?? 5).map(({ text, score }, rank) => {
      const reasons = explain(tip, text);
      const shared = reasons.words.length + reasons.names.length + reasons.numbers.length;
      const margin = rank === 0 ? 1 - second / score : 0;
      const covered = Math.min(1, shared / Math.max(1, telling));
      const sure = covered * (0.5 + 0.5 * Math.min(1, 2 * margin));
      const band = bandOf(sure, telling);
      return {
        claimId: text.claimId,
        score,
        sure,
        band: rank > 0 && band === 'answer' ? 'suggest' : band,
        reasons,
        text,
      };
    });
  }

  /** What to do with a tip for which `found` was found. */
  decide(found: readonly Found[], tip: Tip): Band {
    const [first] = found;
    return first ? bandOf(first.sure, tellingWords(clean(tip.text).said)) : 'new';
  }

  /** Each claim once, with its best wording. Looks deeper until enough claims are among those that count. */
  #best(tip: Tip, only: (claimId: string) => boolean): { text: ClaimText; score: number }[] {
    const query = queryOf(tip);
    for (let deep = LOOKED_AT; ; deep *= 4) {
      const hits = this.#index.search(query, deep);
      const claims = new Map<string, { text: ClaimText; score: number }>();
      for (const { key, score } of hits) {
        const text = this.#texts.get(key);
        if (text && only(text.claimId) && !claims.has(text.claimId))
          claims.set(text.claimId, { text, score });
      }
      if (claims.size >= LOOKED_AT / 5 || hits.length < deep) return [...claims.values()];
    }
  }
}
