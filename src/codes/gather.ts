import { foldWords } from '../language/fold.ts';
import { nearest } from '../language/read/near.ts';
import { type CodeBook, type Command, type Keywords, type Known, LENGTH, ONCE } from './book.ts';
import { Gathered } from './gathered.ts';
import { readNumber } from './number.ts';
import type { Piece, Scanned } from './scan.ts';
import { type Alone, isOnce, readAlone } from './token.ts';

export interface GatheredText {
  readonly said: Gathered;
  readonly command: Exclude<Command, 'correct'> | null;
  /** The word in front says that it is real though an exercise runs. */
  readonly real: boolean;
  /** A word that is nearly one that destroys. */
  readonly nearly: 'cancel' | 'block' | null;
  /** In the text's own signs; empty where there are none. */
  readonly comment: string;
  /** The last piece is a time of the day and nothing stands behind it. */
  readonly endsInTime: boolean;
}

/** A sentence that begins with a word like a command is a sentence. */
const COMMAND_PIECES = 3;
/** Enough to read the first word of what follows. */
const LONGEST_WORD = 40;
/** One or two digits before words are a beginning of those: `3 moun`. Two may also be a code that lost one. */
const COUNTED_WORDS = 1;

/** Goes through the pieces of a text once, from the left. */
export function gather(
  text: string,
  { pieces, words, tail: behind }: Scanned,
  book: CodeBook,
  keywords: Keywords,
  known: Known,
): GatheredText {
  const said = new Gathered();
  const real = saysReal(pieces[0], keywords);
  if (real) said.tokens.push({ kind: 'real', value: '', raw: rawOf(text, pieces[0]) });
  let from = real ? 1 : 0;
  const { command, nearly } = commandOf(pieces.slice(from), keywords);
  if (command) said.tokens.push({ kind: 'command', value: command, raw: rawOf(text, pieces[from]) });
  if (command || nearly) from += 1;
  const first = from;
  /** Where the words that stand before any number end. */
  let led = -1;
  let comment = -1;
  for (; from < pieces.length; from += 1) {
    const piece = pieces[from] as Piece;
    const raw = rawOf(text, piece);
    const alone = readAlone(piece, book, known);
    const next = pieces[from + 1];
    if (alone.is === 'word') {
      if (isTimes(piece, next) && said.last !== undefined && next) {
        said.count(Number(next.text), `${raw}${text.slice(piece.end, next.end)}`);
        from += 1;
      } else if (next && isParted(piece, next, known)) {
        said.addOnce(next.text, text.slice(piece.start, next.end));
        from += 1;
      } else if (said.begun || said.incidents.size > 0) {
        comment = piece.start;
        break;
      } else led = piece.end;
      continue;
    }
    if (alone.is === 'short' && next && isClock(piece, next)) {
      const clock = `${piece.text.padStart(2, '0')}${next.text}`;
      const read = readNumber(clock, { codes: new Map() }, known);
      if ('kind' in read) said.add('time', clock, text.slice(piece.start, next.end));
      else said.ask(read.ask, text.slice(piece.start, next.end));
      from += 1;
      continue;
    }
    // A number among words, before anything that a check digit guards: it is one of those words.
    if (led >= 0 && !said.begun && isLoose(alone)) {
      led = piece.end;
      continue;
    }
    if (alone.is === 'short' && said.begun && startsWords(piece, next)) {
      comment = piece.start;
      break;
    }
    const end = take(said, alone, piece, raw, pieces, book);
    if (end !== null) {
      comment = piece.start + end;
      break;
    }
  }
  const begun = comment >= 0 ? comment : words;
  if (comment < 0 && words === text.length && endsOpen(pieces, behind)) said.ask('cut', behind);
  if (said.begun) lookInWords(said, pieces, begun, book, known);
  const tail = comment >= 0 ? text.slice(comment) : text.slice(words + 1);
  const lead = led < 0 ? '' : text.slice(pieces[first]?.start ?? 0, said.begun ? led : words);
  const last = said.tokens.at(-1);
  return {
    said,
    // A cry for help behind the sign for words is one all the same.
    command: command ?? (callsForHelp(tail, keywords) ? 'help' : null),
    real,
    nearly,
    comment: [lead.trim(), tail.trim()].filter((part) => part !== '').join(' '),
    endsInTime: tail.trim() === '' && last?.kind === 'time' && /\d$/.test(text.trimEnd()),
  };
}

/** Takes what a piece is. @returns where in it words begin, or null */
function take(
  said: Gathered,
  alone: Alone,
  piece: Piece,
  raw: string,
  pieces: readonly Piece[],
  book: CodeBook,
): number | null {
  switch (alone.is) {
    case 'numbers':
      // One star between a code and more than a count: that digit may be of either side.
      if (said.last !== undefined && isStarred(piece, pieces)) {
        said.ask('quantity_wrong', raw);
        return null;
      }
      for (const { kind, value } of alone.numbers) said.add(kind, value, raw);
      return null;
    case 'counted':
      said.add('incident', alone.code, raw);
      said.count(Number(alone.count), raw);
      return null;
    case 'count':
      if (!said.count(Number(alone.count), raw)) said.ask('quantity_wrong', raw);
      return null;
    case 'seen':
      said.tokens.push({ kind: 'time', value: raw, raw });
      said.setSeen(alone.seen);
      return null;
    case 'glued':
      said.add(alone.number.kind, alone.number.value, raw.slice(0, alone.length));
      return alone.length;
    case 'once':
      said.addOnce(alone.code, raw);
      return null;
    case 'asked':
      said.ask(alone.ask, raw);
      return null;
    default:
      takeShort(said, piece, raw, pieces, book);
      return null;
  }
}

