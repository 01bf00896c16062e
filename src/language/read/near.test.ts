import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldWords } from '../fold.ts';
import { nearest as meantBy } from './near.ts';

const nearest = (said: string, known: readonly string[]) =>
  meantBy(said, new Map(known.map((word) => [word, word])));

const words = ['anile', 'rapote', 'verifye', 'kontinye', 'eleksyon', 'vyolans', 'wi', 'wit', 'non', 'ed'];

test.each([
  ['anile', 'anile'],
  ['anlie', 'anile'],
  ['anilé', 'anile'],
  ['annile', 'anile'],
  ['anil', 'anile'],
  ['enile', 'anile'],
  ['nanile', 'anile'],
  ['rapòt', 'rapote'],
  ['rapotee', 'rapote'],
  ['VERIFIYE', 'verifye'],
  ['veryfie', null],
  ['eleskyon', 'eleksyon'],
  ['eleksion', 'eleksyon'],
  ['elecsion', 'eleksyon'],
  ['lelection', null],
  ['kontinue', 'kontinye'],
  ['continue', 'kontinye'],
  ['vyolens', 'vyolans'],
  ['wi', 'wi'],
  ['wy', null],
  ['w', null],
  ['nom', null],
  ['ede', null],
  ['bonjou', null],
  ['', null],
  ['🙏🙏', null],
])('%j is meant as %j', (typed, word) => expect(nearest(foldWords(typed), words)).toBe(word));

test('two words that are equally near are no answer', () => {
  expect(nearest('kase', ['kaye', 'kare'])).toBeNull();
  expect(nearest('kase', ['kaye', 'kaye'])).toBe('kaye');
  expect(nearest('kase', ['kaye', 'kare', 'kase'])).toBe('kase');
});

test('two words that are equally near and mean the same are an answer', () =>
  expect(
    meantBy(
      'franes',
      new Map([
        ['franse', 'fr'],
        ['frances', 'fr'],
      ]),
    ),
  ).toBe('fr'));

test('a nearer word ends a tie', () =>
  expect(nearest('eleksyonn', ['eleksyo', 'elekyon', 'eleksyon'])).toBe('eleksyon'));

test('digits are never misspelt', () => {
  expect(nearest('biwo 1204', ['biwo 1205'])).toBeNull();
  expect(nearest('biwo', ['biwo1'])).toBeNull();
  expect(nearest('biwo 1204', ['biwo 1204'])).toBe('biwo 1204');
});

test('words of any script and length are compared without a complaint', () => {
  expect(nearest('مرحب', ['مرحبا'])).toBe('مرحبا');
  expect(nearest('a'.repeat(1_000_000), ['a'.repeat(999_999), 'anile'])).toBeNull();
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string({ unit: 'binary' })), (said, known) => {
      const word = nearest(said, known);
      expect(word === null || known.includes(word)).toBe(true);
    }),
  );
});
