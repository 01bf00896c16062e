import { expect, test } from 'vitest';
import { ExhaustiveIndex } from './exhaustive.ts';
import { SparseIndex } from './sparse-index.ts';
import { termOf } from './types.ts';

const VIEWS = [
  { k1: 1.2, b: 0.75, weight: 1 },
  { k1: 0.9, b: 0.4, weight: 0.5 },
];
const bag = (counts: Record<number, number>, ...lengths: number[]) => ({
  terms: Uint32Array.from(Object.keys(counts).map(Number)),
  counts: Uint8Array.from(Object.values(counts)),
  lengths: Float32Array.from(lengths),
});
const query = (...terms: number[]) => ({
  terms: Uint32Array.from(terms),
  weights: new Float32Array(terms.length).fill(1),
});
const [voting, closed, sound] = [termOf(0, 7), termOf(0, 8), termOf(1, 7)];

for (const Index of [ExhaustiveIndex, SparseIndex]) {
  test(`${Index.name} scores as a calculator does`, () => {
    const index = new Index(VIEWS);
    index.add(1, bag({ [voting]: 2, [closed]: 1, [sound]: 1 }, 4, 2));
    index.add(2, bag({ [voting]: 1 }, 2, 0));
    const idf = (documents: number, frequency: number) =>
      Math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5));
    const against = 1.2 * (1 - 0.75 + (0.75 * 4) / 3);
    // The second document has no sounds: it counts neither for how rare they are nor for how long.
    const expected =
      (idf(2, 2) * 2 * 2.2) / (2 + against) +
      (idf(2, 1) * 1 * 2.2) / (1 + against) +
      (0.5 * idf(1, 1) * 1 * 1.9) / (1 + 0.9);
    const hits = index.search(query(voting, closed, sound), 5);
    expect(hits.map(({ key }) => key)).toEqual([1, 2]);
    expect(hits[0]?.score).toBeCloseTo(expected, 6);
  });

  test(`${Index.name} forgets what is taken out, and finds what is put in`, () => {
    const index = new Index(VIEWS);
    index.add(5, bag({ [voting]: 1 }, 2, 0));
    index.add(5, bag({ [closed]: 1 }, 2, 0));
    expect(index.search(query(voting), 5)).toEqual([]);
    expect(index.search(query(closed), 5)).toHaveLength(1);
    index.remove(5);
    index.remove(6);
    expect(index.size).toBe(0);
    expect(index.search(query(closed), 5)).toEqual([]);
  });

  test(`${Index.name} gives, of equal scores, the lower key first`, () => {
    const index = new Index(VIEWS);
    for (const key of [9, 3, 6]) index.add(key, bag({ [voting]: 1 }, 2, 0));
    expect(index.search(query(voting), 2).map(({ key }) => key)).toEqual([3, 6]);
  });

  test(`${Index.name} refuses views that would turn scores upside down`, () => {
    expect(() => new Index([{ k1: 1, b: 2, weight: 1 }])).toThrow(/0 <= b <= 1/);
  });
}

test('a term names its view and its gram', () => {
  expect(termOf(7, 0xffffffff)).toBe(0xffffffff);
  expect(termOf(1, 0)).toBe(0x20000000);
});
