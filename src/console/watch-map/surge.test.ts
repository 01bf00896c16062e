import fc from 'fast-check';
import { expect, test } from 'vitest';
import { surgeOf } from './surge.ts';

// The binomial tail by hand: 1 less the chances of fewer.
test.each([
  // 0.25^3
  [[0, 0, 0, 3], 1 / 64],
  // 1 - (3/4)^4 - 4 (1/4) (3/4)^3 - 6 (1/16) (9/16)
  [[0, 0, 1, 3], 1 - 81 / 256 - 108 / 256 - 54 / 256],
  [[2, 2, 0], 1],
  [[4], 1],
  [[], 1],
])('%j: exactly', (counts, p) => expect(surgeOf(counts).p).toBeCloseTo(p, 12));

test('three reports out of nothing are flagged, two or one are not', () => {
  const quiet = new Array<number>(11).fill(0);
  expect(surgeOf([...quiet, 3])).toMatchObject({ now: 3, mean: 0, flagged: true });
  expect(surgeOf([...quiet, 2]).flagged).toBe(false);
});

test('as many as always are nothing, however many', () => {
  const busy = new Array<number>(11).fill(200);
  expect(surgeOf([...busy, 210])).toMatchObject({ mean: 200, flagged: false });
  expect(surgeOf([...busy, 260]).flagged).toBe(true);
});

test('an hour like the others is flagged no more often than once in a hundred', () => {
  // Reports that fall anywhere in twelve hours with one chance: the tail is summed over what the last hour can be.
  for (const total of [3, 10, 40]) {
    const pmf = (k: number) => {
      let c = 1;
      for (let i = 1; i <= k; i++) c *= (total - k + i) / i;
      return c * (1 / 12) ** k * (11 / 12) ** (total - k);
    };
    let flagged = 0;
    for (let now = 0; now <= total; now++) {
      const before = [total - now, ...new Array<number>(10).fill(0)];
      if (surgeOf([...before, now]).flagged) flagged += pmf(now);
    }
    expect(flagged).toBeLessThan(0.01);
  }
});

test('more in the last hour is never less of a surge, and p is a probability', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(400), { minLength: 2, maxLength: 24 }), (counts) => {
      const { p } = surgeOf(counts);
      const more = surgeOf([...counts.slice(0, -1), (counts.at(-1) ?? 0) + 1]).p;
      return p >= 0 && p <= 1 && more <= p + 1e-9;
    }),
  );
});