/** One or two digits: a count, minutes ago, or nothing that can be known. */
function takeShort(
  said: Gathered,
  piece: Piece,
  raw: string,
  pieces: readonly Piece[],
  book: CodeBook,
): void {
  const checksIn = said.last !== undefined && book.codes.get(said.last)?.kind === 'check-in';
  const count = Number(piece.text);
  const starred = STARRED.test(piece.gap);
  // Whoever parts everything by stars may have lost a digit of a code here; who marks a count by one has not.
  const sure = piece.text.length === 1 || isStarred(piece, pieces);
  if (checksIn || (starred && sure && count > 0 && said.last !== undefined)) {
    said.count(count, raw);
    return;
  }
  const minus = (gap: string) => /(^| )[-−–]$/.test(gap);
  if (minus(piece.gap) && pieces.every((other) => other === piece || !/[-−–]/.test(other.gap))) {
    said.tokens.push({ kind: 'time', value: `-${piece.text}`, raw });
    said.setSeen({ minutesAgo: count });
    return;
  }
  said.ask(said.last !== undefined && starred ? 'quantity_wrong' : 'digits_short', raw);
}

const STARRED = /^ *[*×] *$/;

/** A star stands before it and nowhere else: it marks a count. */
function isStarred(piece: Piece, pieces: readonly Piece[]): boolean {
  return STARRED.test(piece.gap) && pieces.every((other) => other === piece || !/[*×]/.test(other.gap));
}

/** A sign that parts numbers stands behind the last one. */
function endsOpen(pieces: readonly Piece[], behind: string): boolean {
  const signs = behind.trim();
  if (!/^[*#,;:/_+.-]+$/.test(signs)) return false;
  return signs !== '.' || pieces.some(({ gap }) => gap.includes('.'));
}

/** `x 2`, written with gaps. */
function isTimes(piece: Piece, next: Piece | undefined): boolean {
  return (
    /^x$/i.test(piece.text) &&
    next !== undefined &&
    next.digits === next.text.length &&
    Number(next.text) > 0 &&
    next.text.length <= LENGTH.incident
  );
}

/** `K 123456`, with a gap: a one-time code, unless there is a place of that number. */
function isParted(piece: Piece, next: Piece, known: Known): boolean {
  return (
    piece.text.toUpperCase() === ONCE.letter &&
    next.digits === next.text.length &&
    isOnce(next.text) &&
    known.isPlace?.(next.text) !== true
  );
}

/** `14:05`. */
function isClock(piece: Piece, next: Piece): boolean {
  return next.gap === ':' && next.digits === 2 && next.text.length === 2 && piece.text.length <= 2;
}

/** No check digit says that this is a number of ours. */
function isLoose(alone: Alone): boolean {
  if (alone.is === 'numbers') return alone.numbers.every(({ kind }) => kind === 'time');
  return alone.is === 'short' || alone.is === 'seen' || alone.is === 'count';
}

function startsWords(piece: Piece, next: Piece | undefined): boolean {
  return (
    piece.text.length <= COUNTED_WORDS &&
    piece.text !== '0' &&
    next !== undefined &&
    next.digits === 0 &&
    !/[*×]/.test(piece.gap) &&
    !/^x$/i.test(next.text)
  );
}

/** Numbers of ours among the words: they may be meant, and they may be a part of what is told. */
function lookInWords(
  said: Gathered,
  pieces: readonly Piece[],
  begun: number,
  book: CodeBook,
  known: Known,
): void {
  for (const piece of pieces) {
    if (piece.start < begun || piece.digits === 0) continue;
    const alone = piece.digits === piece.text.length ? null : readAlone(piece, book, known);
    if (alone?.is === 'once' && !said.once.has(alone.code)) said.asks.push('code_in_words');
    if (alone) continue;
    const read = readNumber(piece.text, book, known);
    if (!('kind' in read) || read.kind === 'time') continue;
    const before = read.kind === 'incident' ? said.incidents : said.numbers[read.kind];
    if (!before.has(read.value)) said.asks.push('code_in_words');
  }
}

function callsForHelp(words: string, keywords: Keywords): boolean {
  if (words.trim() === '') return false;
  const [first] = foldWords(words.slice(0, LONGEST_WORD)).split(' ');
  return keywords.get(first ?? '') === 'help';
}

/** In front of all, and without a slip: `rele` calls somebody. */
function saysReal(piece: Piece | undefined, keywords: Keywords): boolean {
  return piece !== undefined && piece.digits === 0 && keywords.get(foldWords(piece.text)) === 'real';
}

function commandOf(pieces: readonly Piece[], keywords: Keywords): Pick<GatheredText, 'command' | 'nearly'> {
  const none = { command: null, nearly: null };
  const [piece] = pieces;
  if (!piece || piece.digits > 0) return none;
  const word = foldWords(piece.text);
  const exact = keywords.get(word);
  if (exact === 'real') return none;
  if (exact) return { command: exact, nearly: null };
  if (pieces.length > COMMAND_PIECES) return none;
  const near = nearest(word, keywords);
  if (near === null || near === 'real') return none;
  // What takes something away must be written without a slip.
  return near === 'cancel' || near === 'block'
    ? { command: null, nearly: near }
    : { command: near, nearly: null };
}

const rawOf = (text: string, piece: Piece | undefined) => (piece ? text.slice(piece.start, piece.end) : '');
