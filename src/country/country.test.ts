import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadTexts } from '../i18n.ts';
import { countryNames, countryOf } from './index.ts';

test('every folder is a country, and none is promised without one', () => {
  const folders = readdirSync(new URL('.', import.meta.url), { withFileTypes: true }).filter((f) =>
    f.isDirectory(),
  );
  expect(countryNames().sort()).toEqual(folders.map(({ name }) => name).sort());
});

test.each(countryNames())('%s names a real time zone and languages that we speak', (name) => {
  const { timeZone, verdictLanguages } = countryOf(name);
  expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
  expect(verdictLanguages.length).toBeGreaterThan(0);
  for (const language of verdictLanguages) expect(loadTexts().languages).toContain(language);
});

test.each(countryNames())('%s knows what a message costs', (name) => {
  const { currency, perUnit, template } = countryOf(name).prices;
  expect(currency).toMatch(/^[A-Z]{3}$/);
  for (const milli of [...Object.values(perUnit), template]) {
    expect(Number.isInteger(milli) && milli >= 0).toBe(true);
  }
});
