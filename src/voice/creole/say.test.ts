import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ipaOf, sayCreole } from './say.ts';

const ipa = (text: string) => ipaOf(sayCreole(text).sentences).normalize('NFC');

test.each([
  // The last syllable bears the stress; short words lean on their neighbours, but not before a breath.
  ['Bonjou mezanmi', 'bɔ̃ˈʒu mezãˈmi'],
  ['yon ti moun', 'jɔ̃ ˈti ˈmun'],
  ['Li di wi. Ou kwè? Non, vre!', 'li ˈdi ˈwi ‖ u ˈkwɛ ‖ ˈnɔ̃ | ˈvɣe'],
  // Single consonants are said with the word they belong to.
  ['k ap pale', 'ˈkap paˈle'],
  ["m'ap vini, n ap vini, l’ap vini", 'ˈmap viˈni | ˈnap viˈni | ˈlap viˈni'],
  ['m te di l', 'ˈmte ˈdil'],
  ['papa m, wè w, pou w', 'paˈpam | ˈwɛw | ˈpuw'],
  ["d'Ayiti", 'dajiˈti'],
  ['91', 'katɣevɛ̃ˈɔ̃z'],
])('%s', (text, said) => expect(ipa(text)).toBe(said.normalize('NFC')));

const UD = new URL('../../../../shared/data/text/creole_sentences_ud_adolphe.csv', import.meta.url);
// The sentences are not part of this repository: their terms do not allow it.
test.runIf(existsSync(UD))('every sentence that people wrote has a sound for every letter', () => {
  const rows = parse<{ text_ht: string }>(readFileSync(UD), { columns: true });
  expect(rows.length).toBeGreaterThan(300);
  expect(rows.filter(({ text_ht }) => sayCreole(text_ht).unknown.length > 0)).toEqual([]);
  expect(rows.filter(({ text_ht }) => ipa(text_ht) === '')).toEqual([]);
});

const LOCALES = new URL('../../../locales/ht/', import.meta.url);
const textsIn = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Object.values(value as object).flatMap(textsIn);

test('every text of ours in Creole has a sound for every letter', () => {
  const texts = readdirSync(LOCALES).flatMap((file) =>
    textsIn(JSON.parse(readFileSync(new URL(file, LOCALES), 'utf8'))),
  );
  expect(texts.length).toBeGreaterThan(1_000);
  const unsaid = texts
    .map((text) => text.replace(/\{\{.*?\}\}/g, '12'))
    .filter((text) => sayCreole(text).unknown.length > 0);
  expect(unsaid).toEqual([]);
});

test('whatever is written, nothing breaks, and what is said has a sound', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      for (const { phrases } of sayCreole(text).sentences)
        for (const { words } of phrases)
          for (const { sounds } of words) expect(sounds.length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});
