import { expect, test } from 'vitest';
import { daysAround, nextWeekly, quietUntil } from './schedule.ts';

const HAITI = 'America/Port-au-Prince';
const MONDAY_AT_7 = { weekday: 1, minutes: 420 };
const at = (iso: string) => new Date(iso);

test('every Monday at 7 is 7 on the clock of the country, in winter and in summer', () => {
  expect(nextWeekly(MONDAY_AT_7, at('2026-11-27T12:00:00Z'), HAITI)).toEqual(at('2026-11-30T12:00:00Z'));
  expect(nextWeekly(MONDAY_AT_7, at('2026-07-02T12:00:00Z'), HAITI)).toEqual(at('2026-07-06T11:00:00Z'));
});

test('on the Monday itself it is today until 7, and then in a week, also where the clocks change between', () => {
  expect(nextWeekly(MONDAY_AT_7, at('2026-11-30T11:59:00Z'), HAITI)).toEqual(at('2026-11-30T12:00:00Z'));
  expect(nextWeekly(MONDAY_AT_7, at('2026-11-30T12:00:00Z'), HAITI)).toEqual(at('2026-12-07T12:00:00Z'));
  expect(nextWeekly(MONDAY_AT_7, at('2026-10-26T11:00:00Z'), HAITI)).toEqual(at('2026-11-02T12:00:00Z'));
});

test('at night people are left in peace until the morning, across midnight', () => {
  const night = { from: 21, until: 7 };
  expect(quietUntil(night, at('2026-11-28T01:59:00Z'), HAITI)).toBeNull();
  expect(quietUntil(night, at('2026-11-28T02:00:00Z'), HAITI)).toEqual(at('2026-11-28T12:00:00Z'));
  expect(quietUntil(night, at('2026-11-28T11:59:00Z'), HAITI)).toEqual(at('2026-11-28T12:00:00Z'));
  expect(quietUntil(night, at('2026-11-28T12:00:00Z'), HAITI)).toBeNull();
  expect(quietUntil({ from: 12, until: 14 }, at('2026-11-28T17:30:00Z'), HAITI)).toEqual(
    at('2026-11-28T19:00:00Z'),
  );
});

test('a day is a day of the country', () => {
  expect(daysAround(at('2026-11-28T03:00:00Z'), HAITI)).toEqual({
    today: at('2026-11-27T05:00:00Z'),
    tomorrow: at('2026-11-28T05:00:00Z'),
  });
});
