import { beforeAll, describe, expect, test } from 'vitest';
import { GUESSED } from '../../language/guess.ts';
import { kinds, mean, readSms, type Scores, score, strange } from './measure.ts';
import { cut, misspell, seeded } from './misspell.ts';
import { samplesAreHere } from './samples.ts';

test('a piece is as long as it may be, and misspelling changes words, not their number by much', () => {
  const random = seeded(7);
  const text = 'nou bezwen konnen ki kote pou n ale vote dimanch maten paske biwo nou an fèmen';
  for (let time = 0; time < 200; time += 1) {
    const piece = cut(text, 20, 40, random);
    expect(text).toContain(piece);
    expect(piece.length).toBeLessThanOrEqual(40);
  }
  const misspelt = misspell(text, 0.5, random);
  expect(misspelt).not.toBe(text);
  expect(Math.abs(misspelt.length - text.length)).toBeLessThan(20);
  expect(misspell(text, 0, random)).toBe(text);
});

describe.runIf(samplesAreHere)('on real texts, where they are at hand', () => {
  const scores = new Map<string, Scores>();
  beforeAll(() => {
    for (const [name, samples] of Object.entries(kinds())) scores.set(name, score(samples));
  });
  const long = () => [...scores].filter(([name]) => !name.includes('8 to 19'));

  test('enough of what is reported was read, not only counted', () => {
    const read = readSms();
    expect(read.length).toBeGreaterThanOrEqual(400);
    expect(new Set(read.map(({ language }) => language))).toEqual(new Set(GUESSED));
  });

  test('texts of 20 letters and more: each language 95 % right, their mean 97 %, whatever kind of text', () => {
    for (const [name, each] of long()) {
      // Of half a dozen Spanish SMS one is more than 5 %.
      for (const [language, { texts, right }] of Object.entries(each))
        if (texts >= 20) expect(right, `${name}, ${language}`).toBeGreaterThanOrEqual(0.95);
      if (Object.values(each).every(({ texts }) => texts === 0 || texts >= 20))
        expect(mean(each, 'right'), name).toBeGreaterThanOrEqual(0.97);
    }
  });

  test('all of them together: no more than 5 % unsure, and who is sure is right', () => {
    const together = score(
      Object.entries(kinds()).flatMap(([name, samples]) => (name.includes('8 to 19') ? [] : samples)),
    );
    for (const language of GUESSED) expect(together[language].right, language).toBeGreaterThanOrEqual(0.95);
    expect(mean(together, 'right')).toBeGreaterThanOrEqual(0.97);
    expect(mean(together, 'unsure')).toBeLessThanOrEqual(0.05);
    expect(mean(together, 'rightIfSure')).toBeGreaterThanOrEqual(0.99);
  });

  test('texts of 8 to 19 letters are harder: who is sure is still mostly right', () => {
    for (const [name, each] of [...scores].filter(([kind]) => kind.includes('8 to 19')))
      expect(mean(each, 'right'), name).toBeGreaterThanOrEqual(0.75);
  });

  test('other languages are mostly not taken for one of the four', () => {
    const { 'SMS in Urdu and Sindhi': urdu, 'declaration in Portuguese': portuguese } = strange();
    expect(urdu?.unsure).toBeGreaterThanOrEqual(0.9);
    expect(portuguese?.unsure).toBeGreaterThanOrEqual(0.8);
  });
});
