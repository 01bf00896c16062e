import { expect, test } from 'vitest';
import { momentOf } from './at.ts';

const HAITI = 'America/Port-au-Prince';
const NOW = new Date('2026-08-30T14:30:00-04:00');

test.each([
  [{ clock: '1405' }, '2026-08-30T14:05:00-04:00'],
  // A clock that is a little fast.
  [{ clock: '1440' }, '2026-08-30T14:40:00-04:00'],
  [{ clock: '1500' }, '2026-08-29T15:00:00-04:00'],
  [{ minutesAgo: 90 }, '2026-08-30T13:00:00-04:00'],
])('%j was then', (seen, at) => {
  expect(momentOf(seen, NOW, HAITI)).toEqual(new Date(at));
});

test('just before and just after midnight it is the minute that is near', () => {
  const before = new Date('2026-08-30T23:55:00-04:00');
  expect(momentOf({ clock: '0005' }, before, HAITI)).toEqual(new Date('2026-08-31T00:05:00-04:00'));
  const after = new Date('2026-08-31T00:05:00-04:00');
  expect(momentOf({ clock: '2355' }, after, HAITI)).toEqual(new Date('2026-08-30T23:55:00-04:00'));
});
