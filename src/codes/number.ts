import type { Ask } from './ask.ts';
import { type CodeBook, type Known, LENGTH } from './book.ts';
import { hasCheckDigit } from './damm.ts';

export type NumberKind = keyof typeof LENGTH;

export interface Numbered {
  readonly kind: NumberKind;
  readonly value: string;
}

/** What a run of digits is, or why it is nothing. */
export type NumberRead = Numbered | { readonly ask: Ask };

/** Reads digits by how many they are. */
export function readNumber(digits: string, book: CodeBook, known: Known): NumberRead {
  switch (digits.length) {
    case 1:
    case 2:
      return { ask: 'digits_short' };
    case LENGTH.incident:
      if (!hasCheckDigit(digits)) return { ask: 'incident_check' };
      return book.codes.has(digits) ? { kind: 'incident', value: digits } : { ask: 'incident_unknown' };
    case LENGTH.time:
      if (!isTime(digits)) return { ask: 'time_wrong' };
      // No check digit guards a time, and a code with a digit typed twice is as long.
      return undoubled(digits).some((code) => book.codes.has(code))
        ? { ask: 'time_or_code' }
        : { kind: 'time', value: digits };
    case LENGTH.observer:
      if (!hasCheckDigit(digits)) return { ask: 'observer_check' };
      return known.isObserver?.(digits) === false
        ? { ask: 'observer_unknown' }
        : { kind: 'observer', value: digits };
    case LENGTH.place:
      if (!hasCheckDigit(digits)) return { ask: 'place_check' };
      return known.isPlace?.(digits) === false ? { ask: 'place_unknown' } : { kind: 'place', value: digits };
    case LENGTH.reference:
      if (!hasCheckDigit(digits)) return { ask: 'reference_check' };
      return known.isReference?.(digits) === false
        ? { ask: 'reference_unknown' }
        : { kind: 'reference', value: digits };
    default:
      return { ask: 'digits_long' };
  }
}

/** Of the same length as a time of the day: 0000 to 2359. */
export function isTime(digits: string): boolean {
  return Number(digits.slice(0, 2)) < 24 && Number(digits.slice(2)) < 60;
}

/** Whether three digits may be a time of the day that lost one. */
export function wasTime(digits: string): boolean {
  return Number(digits.slice(0, 2)) < 24 || Number(digits[1]) < 6;
}

/** The digits with one of two equal neighbours left out. */
function undoubled(digits: string): string[] {
  const shorter: string[] = [];
  for (let at = 1; at < digits.length; at += 1)
    if (digits[at] === digits[at - 1]) shorter.push(digits.slice(0, at) + digits.slice(at + 1));
  return shorter;
}

/** Every kind but a time, which no check digit guards. */
const CUT = [LENGTH.incident, LENGTH.observer, LENGTH.place, LENGTH.reference];
/** A report without any gap is no longer. */
const LONGEST = 40;

/**
 * Cuts digits that were written without a gap. Only what is longer than any number is cut: what has the length of one
 * may be that one, damaged.
 * @returns the numbers; an ask where they can be cut in no way or in two
 */
export function cutJoined(digits: string, book: CodeBook, known: Known): readonly Numbered[] | Ask {
  if (digits.length <= LENGTH.reference || digits.length > LONGEST) return 'digits_long';
  const found: Numbered[][] = [];
  const cut = (from: number, before: Numbered[]): void => {
    if (found.length > 1) return;
    if (from === digits.length) {
      found.push(before);
      return;
    }
    for (const length of CUT) {
      if (from + length > digits.length) continue;
      const read = readNumber(digits.slice(from, from + length), book, known);
      if ('kind' in read) cut(from + length, [...before, read]);
    }
  };
  cut(0, []);
  if (found.length > 1) return 'joined';
  return found[0] ?? 'digits_long';
}
