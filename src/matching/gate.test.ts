import { expect, test } from 'vitest';
import { bandOf, tellingWords, thresholdFor } from './gate.ts';
import { GATE } from './gate-set.ts';

test('a person is asked before the gate, and nobody before that', () => {
  expect([GATE.answer, GATE.answer - 0.001, GATE.suggest - 0.001].map((sure) => bandOf(sure, 9))).toEqual([
    'answer',
    'suggest',
    'new',
  ]);
});

test('what the gate was set to is said with it', () => {
  expect(GATE).toMatchObject({
    rate: expect.any(Number),
    queries: expect.any(Number),
    how: expect.any(String),
  });
  expect(GATE.rate).toBeLessThanOrEqual(0.01);
});

test('few words are never answered', () => {
  expect(bandOf(1, 4)).toBe('suggest');
  expect(tellingWords('VOTE vote vòte se sa ki 12')).toBe(2);
});

test('the gate is set so that a promised share of unseen rumors is above it at most', () => {
  const unseen = Array.from({ length: 200 }, (_, at) => at / 200);
  const threshold = thresholdFor(unseen, 0.05);
  expect(unseen.filter((sure) => sure >= threshold).length / 200).toBeLessThanOrEqual(0.05);
  expect(unseen.filter((sure) => sure >= threshold).length).toBeGreaterThan(5);
  // Twenty tips cannot promise one in a hundred.
  expect(thresholdFor(unseen.slice(0, 20), 0.01)).toBeGreaterThan(1);
});
