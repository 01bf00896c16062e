import { LENGTH } from './book.ts';
import { hasCheckDigit } from './damm.ts';

/** What may stand between the pieces of a code; `*` and `#` are one key on most phones. */
const BETWEEN = /[\s*#.,;:/_+-]+/;

/** A code stands at the beginning of a text: what follows is a comment. */
const FIRST_PIECES = 8;

/**
 * Whether a text is an observer's report whoever sent it: an observer's number and an incident code among its first
 * pieces, both with the right check digit. It comes before any conversation that is open.
 */
export function isObserverReport(text: string): boolean {
  const pieces = text.normalize('NFKC').trim().split(BETWEEN, FIRST_PIECES);
  const holds = (length: number) =>
    pieces.some((piece) => piece.length === length && /^\d+$/.test(piece) && hasCheckDigit(piece));
  return holds(LENGTH.observer) && holds(LENGTH.incident);
}
