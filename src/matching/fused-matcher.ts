import { explain, hear } from './explain.ts';
import type { Gate } from './gate.ts';
import { GATE } from './gate-set.ts';
import { type ClaimText, type Found, Matcher, type Tip } from './matcher.ts';
import { type Alike, Meanings } from './meanings.ts';

/** Of each way of finding, how many are put together. */
const DEEP = 20;
/** Reciprocal rank fusion: 60 is the constant of Cormack, Clarke and Buettcher 2009. */
const RANK_OFFSET = 60;

export interface FusedOptions {
  readonly limit?: number;
  readonly only?: (claimId: string) => boolean;
}

/** What was found, and where the meaning helped how near it is. */
export interface FusedFound extends Found {
  /** The cosine, where it is `least` or more. */
  readonly alike?: number;
}

/**
 * A matcher that also goes by vectors of meaning, where a service makes them. Words decide what is answered without a
 * person: the gate was set without vectors, and two rumors that differ by a town or a number mean nearly the same to
 * them. So a claim that only the meaning finds is suggested, never answered, and one that words answer stays first.
 */
export class FusedMatcher {
  readonly #matcher = new Matcher();
  readonly #meanings = new Meanings();
  readonly #texts = new Map<string, ClaimText>();
  /** Texts without a vector, in the order in which they came. */
  readonly #lacking = new Set<string>();
  readonly #least: number | undefined;
  readonly #gate: Gate;

  /**
   * @param least the cosine from which two texts may mean the same: each model has its own. Without it vectors are never
   * asked for
   */
  constructor(least?: number, gate: Gate = GATE) {
    this.#least = least;
    this.#gate = gate;
  }

  get size(): number {
    return this.#matcher.size;
  }

  /** How many texts have a vector. */
  get understood(): number {
    return this.#meanings.size;
  }

  put(text: ClaimText): void {
    this.#matcher.put(text);
    if (this.#least === undefined) return;
    if (this.#texts.get(text.textId)?.text !== text.text) {
      this.#meanings.drop(text.textId);
      this.#lacking.add(text.textId);
    }
    this.#texts.set(text.textId, text);
  }

  drop(textId: string): void {
    this.#matcher.drop(textId);
    this.#meanings.drop(textId);
    this.#texts.delete(textId);
    this.#lacking.delete(textId);
  }

  /** Texts whose vectors are still to be made. */
  lacking(most: number): ClaimText[] {
    const found: ClaimText[] = [];
    for (const textId of this.#lacking) {
      const text = this.#texts.get(textId);
      if (text) found.push(text);
      if (found.length >= most) break;
    }
    return found;
  }

  /**
   * What the service made of a text. One that was changed or dropped meanwhile is left alone.
   * @returns false where the vector is of another length than those before: the service has another model now, and all
   * are made anew
   */
  understand(text: ClaimText, vector: ArrayLike<number>): boolean {
    if (this.#texts.get(text.textId)?.text !== text.text) return true;
    const fits = this.#meanings.fits(vector);
    if (!fits) {
      this.#meanings.clear();
      for (const textId of this.#texts.keys()) this.#lacking.add(textId);
    }
    this.#meanings.put(text.textId, vector);
    this.#lacking.delete(text.textId);
    return fits;
  }

  /**
   * As `Matcher.find`. Without a vector of the tip, or with one that those of the claims are not comparable with, it is
   * that.
   */
  find(tip: Tip, options: FusedOptions = {}, vector?: ArrayLike<number>): FusedFound[] {
    if (!vector || this.#meanings.size === 0 || !this.#meanings.fits(vector))
      return this.#matcher.find(tip, options);
    const said = this.#matcher.find(tip, { ...options, limit: DEEP });
    const near = this.#near(vector, options.only ?? (() => true));
    const ranks = new Map<string, number>();
    const rank = (claimIds: readonly string[]) =>
      claimIds.forEach((id, at) => {
        ranks.set(id, (ranks.get(id) ?? 0) + 1 / (RANK_OFFSET + at + 1));
      });
    rank(said.map(({ claimId }) => claimId));
    rank([...near.keys()]);
    const found = said.map((one): FusedFound => {
      const also = near.get(one.claimId);
      near.delete(one.claimId);
      return also ? this.#lifted(one, also.alike) : one;
    });
    const heard = hear(tip);
    for (const [claimId, { text, alike }] of near)
      found.push({
        claimId,
        score: 0,
        sure: this.#gate.suggest,
        band: 'suggest',
        reasons: explain(heard, text),
        text,
        alike,
      });
    const answered = said[0]?.band === 'answer' ? said[0].claimId : undefined;
    // Whoever is near enough to be suggested comes before whoever is not.
    const scoreOf = ({ claimId, band }: Found) =>
      claimId === answered ? 2 : (band === 'new' ? 0 : 1) + (ranks.get(claimId) ?? 0);
    return found
      .map((one) => ({ ...one, score: scoreOf(one) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, options.limit ?? 5);
  }

  #lifted(one: Found, alike: number): FusedFound {
    if (one.band !== 'new') return { ...one, alike };
    return { ...one, band: 'suggest', sure: Math.max(one.sure, this.#gate.suggest), alike };
  }

  /** By claim, its nearest wording, nearest first. */
  #near(vector: ArrayLike<number>, only: (claimId: string) => boolean) {
    const near = new Map<string, { text: ClaimText; alike: number }>();
    // Several wordings are one claim, and not every claim counts.
    for (const { key, alike } of this.#meanings.closest(vector, DEEP * 5) as readonly Alike[]) {
      if (alike < (this.#least ?? 1) || near.size === DEEP) break;
      const text = this.#texts.get(key);
      if (text && !near.has(text.claimId) && only(text.claimId)) near.set(text.claimId, { text, alike });
    }
    return near;
  }
}
