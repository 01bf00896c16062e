import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Meanings } from './meanings.ts';

const vector = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 6, maxLength: 6 });
const some = vector.filter((each) => each.some((value) => value !== 0));
const cosine = (a: readonly number[], b: readonly number[]) => {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, each, at) => sum + each * (y[at] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
};

test('whatever is put in and taken out: the nearest there are, and how near', () => {
  const act = fc.oneof(
    fc.record({ put: fc.nat({ max: 40 }), vector: some }),
    fc.record({ drop: fc.nat({ max: 40 }) }),
  );
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), some, (acts, asked) => {
      const meanings = new Meanings();
      const plain = new Map<string, number[]>();
      for (const each of acts) {
        if ('put' in each) {
          meanings.put(String(each.put), each.vector);
          plain.set(String(each.put), each.vector);
        } else {
          meanings.drop(String(each.drop));
          plain.delete(String(each.drop));
        }
      }
      expect(meanings.size).toBe(plain.size);
      const expected = [...plain.values()].map((each) => cosine(asked, each)).sort((a, b) => b - a);
      const found = meanings.closest(asked, 5);
      expect(found).toHaveLength(Math.min(5, plain.size));
      found.forEach(({ key, alike }, at) => {
        // A byte a dimension rounds.
        expect(Math.abs(alike - cosine(asked, plain.get(key) ?? []))).toBeLessThan(0.02);
        expect(Math.abs(alike - (expected[at] ?? 0))).toBeLessThan(0.02);
      });
    }),
    { numRuns: 100, seed: 3 },
  );
});

test('what is no vector, or one of another length, is refused and changes nothing', () => {
  const meanings = new Meanings();
  meanings.put('a', [1, 2]);
  for (const wrong of [[], [0, 0], [Number.NaN, 1], [Number.POSITIVE_INFINITY, 1], [1, 2, 3]]) {
    expect(() => meanings.put('a', wrong)).toThrow(RangeError);
    expect(() => meanings.closest(wrong, 1)).toThrow(RangeError);
  }
  expect(meanings.closest([2, 4], 3)).toEqual([{ key: 'a', alike: expect.closeTo(1, 2) }]);
  meanings.clear();
  meanings.put('b', [1, 2, 3]);
  expect(meanings.closest([1, 2, 3], 3).map(({ key }) => key)).toEqual(['b']);
});
