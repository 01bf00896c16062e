import { Candidates } from './candidates.ts';
import { clean } from './clean.ts';
import { explain, hear, type Reasons } from './explain.ts';
import { type Band, bandOf, tellingWords } from './gate.ts';
import { marginsOf, rankOf, sureOf } from './rerank.ts';

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
/** And how many of them must be the very best of the index, which takes longer: the others come along. */
const CERTAIN = 8;

/**
 * "Have we seen this claim?" Holds the wordings of all known claims; pure, synchronous and alone in its process.
 * A wording can be found as soon as `put` has returned, and no longer when `drop` has.
 */
export class Matcher {
  readonly #candidates = new Candidates();
  readonly #keys = new Map<string, number>();
  readonly #texts = new Map<number, ClaimText>();
  #next = 0;

  /** How many wordings there are. */
  get size(): number {
    return this.#candidates.size;
  }

  /** One of the same `textId` is replaced. */
  put(text: ClaimText): void {
    const key = this.#keys.get(text.textId) ?? this.#next++;
    this.#keys.set(text.textId, key);
    this.#texts.set(key, text);
    this.#candidates.put(key, text);
  }

  /** An unknown `textId` changes nothing. */
  drop(textId: string): void {
    const key = this.#keys.get(textId);
    if (key === undefined) return;
    this.#keys.delete(textId);
    this.#texts.delete(key);
    this.#candidates.drop(key);
  }

  /**
   * The claims that say what the tip says, best first, each with its best wording.
   * @param options.only which claims count at all, e.g. those with a verdict; `limit` is 5 unless told
   */
  find(tip: Tip, options: { limit?: number; only?: (claimId: string) => boolean } = {}): Found[] {
    const ranked = this.#ranked(tip, options.only ?? (() => true));
    const telling = tellingWords(clean(tip.text).said);
    const heard = hear(tip);
    const ranks = ranked.map(({ rank }) => rank);
    return ranked.slice(0, options.limit ?? 5).map(({ text, rank, features }, at) => {
      const sure = sureOf(features, marginsOf(rank, ranks.toSpliced(at, 1)));
      const band = bandOf(sure, telling);
      return {
        claimId: text.claimId,
        score: rank,
        sure,
        band: at > 0 && band === 'answer' ? 'suggest' : band,
        reasons: explain(heard, text),
        text,
      };
    });
  }

  /** Each claim once, by its best wording, best first. Looks deeper until enough claims are among those that count. */
  #ranked(tip: Tip, only: (claimId: string) => boolean): Ranked[] {
    const read = this.#candidates.read(tip);
    for (let deep = LOOKED_AT; ; deep *= 4) {
      // Where too few of the first count, those behind them matter as much.
      const hits = this.#candidates.closest(read, deep, deep === LOOKED_AT ? CERTAIN : deep);
      const counting = hits.filter(({ key }) => only(this.#texts.get(key)?.claimId ?? ''));
      if (counting.length < LOOKED_AT / 2 && hits.length === deep) continue;
      const best = new Map<string, Ranked>();
      for (const { key, features } of this.#candidates.look(read, counting.slice(0, LOOKED_AT))) {
        const text = this.#texts.get(key);
        if (!text) continue;
        const rank = rankOf(features);
        if (rank > (best.get(text.claimId)?.rank ?? -Infinity))
          best.set(text.claimId, { text, rank, features });
      }
      return [...best.values()].sort((a, b) => b.rank - a.rank);
    }
  }
}

interface Ranked {
  readonly text: ClaimText;
  readonly rank: number;
  readonly features: Float64Array;
}
