import { expect, test } from 'vitest';
import { leaderboardOf } from './leaderboard.ts';

const of = (commune: string | null, people: number, reached: number, right: number) => ({
  ...{ commune, people, reached, right, answers: 2 * people },
});

test('communes stand by right answers times participation; of fewer than five people none is shown', () => {
  const ranks = leaderboardOf([
    // Half of the answers right, but everybody answers.
    of('HT01', 10, 10, 10),
    // All right, and a tenth answers.
    of('HT02', 10, 100, 20),
    of('HT03', 5, 10, 10),
    of('HT04', 4, 4, 8),
    of(null, 3, 3, 6),
  ]);
  expect(ranks.map(({ commune, people, score }) => [commune, people, score])).toEqual([
    ['HT01', 10, 0.5],
    ['HT03', 5, 0.5],
    ['HT02', 10, 0.1],
    [null, 7, 1],
  ]);
  // Who is left over alone is not shown as the others either.
  expect(leaderboardOf([of('HT01', 10, 10, 10), of('HT04', 4, 4, 8)]).map(({ commune }) => commune)).toEqual([
    'HT01',
  ]);
});
