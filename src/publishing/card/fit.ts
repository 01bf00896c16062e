import type { Typeface } from './type.ts';

export interface Fitted {
  readonly size: number;
  readonly lines: readonly string[];
}

export interface Room {
  readonly width: number;
  readonly height: number;
  readonly most: number;
  readonly least: number;
}

/** Distance of base lines, in sizes. */
export const LEADING = 1.22;

/** As large as the room allows; what is too long at the smallest size ends in an ellipsis, at a word. */
export function fitText(face: Typeface, text: string, { width, height, most, least }: Room): Fitted {
  // In French some signs have a space before or after them, at which no line ends.
  const held = text.replace(/\s+(?=[:;!?»])/g, '\u00a0').replace(/«\s+/g, '«\u00a0');
  const words = held.split(/[ \t\r\n]+/).filter((word) => word !== '');
  const linesAt = (size: number) => Math.max(1, Math.floor(height / (size * LEADING)));
  for (let size = most; size >= least; size -= 2) {
    const lines = wrap(face, words, size, width);
    if (lines.length <= linesAt(size)) return { size, lines };
  }
  const lines = wrap(face, words, least, width);
  const kept = lines.slice(0, linesAt(least));
  return { size: least, lines: [...kept.slice(0, -1), shortened(face, kept.at(-1) ?? '', least, width)] };
}

/** One line, made smaller until it fits. @returns the size */
export function fitLine(face: Typeface, text: string, width: number, most: number): number {
  return Math.min(most, Math.floor((most * width) / Math.max(1, face.width(text, most))));
}

function wrap(face: Typeface, words: readonly string[], size: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of words.flatMap((each) => pieces(face, each, size, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && face.width(longer, size) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === '' ? lines : [...lines, line];
}

/** A word that is wider than the room, an address above all, is broken where it must be. */
function pieces(face: Typeface, word: string, size: number, width: number): string[] {
  if (face.width(word, size) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  for (const sign of word) {
    if (piece !== '' && face.width(piece + sign, size) > width) {
      found.push(piece);
      piece = sign;
    } else piece += sign;
  }
  return [...found, piece];
}

function shortened(face: Typeface, line: string, size: number, width: number): string {
  const words = line.split(' ');
  while (words.length > 1 && face.width(`${words.join(' ')}…`, size) > width) words.pop();
  let short = words.join(' ');
  while (short.length > 1 && face.width(`${short}…`, size) > width) short = short.slice(0, -1);
  return `${short}…`;
}
