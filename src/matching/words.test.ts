import { expect, test } from 'vitest';
import { unglue } from './glued.ts';
import { readWords } from './words.ts';

const keys = (text: string, language?: string) =>
  readWords(text, language)
    .words.filter(({ filler }) => !filler)
    .map(({ key }) => key);

test.each([
  ['les personnes', 'fr', 'moun', 'ht'],
  ['la loi', 'fr', 'lwa', 'ht'],
  ['children', 'en', 'timoun', 'ht'],
  ['mujeres', 'es', 'fanm', 'ht'],
  ['élections', 'fr', 'eleksyon', 'ht'],
  ['the ballots', 'en', 'bulletins', 'fr'],
])('%s (%s) says what %s (%s) says', (one, language, other, its) => {
  expect(keys(one, language)).toEqual(keys(other, its));
});

test('without a language the same is found in whole sentences', () => {
  const french = keys('Les élections sont reportées parce que la police a fermé les centres de vote');
  const creole = keys('Yo ranvwaye eleksyon yo paske lapolis fèmen sant vòt yo nan tout peyi a');
  expect(french.filter((key) => creole.includes(key)).length).toBeGreaterThanOrEqual(5);
});

test('numbers are the same with and without marks between thousands', () => {
  expect(keys('1,000,000 people')).toContain(keys('1000000')[0]);
  expect(readWords('17.5').words.map(({ folded }) => folded)).toEqual(['17', '5']);
});

test('a word with a capital is a name, unless a sentence begins with it', () => {
  const { words } = readWords('Yesterday Manno came. People saw Manno', 'en');
  expect(words.filter(({ name }) => name).map(({ folded }) => folded)).toEqual(['manno', 'manno']);
});

test('words that lost their spaces are cut where the parts are known', () => {
  const known: Record<string, number> = { corn: 9, flakes: 5, the: 900, ballot: 4, box: 30 };
  const cut = (word: string) => unglue(word, (part) => known[part] ?? 0);
  expect(cut('cornflakes')).toEqual(['corn', 'flakes']);
  expect(cut('theballotbox')).toEqual(['the', 'ballot', 'box']);
  expect(cut('kristamarti')).toBeUndefined();
  expect(cut('box')).toBeUndefined();
  expect(cut('box'.repeat(5000))).toBeUndefined();
});
