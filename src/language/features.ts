import { foldWords } from './fold.ts';

/**
 * What tells one language from another in a text: pieces of one to four letters, with where words begin and end;
 * whole words; and the accented letters and signs that were typed. A piece is a number (five bits a letter below a
 * leading 1), because a thousand of them are looked up for one SMS.
 */
export interface Features {
  readonly pieces: readonly number[];
  readonly words: readonly string[];
  /** Letters and signs that only some of the languages write. */
  readonly accents: readonly string[];
  /** How many letters there are; digits and signs are none. */
  readonly letters: number;
}

/** Three SMS: who has written more has shown the language long before. */
const LONGEST = 500;
const GAP = 0;
const DIGIT = 27;
/** A letter of another script. */
const FOREIGN = 28;

/** @param text anything; of a long one the first 500 characters count */
export function featuresOf(text: string): Features {
  const read = text.length > LONGEST ? text.slice(0, LONGEST) : text;
  // `mesiiii` is `mesi` said loudly.
  const folded = foldWords(read).replace(/([a-z])\1{2,}/g, '$1');
  const pieces: number[] = [];
  let letters = 0;
  let last = 0;
  let length = 0;
  const take = (sign: number) => {
    last = ((last << 5) | sign) & 0xfffff;
    length += 1;
    // A gap or a digit alone says nothing.
    if (sign !== GAP && sign !== DIGIT) pieces.push(0x20 | sign);
    if (length > 1) pieces.push(0x400 | (last & 0x3ff));
    if (length > 2) pieces.push(0x8000 | (last & 0x7fff));
    if (length > 3) pieces.push(0x100000 | last);
  };
  if (folded !== '') take(GAP);
  for (let at = 0; at < folded.length; at += 1) {
    const code = folded.charCodeAt(at);
    if (code >= 97 && code <= 122) {
      letters += 1;
      take(code - 96);
    } else if (code === 32) take(GAP);
    else if (code >= 48 && code <= 57) take(DIGIT);
    else {
      letters += 1;
      take(FOREIGN);
    }
  }
  if (folded !== '') take(GAP);
  return {
    pieces,
    words: folded === '' ? [] : folded.split(' '),
    accents:
      read
        .normalize('NFC')
        .toLowerCase()
        .match(/[àâáçèéêëíîïñòóôùúûœ¿¡]/g) ?? [],
    letters,
  };
}
