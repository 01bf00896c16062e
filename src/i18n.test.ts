import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { loadTexts } from './i18n.ts';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true });
});

/** A locales folder with these contents: language -> file -> what stands in it. */
function locales(content: Record<string, Record<string, unknown>>, order?: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'teledjol-locales-'));
  made.push(directory);
  if (order) writeFileSync(join(directory, 'order.json'), JSON.stringify(order));
  for (const [language, files] of Object.entries(content)) {
    mkdirSync(join(directory, language));
    for (const [file, json] of Object.entries(files))
      writeFileSync(join(directory, language, `${file}.json`), JSON.stringify(json));
  }
  return directory;
}

test('a text is said in the language asked for, else in the first, else in the next that has it', () => {
  const texts = loadTexts(
    locales({ fr: { a: { x: 'un', y: 'deux' } }, ht: { a: { x: 'yon' } }, en: { a: { z: 'three' } } }, [
      'ht',
      'fr',
      'en',
    ]),
  );
  expect(texts.languages).toEqual(['ht', 'fr', 'en']);
  expect(texts.text('fr', 'a.x')).toBe('un');
  expect(texts.text(null, 'a.x')).toBe('yon');
  expect(texts.text('xx', 'a.x')).toBe('yon');
  expect(texts.text('ht', 'a.y')).toBe('deux');
  expect(texts.text('ht', 'a.z')).toBe('three');
  expect([texts.has('fr', 'a.x'), texts.has('ht', 'a.y')]).toEqual([true, false]);
});

test('a text that nobody wrote, or an empty one, is an error that names it', () => {
  const texts = loadTexts(locales({ ht: { a: { x: '' } } }));
  expect(() => texts.text('ht', 'a.x')).toThrow('a.x');
  expect(() => texts.text('ht', 'a.nothing')).toThrow('a.nothing');
});

test('an unfilled placeholder is an error, what people wrote is put in as it is', () => {
  const texts = loadTexts(locales({ ht: { a: { x: 'Men {{said}}, {{lng}}', other: 'wrong' } } }));
  expect(() => texts.text('ht', 'a.x', { said: 'wi' })).toThrow('{{lng}}');
  const said = `L'Ayiti <b> {{lng}} {{nobody}} $t(a.other) $& & "`;
  expect(texts.text('ht', 'a.x', { said, lng: 'fr' })).toBe(`Men ${said}, fr`);
});

test('nested names, word lists and notes for translators', () => {
  const texts = loadTexts(
    locales({
      ht: {
        common: { 'a.b': 'flat', deep: { er: 'nested', '_note.er': 'n' }, words: { yes: ['Wi!', 'DAKÒ'] } },
      },
      fr: { common: { 'a.b': 'plat', '_note.a.b': 'n', words: { yes: ['Oui', 'dako'], no: ['Non'] } } },
    }),
  );
  expect(texts.text('ht', 'common.deep.er')).toBe('nested');
  expect(texts.keys('ht')).toEqual(['common.a.b', 'common.deep.er']);
  expect(texts.keys('fr')).toEqual(['common.a.b']);
  expect(texts.list('common.words.yes').toSorted()).toEqual(['dako', 'oui', 'wi']);
  expect(texts.words('common.words').get('oui')).toBe('yes');
  expect(texts.words('common.words').get('non')).toBe('no');
});

test('a word with two meanings is refused', () => {
  const texts = loadTexts(locales({ ht: { common: { words: { yes: ['Wi'], no: ['wi'] } } } }));
  expect(() => texts.words('common.words')).toThrow('"wi"');
});

test('a file that is no object of texts is named', () => {
  expect(() => loadTexts(locales({ ht: { a: { x: 3 } } }))).toThrow('ht/a.json');
});

test('plurals: Creole has one form, French no form of its own for a million', () => {
  const texts = loadTexts(
    locales(
      {
        ht: { a: { n_one: 'yon', n_other: '{{count}} mesaj' } },
        fr: { a: { n_one: '{{count}} message', n_other: '{{count}} messages' } },
      },
      ['ht', 'fr'],
    ),
  );
  expect([0, 1, 2].map((count) => texts.text('ht', 'a.n', { count }))).toEqual([
    '0 mesaj',
    '1 mesaj',
    '2 mesaj',
  ]);
  expect([0, 1, 2, 1_000_000].map((count) => texts.text('fr', 'a.n', { count }))).toEqual([
    '0 message',
    '1 message',
    '2 messages',
    '1000000 messages',
  ]);
  expect([texts.has('fr', 'a.n'), texts.has('fr', 'a.m')]).toEqual([true, false]);
});

test('before the language is known, a text for everybody is said where there is one', () => {
  const texts = loadTexts(
    locales({ ht: { a: { x: 'bonjou', x_any: 'bonjou/bonjour', y: 'wi' } }, fr: { a: { x: 'bonjour' } } }, [
      'ht',
    ]),
  );
  expect(texts.text(null, 'a.x')).toBe('bonjou/bonjour');
  expect(texts.text(null, 'a.y')).toBe('wi');
  expect(texts.text('ht', 'a.x')).toBe('bonjou');
});
