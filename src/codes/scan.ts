/** A run of letters and digits, and what stands before it. */
export interface Piece {
  /** Folded: digits of every script as 0-9, full-width letters as plain ones; accents are left. */
  readonly text: string;
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
  /** The signs between the piece before and this one, white space of any kind as one space. */
  readonly gap: string;
  readonly digits: number;
}

export interface Scanned {
  readonly pieces: readonly Piece[];
  /** The signs behind the last piece. */
  readonly tail: string;
  /** Where the words begin that were set apart by `@`; the length of the text where there is none. */
  readonly words: number;
}

const NOTHING = 0;
const GAP = 1;
const LETTER = 2;
const DIGIT = 3;
const AT = '@'.charCodeAt(0);
const BAR = '|'.charCodeAt(0);
/** What is longer is no code: it is read by a person. */
const MOST_PIECES = 64;

const ASCII = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  if (/\d/.test(sign)) return DIGIT;
  return /[a-z]/i.test(sign) ? LETTER : GAP;
});

const isDigit = (code: number) => code >= 48 && code <= 57;

/** What a sign beyond ASCII stands for, and as what it counts. */
function beyond(sign: string): { kind: number; as: string } {
  const as = sign.normalize('NFKC');
  if (/^\p{Nd}$/u.test(as)) return { kind: DIGIT, as: digitOf(as) };
  if (/^[\p{L}\p{N}]+$/u.test(as)) return { kind: LETTER, as };
  // Zero-width signs, soft hyphens and combining accents are no gap; they say nothing among digits.
  if (/^[\p{Cf}\p{M}]+$/u.test(sign)) return { kind: NOTHING, as: '' };
  return { kind: GAP, as: /^\s*$/u.test(as) ? ' ' : as };
}

/** The digits of a script stand in one row from 0 to 9 (Unicode, 4.6): how far its 0 is tells which one it is. */
function digitOf(sign: string): string {
  const code = sign.codePointAt(0) ?? 48;
  if (code < 128) return sign;
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(code - value - 1))) value += 1;
  return String(value);
}

/** Cuts a text into its pieces. Looks at each sign once; of a long text only at its beginning. */
export function scan(text: string): Scanned {
  const pieces: Piece[] = [];
  let folded = '';
  let digits = 0;
  let start = -1;
  let end = 0;
  let gap = '';
  const close = () => {
    if (start < 0) return;
    pieces.push({ text: folded, start, end, gap, digits });
    folded = '';
    digits = 0;
    start = -1;
    gap = '';
  };
  for (let at = 0; at < text.length && pieces.length < MOST_PIECES; ) {
    const code = text.charCodeAt(at);
    if (code === AT) {
      close();
      return { pieces, tail: gap, words: at };
    }
    let kind: number;
    let as: string;
    let width = 1;
    if (code < 128) {
      as = text[at] as string;
      // A stroke beside a digit is a 1 of a kind.
      const stroke = code === BAR && ((start >= 0 && digits > 0) || isDigit(text.charCodeAt(at + 1)));
      kind = stroke ? LETTER : (ASCII[code] as number);
    } else {
      const sign = String.fromCodePoint(text.codePointAt(at) as number);
      width = sign.length;
      ({ kind, as } = beyond(sign));
    }
    if (kind === GAP) {
      close();
      gap += as === '\n' || as === '\r' || as === '\t' ? ' ' : as;
    } else if (kind !== NOTHING) {
      if (start < 0) start = at;
      end = at + width;
      folded += as;
      if (kind === DIGIT) digits += 1;
    }
    at += width;
  }
  close();
  return { pieces, tail: gap, words: text.length };
}
