import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { foldSpelling } from './spelling.ts';
import { wordsAsTyped } from './spelling-words.ts';

/** The orthography first, then how people write it. */
const SAME: readonly (readonly [written: string, ...typed: string[]])[] = [
  // Short forms, glued or not.
  ["m'ap vini", 'map vini', 'm ap vini', 'MWEN AP VINI', 'mwn ap vini', 'M’ap vini'],
  ["n'ap tann", 'nap tann', 'nou ap tan'],
  ["l'ap pale", 'lap pale', 'li ap palé', 'l ap parle'],
  ["y'ap vote", 'yap vote', 'yo ap votez', 'yap voté'],
  ["w'ap tande", 'wap tande', 'ou ap tande', 'w ap tan2'],
  ["sa k'ap fèt", 'sa kap fet', 'sa ki ap fèt'],
  ['sa k pase', 'sak pase', 'sak passé', 'sa ki pase', 'sakpase'],
  ["m'pa konnen", 'mpa konen', 'mwen pa konnin', 'm pa connen'],
  ['pa ap', 'pap', "p'ap"],
  ['mwen te ale', 'mte ale', "m'te alé", 'm te ale'],
  ['tann mwen', 'tan m'],
  ['pou mwen', 'poum', 'pou m', 'poumwen', 'pr mw'],
  ['kote ou', 'kotew', 'kote w', 'kòtew'],
  ['fanmi li', 'fanmil', 'fanmi l', 'famille li'],
  ['mwen menm', 'mwenmenm', 'mwenm', 'mwen mem', 'mwen minm'],
  ['pa genyen', 'pagenyen', 'pa ginyin'],
  ['pa gen', 'pagen', 'pa gin', 'pa gn'],
  // ou and w, y and i, k and its rivals, nasal vowels.
  ['nou', 'nw', 'nous', 'NOU'],
  ['pou', 'pw', 'pr', 'pour'],
  ['wi', 'oui', 'wiii'],
  ['bonswa', 'bonsoua', 'bonsoir', 'bsr'],
  ['wout', 'rout', 'route'],
  ['kote', 'koté', 'kotè', 'cote', 'qote', 'kot', 'côté'],
  ['kijan', 'ki jan'],
  ['Ayiti', 'aiti', 'ayti', 'Haïti', 'HAITI'],
  ['peyi', 'peii', 'pays', 'peyii'],
  ['pyès', 'pies', 'piès'],
  ['sitiyasyon', 'sitiasion', 'situation', 'sityasyon'],
  ['an', 'ann'],
  ['okenn', 'oken', 'okènn'],
  ['konn', 'kon'],
  ['zòn', 'zon', 'zonn', 'zone'],
  ['byen', 'bien', 'byin', 'bn'],
  ['fanm', 'fam', 'femme'],
  ['madanm', 'madam', 'madame'],
  ['tanpri', 'tampri', 'TANPRI!!!'],
  ['konbyen', 'combien', 'kombyen', 'kb'],
  ['anpil', 'ampil', 'enpil'],
  ['renmen', 'remen', 'rinmin'],
  ['jwenn', 'jwen', 'jouin', 'join'],
  // Shorthand.
  ['mwen', 'mwn', 'mw', 'mwin', 'moin', 'mouin', 'mwem', 'mwennn'],
  ['ak', 'avèk', 'avek', 'avk', 'avec', 'av'],
  ['tout', 'tt', 'tous', 'toutt'],
  ['bonjou', 'bjr', 'bonjour', 'bonjouuu'],
  ['mesaj', 'msj', 'message', 'mesag', 'messages'],
  ['souple', 'svp', 'silvouplè', 'SVP'],
  ['mèsi', 'merci', 'msi', 'mersi', 'meci'],
  ['toujou', 'tjrs', 'toujours'],
  ['demen', '2men', 'demain'],
  ['jodi a', 'jodia', 'jodi a'],
  ['kounye a', 'kounyea', 'kounya'],
  ['dlo', 'DLO', 'dló', 'dlô'],
  // French.
  ['eleksyon', 'élection', 'élections', 'eleksion', 'elexion'],
  ['kandida', 'candida', 'kandidaa'],
  ['biwo', 'bureau', 'biro', 'bureaux'],
  ['prezidan', 'président', 'presidan'],
  ['gouvènman', 'gouvernement', 'gouvenman'],
  ['sekirite', 'sécurité', 'securite', 'sekurité'],
  ['enfòmasyon', 'information', 'informations', 'enfomasion'],
  ['telefòn', 'telefon', 'telephon'],
  ['katye', 'quartier', 'kartye', 'katié'],
  ['manje', 'manger', 'mangé', 'mange'],
  ['vote', 'voter', 'votez', 'voté'],
  ['lekòl', 'lecol', 'lekol'],
  ['lapolis', 'lapolice'],
  ['bezwen', 'besoin', 'bezouin', 'beswen', 'bezoin'],
  ['pwoblèm', 'problem', 'pwoblem'],
  ['gwo', 'gros', 'gro'],
  ['fo', 'faux', 'faut', 'fò'],
  ['lari', 'larue'],
  ['ri', 'rue'],
  ['mwa', 'mois'],
  ['dwa', 'droit'],
  ['komin', 'commune', 'komine'],
  ['ijans', 'urgence'],
  ['timoun', 'ti moun'],
  ['vil', 'ville'],
  ['solèy', 'soleil', 'soley'],
  ['travay', 'travail', 'travaille'],
  ['nwit', 'nuit'],
  ['de', 'deux', 'dé'],
  ['doktè', 'docteur', 'dokte'],
  ['egzamen', 'examen'],
  ['kesyon', 'question', 'kestion', 'kesion'],
  ['ayisyen', 'haïtien', 'ayisien'],
  ['leson', 'leçon', 'lec\u0327on', 'lesson'],
  // Keywords and places.
  ['ki kote', 'kikote', 'KI KOTÉ', 'qui kote'],
  ['lòt moun', 'lot moun', 'lotmoun', 'LÒT MOUN'],
  ['Kafou', 'Carrefour', 'carfour', 'kafou'],
  ['Jakmèl', 'Jacmel', 'jakmel', 'Jackmel'],
  ['Petyonvil', 'pétionville', 'petionvil'],
];

