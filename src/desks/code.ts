import { randomInt } from 'node:crypto';

/**
 * A case code: four characters that a person can read to somebody, type on any phone and not take for a word.
 * No O, I or L (taken for 0 and 1), and so no 0 and 1 either: then such a letter or digit in what was typed
 * means that it is no code, and nobody has to guess. At least two letters and one digit. A number with what it
 * counts (`2EME`, `5GDS`, `24TH`) has the same shape and stands in real messages, so it is never a code.
 * 461,288 remain; the database sees to it that each is given once.
 */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ';
const DIGITS = '23456789';
const ALPHABET = LETTERS + DIGITS;
const LENGTH = 4;

const SHAPE = new RegExp(`^(?=.*[${DIGITS}])(?=.*[A-Z].*[A-Z])(?!\\d+[A-Z]+$)[${ALPHABET}]{${LENGTH}}$`);

/** @returns a code drawn by the system's random source: nobody can walk through those of other people */
export function newCode(): string {
  for (;;) {
    let code = '';
    for (let i = 0; i < LENGTH; i++) code += ALPHABET.charAt(randomInt(ALPHABET.length));
    if (SHAPE.test(code)) return code;
  }
}

/**
 * Finds a code in what a person typed: any case, accents and punctuation around it, hyphens or dots in it
 * (`ki kote 4f-7k?`). Spaces in it are joined where the whole text is nothing else (`ab 34`), or where it ends in
 * pieces that are no words, each with a digit or a single letter (`ki kote 4f 7k`): `mwen gen 2` holds no code.
 *
 * @returns the code in capitals, the last where there are several; null where there is none
 */
export function readCode(text: string): string | null {
  const typed = text.normalize('NFKC').toUpperCase();
  const words = wordsOf(typed);
  // `kod-4f7k` first, then `4f-7k`.
  const whole =
    words.findLast((word) => SHAPE.test(word)) ??
    wordsOf(typed.replace(/(?<=[A-Z0-9])[-‐‑‒–—._](?=[A-Z0-9])/g, '')).findLast((word) => SHAPE.test(word));
  if (whole !== undefined) return whole;

  const nothingElse = words.join('').length === LENGTH;
  let pieces = '';
  for (const word of words.toReversed()) {
    if (pieces.length >= LENGTH || !(nothingElse || word.length === 1 || /\d/.test(word))) break;
    pieces = word + pieces;
  }
  return SHAPE.test(pieces) ? pieces : null;
}

const wordsOf = (text: string) => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
