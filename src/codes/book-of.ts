import { foldWords } from '../language/fold.ts';
import type { CodeBook, CodeEntry, Keyword, Keywords } from './book.ts';
import { withCheckDigit } from './damm.ts';

/**
 * The book of a country's codes.
 * @param codes by their two digits
 * @throws Error where a code is not two digits, or comes twice
 */
export function bookOf(codes: readonly (CodeEntry & { readonly code: string })[]): CodeBook {
  const book = new Map<string, CodeEntry>();
  for (const { code, kind, placed, worded } of codes) {
    if (!/^\d\d$/.test(code)) throw new Error(`the code ${code} of an observer's card is not two digits`);
    const written = withCheckDigit(code);
    if (book.has(written)) throw new Error(`the code ${code} stands twice on the observers' card`);
    book.set(written, { kind, placed, worded });
  }
  return { codes: book };
}

/** What the words of a card say. @throws Error where one word stands for two things */
export function keywordsOf(words: Readonly<Record<Keyword, readonly string[]>>): Keywords {
  const known = new Map<string, Keyword>();
  for (const keyword of KEYWORDS) {
    for (const word of words[keyword]) {
      const folded = foldWords(word);
      if ((known.get(folded) ?? keyword) !== keyword) throw new Error(`${word} asks for two things`);
      known.set(folded, keyword);
    }
  }
  return known;
}

const KEYWORDS = ['cancel', 'status', 'card', 'help', 'block', 'real'] as const;
