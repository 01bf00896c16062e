import { expect, test } from 'vitest';
import { countryNames, countryOf } from '../country/index.ts';
import { bookOf, keywordsOf } from './book-of.ts';
import { hasCheckDigit } from './damm.ts';

const entry = { kind: 'incident', placed: true, worded: false } as const;

test.each(countryNames())('the card of %s is a book: no code twice, no word for two things', (name) => {
  const { codes, words } = countryOf(name).observerCard;
  const book = bookOf(codes);
  expect(book.codes.size).toBe(codes.length);
  for (const code of book.codes.keys()) expect(code.length === 3 && hasCheckDigit(code)).toBe(true);
  expect(keywordsOf(words).size).toBeGreaterThan(0);
});

test('what is no code, and what stands twice, is refused', () => {
  expect(() => bookOf([{ ...entry, code: '7' }])).toThrow(/not two digits/);
  expect(() =>
    bookOf([
      { ...entry, code: '31' },
      { ...entry, code: '31' },
    ]),
  ).toThrow(/stands twice/);
  const words = { cancel: ['STOP'], status: ['Stòp'], card: [], help: [], block: [], real: [] };
  expect(() => keywordsOf(words)).toThrow(/two things/);
});
