import { expect, test } from 'vitest';
import { bandOf, GATE, tellingWords } from './gate.ts';

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
