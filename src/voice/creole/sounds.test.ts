import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isVowel, SOUNDS, soundsOf } from './sounds.ts';

const said = (word: string) => soundsOf(word.normalize('NFC').toLowerCase()).sounds.join('').normalize('NFC');

const words = readFileSync(new URL('./words.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .slice(1)
  .map((line) => line.split('\t') as [word: string, ipa: string, source: string]);

test('more than 500 words sound as their sources say', () => {
  const count = (source: string) => words.filter((word) => word[2] === source).length;
  expect(count('wiktionary')).toBeGreaterThan(400);
  expect(count('wiktionary') + count('wikipedia') + count('ipn-1979')).toBe(words.length);
  const wrong = words
    .map(([word, ipa]) => ({ word, ipa: ipa.normalize('NFC'), said: said(word) }))
    .filter((one) => one.ipa !== one.said);
  expect(wrong).toEqual([]);
});

test.each([
  // The grave accent takes the nose out; a double n leaves it in, and says the n, too.
  ['pan', 'pã'],
  ['pàn', 'pan'],
  ['pann', 'pãn'],
  ['chen', 'ʃɛ̃'],
  ['jèn', 'ʒɛn'],
  ['chenn', 'ʃɛ̃n'],
  ['bon', 'bɔ̃'],
  ['mòn', 'mɔn'],
  ['konn', 'kɔ̃n'],
  // Before a vowel n is its own; in and oun are never one sound, but for the words that begin so.
  ['lane', 'lane'],
  ['machin', 'maʃin'],
  ['moun', 'mun'],
  ['jounen', 'ʒunɛ̃'],
  ['ounsi', 'ũsi'],
  ['youn', 'jũ'],
  // r becomes w before round vowels.
  ['rouj', 'wuʒ'],
  ['lougarou', 'luɡawu'],
  ['rich', 'ɣiʃ'],
  ['tchala', 'tʃala'],
  ['djaz', 'dʒaz'],
  ['uit', 'ɥit'],
  ['filing', 'filiŋ'],
])('%s sounds %s', (word, ipa) => expect(said(word)).toBe(ipa.normalize('NFC')));

test('every sound is used, and names what no letter of Creole is', () => {
  const heard = new Set(words.flatMap(([word]) => soundsOf(word.toLowerCase()).sounds));
  expect(SOUNDS.filter((sound) => !heard.has(sound))).toEqual([]);
  expect(SOUNDS.filter(isVowel)).toHaveLength(11);
  expect(soundsOf('kaxa')).toEqual({ sounds: ['k', 'a', 'a'], unknown: ['x'] });
});
