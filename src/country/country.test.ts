import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { callingCodeOf } from '../core/calling-code.ts';
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
  const { currency, perUnit, template, rates = [] } = countryOf(name).prices;
  expect(currency).toMatch(/^[A-Z]{3}$/);
  const special = rates.map(({ milliPerUnit }) => milliPerUnit);
  for (const milli of [...Object.values(perUnit), template, ...special]) {
    expect(Number.isInteger(milli) && milli >= 0).toBe(true);
  }
  for (const { callingCode = '1' } of rates)
    expect(callingCodeOf({ scheme: 'tel', kind: 'phone', value: `+${callingCode}70000001` })).toBe(
      callingCode,
    );
});

test.each(countryNames())('%s expects observers at hours of real days', (name) => {
  const { days, exerciseDays, hours, whole } = countryOf(name).watch.checkIns;
  for (const day of [...days, ...exerciseDays])
    expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
  // One day is never both: what is practice would not be told from what is not.
  expect(days.filter((day) => exerciseDays.includes(day))).toEqual([]);
  for (const hour of hours) expect(hour >= 0 && hour < 24).toBe(true);
  expect(whole.share > 0 && whole.share <= 1).toBe(true);
});
