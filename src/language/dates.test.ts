import { expect, test } from 'vitest';
import { segments } from '../core/sms.ts';
import { DATE_WORDS, dayInWords, timeInWords } from './dates.ts';

const timeZone = 'America/Port-au-Prince';
const evening = new Date('2026-08-30T02:05:00Z');

test.each([
  ['ht', 'samdi 29 out'],
  ['fr', 'samedi 29 aout'],
  ['en', 'Saturday 29 August'],
  ['es', 'sabado 29 de agosto'],
  ['de', 'samdi 29 out'],
  ['constructor', 'samdi 29 out'],
])('in %s it is %s', (language, words) => expect(dayInWords(evening, language, timeZone)).toBe(words));

test.each([
  ['ht', 'madi premye desanm'],
  ['fr', 'mardi 1er décembre'],
  ['en', 'Tuesday 1 December'],
  ['es', 'martes 1 de diciembre'],
])('the first of a month is said in %s as %s', (language, words) =>
  expect(dayInWords(new Date('2026-12-01T12:00:00Z'), language, timeZone)).toBe(words),
);

test('the hour is that of the place, in two digits', () => {
  expect(timeInWords(evening, timeZone)).toBe('22:05');
  expect(timeInWords(new Date('2026-12-06T05:00:00Z'), timeZone)).toBe('00:00');
});

test('every name of a day and a month goes by SMS as it is', () => {
  const names = Object.values(DATE_WORDS).flatMap(({ weekdays, months }) => [...weekdays, ...months]);
  expect(names).toHaveLength(4 * 19);
  expect(names.filter((name) => segments(name).alphabet !== 'gsm7')).toEqual([]);
});
