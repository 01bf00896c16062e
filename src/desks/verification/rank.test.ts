import { expect, test } from 'vitest';
import { rank, WEIGHTS } from './rank.ts';

const now = new Date('2026-11-20T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const line = {
  voices: 1,
  hour: 0,
  six: 0,
  mismatches: 0,
  forwarded: null,
  harms: [],
  oldest: hoursAgo(1),
} as const;
const scoreOf = (more: Partial<Parameters<typeof rank>[0]>) => rank({ ...line, ...more }, now).score;

test('more people, sooner, never lower a line', () => {
  for (const key of ['voices', 'hour', 'six', 'mismatches'] as const) {
    for (let count = 0; count < 2_000; count++)
      expect(scoreOf({ [key]: count + 1 }), `${key} ${count}`).toBeGreaterThan(scoreOf({ [key]: count }));
  }
});

test('what waits comes up before any crowd that asks for ever', () => {
  const crowd = scoreOf({ voices: 50_000, hour: 50_000, six: 50_000, forwarded: 'often', harms: ['danger'] });
  expect(scoreOf({ oldest: hoursAgo(24 * 30) })).toBeGreaterThan(crowd);
  expect(scoreOf({ oldest: hoursAgo(-5) })).toBe(scoreOf({ oldest: now }));
});

test('harm lifts a line, less where all who tell of it send everything; an unknown word of harm changes nothing', () => {
  const { danger = 0 } = WEIGHTS.harms;
  expect(scoreOf({ harms: ['danger'] }) - scoreOf({})).toBe(danger);
  expect(scoreOf({ voices: 0, harms: ['danger'] }) - scoreOf({ voices: 0 })).toBe(danger / 2);
  expect(scoreOf({ harms: ['constructor'] })).toBe(scoreOf({}));
});

test('the reasons are the sum, most first, and nothing that says nothing', () => {
  const { score, reasons } = rank(
    { ...line, voices: 47, hour: 12, six: 30, forwarded: 'often', harms: ['voting'] },
    now,
  );
  expect(reasons.map(({ key }) => key)).toEqual(['askers', 'harm', 'often', 'hour', 'six', 'waiting']);
  expect(reasons.reduce((sum, { points }) => sum + points, 0)).toBe(score);
});
