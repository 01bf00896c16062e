import { expect, test } from 'vitest';
import { places } from './index.ts';
import { numberOf } from './numbers.ts';

test('every department, commune and section has five digits of its own, none beginning with 0', () => {
  const numbers = places().places.map(({ code }) => numberOf(code));
  expect(numbers.length).toBeGreaterThan(700);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const number of numbers) expect(number).toMatch(/^[1-9]\d{4}$/);
  // What is left for polling centres.
  for (const number of numbers) expect(Number(number.slice(3))).toBeLessThan(20);
});

test('the number is read like the P-code', () => {
  expect(['HT0113-09', 'HT0113', 'HT01', 'HT10', 'HT1021-02'].map(numberOf)).toEqual([
    '11309',
    '11300',
    '10000',
    '95000',
    '97102',
  ]);
});