const DISTINCT: readonly (readonly [string, string])[] = [
  ['pa', 'pou'],
  ['pa', 'par'],
  ['pa', 'papa'],
  ['non', 'nou'],
  ['non', 'nan'],
  ['nou', 'nan'],
  ['wi', 'wè'],
  ['wi', 'ou'],
  ['wi', 'non'],
  ['sou', 'sa'],
  ['ki', 'ke'],
  ['li', 'le'],
  ['mwen', 'moun'],
  ['mwen', 'men'],
  ['yo', 'yon'],
  ['gen', 'jèn'],
  ['dis', 'di'],
  ['sis', 'si'],
  ['trèz', 'trè'],
  ['sou', 'sous'],
  ['ka', 'car'],
  ['mezi', 'mèsi'],
  ['pou', 'poul'],
  ['fèm', 'fè m'],
  ['moun', 'mòn'],
  ['vòt', 'vòl'],
  ['ede', 'ed'],
  ['kote', 'koute'],
  ['arèt', 'rete'],
  ['stop', 'sòti'],
  ['1', '2'],
  ['1', '11'],
  ['a', 'b'],
  ['c', 'k'],
  ['m', 'n'],
  ['n', 'nou'],
  ['w', 'ou'],
];

describe('two ways of writing the same words', () => {
  test.each(SAME)('%s', (written, ...typed) => {
    for (const text of typed) expect([text, foldSpelling(text)]).toEqual([text, foldSpelling(written)]);
  });
});

describe('what is not the same stays apart', () => {
  test.each(DISTINCT)('%s is not %s', (one, other) => {
    expect(foldSpelling(one)).not.toBe(foldSpelling(other));
  });
});

test('digits, codes and other scripts are kept', () => {
  expect(foldSpelling('Delmas 33, HT0131-10, 22h, 1010')).toBe('delmas 33 ht0131 10 22h 1010');
  expect(foldSpelling('مرحبا бонжур')).toBe('مرحبا бонжур');
  expect(foldSpelling('🙏🙏')).toBe('');
  expect(foldSpelling('')).toBe('');
  expect(foldSpelling('\ud800')).toBe('');
});

test('no word of the table is folded twice in two ways', () => {
  const typed = new Map<string, string>();
  for (const [word, written] of wordsAsTyped()) {
    expect([word, typed.get(word) ?? written]).toEqual([word, written]);
    typed.set(word, written);
    for (const text of [word, `${word} x`, written]) {
      const folded = foldSpelling(text);
      expect(foldSpelling(folded)).toBe(folded);
    }
  }
});

const letters = fc.string({ unit: fc.constantFrom(..."abcdeghiklmnoprstuvwxyzéèòç' "), maxLength: 40 });
test.each([
  ['letters of Creole and French', letters],
  ['anything at all', fc.string({ unit: 'binary' })],
])('folding again changes nothing: %s', (_, text) => {
  fc.assert(
    fc.property(text, (typed) => {
      const folded = foldSpelling(typed);
      expect(foldSpelling(folded)).toBe(folded);
    }),
    { numRuns: 2000 },
  );
});

test('a megabyte of rubbish is folded, too', () => {
  const words = Array.from({ length: 150_000 }, (_, i) => `or${i.toString(36)}`).join(' ');
  for (const text of [words, 'oror'.repeat(250_000), '😀'.repeat(250_000), '\udc00 '.repeat(500_000)]) {
    expect(typeof foldSpelling(text)).toBe('string');
  }
});

const haitiSms = new URL('../../../shared/data/haiti-sms/haiti_sms_direct.csv', import.meta.url);
test.runIf(existsSync(haitiSms))('thousands of real SMS fold once and for all', () => {
  for (const text of readFileSync(haitiSms, 'utf8').split('\n')) {
    const folded = foldSpelling(text);
    expect(foldSpelling(folded)).toBe(folded);
  }
});
