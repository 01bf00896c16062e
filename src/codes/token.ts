import type { Ask } from './ask.ts';
import type { Seen } from './at.ts';
import { type CodeBook, type Known, LENGTH, ONCE } from './book.ts';
import { hasCheckDigit } from './damm.ts';
import { cutJoined, isTime, type Numbered, type NumberKind, readNumber } from './number.ts';
import { repaired } from './repair.ts';
import type { Piece } from './scan.ts';

/** A piece of a text as it was understood. `asked` is a piece that was not; `word` begins or belongs to the words. */
export interface Token {
  readonly kind: NumberKind | 'once' | 'quantity' | 'command' | 'real' | 'word' | 'asked';
  /** Numbers as digits, a command by its name, the moment as it was written; empty where nothing was understood. */
  readonly value: string;
  /** As it stands in the text. */
  readonly raw: string;
}

/** What a piece is by itself, before its neighbours are looked at. */
export type Alone =
  | { readonly is: 'numbers'; readonly numbers: readonly Numbered[] }
  /** Digits with their count behind them: `311x2`. */
  | { readonly is: 'counted'; readonly code: string; readonly count: string }
  | { readonly is: 'count'; readonly count: string }
  | { readonly is: 'seen'; readonly seen: Seen }
  /** One or two digits. */
  | { readonly is: 'short' }
  /** Six digits behind their letter. */
  | { readonly is: 'once'; readonly code: string }
  | { readonly is: 'word' }
  /** Numbers that run into words: `1405moun`. `length` is theirs. */
  | { readonly is: 'glued'; readonly number: Numbered; readonly length: number }
  | { readonly is: 'asked'; readonly ask: Ask };

/** More people than that nobody counts in a text; a longer one ran into the next number. */
const COUNT_LENGTH = 3;
const HOURS_AGO_MOST = 12;

/** Reads a piece that holds digits, and perhaps letters. */
export function readAlone(piece: Piece, book: CodeBook, known: Known): Alone {
  const { text, digits } = piece;
  if (digits === 0) return { is: 'word' };
  if (digits === text.length) return readDigits(text, book, known);
  const counted = /^(\d*)[xX](\d+)$/.exec(text);
  // A count was to follow.
  if (/^\d{3}[xX]$/.test(text)) return { is: 'asked', ask: 'cut' };
  if (counted) return readCounted(counted[1] ?? '', counted[2] ?? '', book, known);
  const hours = /^(\d{1,2})[hH](\d{2})?$/.exec(text);
  if (hours) return readHours(hours[1] ?? '', hours[2]);
  const minutes = /^(\d{1,2}(?=m)|\d{1,3}(?=mi?n))(?:m|mn|min)$/i.exec(text);
  if (minutes) return { is: 'seen', seen: { minutesAgo: Number(minutes[1]) } };
  const once = readOnce(text);
  if (once) return once;
  const meant = repaired(text);
  if (meant !== null) return readRepaired(meant, book, known);
  return readGlued(text, digits, book, known);
}

/** Fewer digits behind the letter are a word: `K7`. */
const FEWEST_ONCE = 3;

/** `K123456`; letters among its digits are mended where the check digit says so. */
function readOnce(text: string): Alone | null {
  if (text[0]?.toUpperCase() !== ONCE.letter) return null;
  const digits = repaired(text.slice(1));
  if (digits === null || digits.length < FEWEST_ONCE) return null;
  return isOnce(digits) ? { is: 'once', code: digits } : { is: 'asked', ask: 'once_check' };
}

export const isOnce = (digits: string) => digits.length === ONCE.length && hasCheckDigit(digits);

function readDigits(text: string, book: CodeBook, known: Known): Alone {
  if (text.length <= 2) return { is: 'short' };
  if (text.length > LENGTH.reference) {
    const numbers = cutJoined(text, book, known);
    return typeof numbers === 'string' ? { is: 'asked', ask: numbers } : { is: 'numbers', numbers };
  }
  const read = readNumber(text, book, known);
  return 'ask' in read ? { is: 'asked', ask: read.ask } : { is: 'numbers', numbers: [read] };
}

function readCounted(code: string, count: string, book: CodeBook, known: Known): Alone {
  if (Number(count) === 0 || count.length > COUNT_LENGTH) return { is: 'asked', ask: 'quantity_wrong' };
  if (code === '') return { is: 'count', count: String(Number(count)) };
  if (code.length !== LENGTH.incident) return { is: 'asked', ask: 'quantity_wrong' };
  const read = readNumber(code, book, known);
  return 'ask' in read
    ? { is: 'asked', ask: read.ask }
    : { is: 'counted', code: read.value, count: String(Number(count)) };
}

/** `14h05` and `14h` are clocks, `2h` is two hours ago. */
function readHours(hours: string, minutes: string | undefined): Alone {
  const clock = `${hours.padStart(2, '0')}${minutes ?? '00'}`;
  if (!isTime(clock)) return { is: 'asked', ask: 'time_wrong' };
  if (minutes === undefined && Number(hours) <= HOURS_AGO_MOST)
    return { is: 'seen', seen: { minutesAgo: Number(hours) * 60 } };
  return { is: 'seen', seen: { clock } };
}

/** Letters among digits are mended only where a check digit says that this is so: a time has none. */
function readRepaired(digits: string, book: CodeBook, known: Known): Alone {
  if (digits.length === LENGTH.time || digits.length > LENGTH.reference)
    return { is: 'asked', ask: 'digits_letters' };
  const read = readDigits(digits, book, known);
  return read.is === 'numbers' ? read : { is: 'asked', ask: 'digits_letters' };
}

/** Fewer digits before letters are a word: `3moun`. */
const FEWEST_GLUED = 3;

function readGlued(text: string, digits: number, book: CodeBook, known: Known): Alone {
  const first = /^\d+/.exec(text)?.[0] ?? '';
  if (digits < FEWEST_GLUED) return { is: 'word' };
  const rest = text.slice(first.length);
  // Digits on both sides, or behind letters: whatever it is, it is no code of ours.
  if (first.length !== digits || repaired(`0${rest[0] ?? ''}`) !== null)
    return { is: 'asked', ask: 'digits_letters' };
  const read = readDigits(first, book, known);
  const [number] = read.is === 'numbers' ? read.numbers : [];
  return number && read.is === 'numbers' && read.numbers.length === 1
    ? { is: 'glued', number, length: first.length }
    : { is: 'asked', ask: 'digits_letters' };
}
