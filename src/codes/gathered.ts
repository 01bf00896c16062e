import type { Ask } from './ask.ts';
import type { Seen } from './at.ts';
import type { NumberKind } from './number.ts';
import type { Token } from './token.ts';

/** What a text has said so far. Numbers that come twice alike are one; where they differ, nobody guesses. */
export class Gathered {
  readonly incidents = new Map<string, number | undefined>();
  readonly numbers = {
    observer: new Set<string>(),
    place: new Set<string>(),
    reference: new Set<string>(),
  };
  readonly once = new Set<string>();
  readonly tokens: Token[] = [];
  readonly asks: Ask[] = [];
  seen: Seen | undefined;
  /** A number was read that a check digit guards: from here on words are a comment. */
  begun = false;
  /** The first number that a check digit guards is a report's. */
  refersFirst = false;
  /** The incident that a count behind it is of. */
  last: string | undefined;
  #numbered = false;
  #countsDiffer = false;
  #timesDiffer = false;

  add(kind: NumberKind, value: string, raw: string): void {
    this.tokens.push({ kind, value, raw });
    this.last = undefined;
    if (kind === 'time') {
      this.setSeen({ clock: value });
      return;
    }
    if (!this.#numbered) this.refersFirst = kind === 'reference';
    this.#numbered = true;
    this.begun = true;
    if (kind !== 'incident') {
      this.numbers[kind].add(value);
      return;
    }
    if (!this.incidents.has(value)) this.incidents.set(value, undefined);
    this.last = value;
  }

  /** It says who writes, and nothing of what happened: what stands behind it is the first number all the same. */
  addOnce(code: string, raw: string): void {
    this.tokens.push({ kind: 'once', value: code, raw });
    this.once.add(code);
    this.last = undefined;
    this.begun = true;
  }

  /** @returns false where there is nothing that it counts */
  count(count: number, raw: string): boolean {
    if (this.last === undefined) return false;
    const before = this.incidents.get(this.last);
    if (before !== undefined && before !== count) this.#countsDiffer = true;
    this.incidents.set(this.last, count);
    this.tokens.push({ kind: 'quantity', value: String(count), raw });
    this.last = undefined;
    return true;
  }

  setSeen(seen: Seen): void {
    if (this.seen && JSON.stringify(this.seen) !== JSON.stringify(seen)) this.#timesDiffer = true;
    this.seen = seen;
    this.last = undefined;
  }

  ask(ask: Ask, raw: string): void {
    this.asks.push(ask);
    this.tokens.push({ kind: 'asked', value: '', raw });
    this.last = undefined;
  }

  /** What cannot both be meant. */
  conflict(): Ask | null {
    const { observer, place, reference } = this.numbers;
    if (observer.size > 1) return 'two_observers';
    if (place.size > 1) return 'two_places';
    if (reference.size > 1) return 'two_references';
    if (this.once.size > 1) return 'two_once';
    if (this.#timesDiffer) return 'two_times';
    if (this.#countsDiffer) return 'two_quantities';
    return null;
  }

  /** The one number of a kind; undefined where there is none, or more. */
  one(kind: keyof Gathered['numbers']): string | undefined {
    const [first, ...more] = this.numbers[kind];
    return more.length === 0 ? first : undefined;
  }
}
