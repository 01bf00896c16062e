import type { Features } from './features.ts';

/** The columns of the table: the four languages in the order of GUESSED, and anything else. */
export const COLUMNS = 5;

/** Four letters of five bits below a leading 1: every piece has a smaller number. */
const PIECES = 1 << 21;

/** One row of COLUMNS numbers for each feature. */
export interface Weights {
  /** By the number of a piece; 0 where nothing is known of it. */
  readonly pieces: Uint16Array;
  readonly words: ReadonlyMap<string, number>;
  readonly accents: ReadonlyMap<string, number>;
  /** Row 0 is added to every text. */
  readonly rows: Float32Array;
}

/** The table as it is kept: for each feature its name and one letter a column. */
export interface Packed {
  readonly step: number;
  readonly always: string;
  /** By length, without a gap between: `_` is where a word begins or ends, `0` a digit, `?` another script. */
  readonly pieces: readonly string[];
  readonly words: string;
  readonly accents: string;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const MIDDLE = 32;
const SIGNS = '_abcdefghijklmnopqrstuvwxyz0?';

/** A piece in letters, e.g. `_ak`; the inverse of `numberOf`. */
export function lettersOf(piece: number): string {
  let said = '';
  for (let rest = piece; rest > 1; rest >>= 5) said = (SIGNS[rest & 31] ?? '') + said;
  return said;
}

/** The number by which a piece is looked up. */
function numberOf(letters: string): number {
  let piece = 1;
  for (const letter of letters) piece = (piece << 5) | SIGNS.indexOf(letter);
  return piece;
}

/** @param row COLUMNS whole steps, each from -32 to 31 */
export const packRow = (row: readonly number[]): string =>
  row.map((value) => ALPHABET[Math.max(-MIDDLE, Math.min(MIDDLE - 1, value)) + MIDDLE] ?? '').join('');

/** The table ready to be looked up in; takes some milliseconds. */
export function unpackWeights(packed: Packed): Weights {
  const values = new Float32Array(128);
  for (let at = 0; at < ALPHABET.length; at += 1)
    values[ALPHABET.charCodeAt(at)] = (at - MIDDLE) * packed.step;
  const rows: number[] = [];
  const add = (said: string, from: number): number => {
    for (let column = 0; column < COLUMNS; column += 1)
      rows.push(values[said.charCodeAt(from + column)] ?? 0);
    return rows.length / COLUMNS - 1;
  };
  add(packed.always, 0);
  const pieces = new Uint16Array(PIECES);
  packed.pieces.forEach((said, index) => {
    const size = index + 1;
    for (let at = 0; at < said.length; at += size + COLUMNS)
      pieces[numberOf(said.slice(at, at + size))] = add(said, at + size);
  });
  const named = (said: string) =>
    new Map(
      said
        .split(' ')
        .filter(Boolean)
        .map((each) => [each.slice(0, -COLUMNS), add(each, each.length - COLUMNS)]),
    );
  const words = named(packed.words);
  const accents = named(packed.accents);
  return { pieces, words, accents, rows: Float32Array.from(rows) };
}

/** @returns a chance for each column, together 1 */
export function chancesOf(features: Features, { pieces, words, accents, rows }: Weights): number[] {
  const found = features.pieces.map((piece) => pieces[piece] as number);
  for (const word of features.words) found.push(words.get(word) ?? 0);
  for (const accent of features.accents) found.push(accents.get(accent) ?? 0);
  // A long text is surer than a short one, but not as many times as it is longer: its pieces hang together.
  const share = 1 / Math.sqrt(Math.max(1, features.pieces.length));
  const scores: number[] = [];
  for (let column = 0; column < COLUMNS; column += 1) {
    let sum = 0;
    // Row 0 counts once for every text.
    for (const row of found) if (row > 0) sum += rows[row * COLUMNS + column] as number;
    scores.push(sum * share + (rows[column] as number));
  }
  const highest = Math.max(...scores);
  const parts = scores.map((sum) => Math.exp(sum - highest));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}
