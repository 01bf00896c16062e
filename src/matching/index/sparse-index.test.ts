import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExhaustiveIndex } from './exhaustive.ts';
import { SparseIndex } from './sparse-index.ts';
import { type TermBag, type TermIndex, termOf } from './types.ts';

const VIEWS = [
  { k1: 1.2, b: 0.75, weight: 1 },
  { k1: 0.9, b: 0.4, weight: 0.5 },
  { k1: 0, b: 0, weight: 0.7 },
];

/** Few different terms, of which low numbers are common: lists are long, and scores are often equal. */
const term = fc
  .tuple(fc.nat({ max: 2 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([view, chance]) => termOf(view, Math.floor(40 * chance * chance)));

const bag: fc.Arbitrary<TermBag> = fc
  .record({
    terms: fc.array(fc.tuple(term, fc.integer({ min: 1, max: 4 })), { maxLength: 30 }),
    lengths: fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 3, maxLength: 3 }),
    cut: fc.option(fc.integer({ min: 1, max: 5 })),
  })
  .map(({ terms, lengths, cut }) => ({
    terms: Uint32Array.from(terms, ([each]) => each),
    counts: Uint8Array.from(terms, ([, count]) => count),
    lengths: Float32Array.from(lengths),
    ...(cut !== null && {
      pieces: Uint32Array.from({ length: Math.ceil(terms.length / cut) }, (_, n) =>
        Math.min(terms.length, (n + 1) * cut),
      ),
    }),
  }));

const query = fc.array(fc.tuple(term, fc.integer({ min: -2, max: 12 })), { maxLength: 40 }).map((terms) => ({
  terms: Uint32Array.from(terms, ([each]) => each),
  weights: Float32Array.from(terms, ([, quarters]) => quarters / 4),
}));

type Act =
  | { readonly add: number; readonly bag: TermBag }
  | { readonly remove: number }
  | { readonly ask: { terms: Uint32Array; weights: Float32Array }; readonly k: number };

const key = fc.nat({ max: 3_000 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ add: key, bag }) },
  { weight: 3, arbitrary: fc.record({ remove: key }) },
  { weight: 2, arbitrary: fc.record({ ask: query, k: fc.integer({ min: 0, max: 60 }) }) },
);

/** The same keys in the same order but for what rounding may turn round, and the same scores. */
function expectSame(
  quick: TermIndex,
  plain: TermIndex,
  asked: Parameters<TermIndex['search']>[0],
  k: number,
) {
  const [found, expected] = [quick.search(asked, k), plain.search(asked, k)];
  expect(found.length).toBe(expected.length);
  found.forEach(({ score }, at) => {
    expect(score).toBeCloseTo(expected[at]?.score ?? Number.NaN, 4);
  });
  const all = new Map(plain.search(asked, plain.size + 1).map((hit) => [hit.key, hit.score]));
  for (const { key: each, score } of found) expect(all.get(each)).toBeCloseTo(score, 4);
  expect(new Set(found.map((hit) => hit.key)).size).toBe(found.length);
}

/** Of many only the first must be the best; the others are true all the same, and each is there once. */
function expectFirst(quick: SparseIndex, plain: TermIndex, asked: Parameters<TermIndex['search']>[0]) {
  const found = quick.search(asked, 50, 5);
  const all = plain.search(asked, plain.size + 1);
  expect(found.length).toBeGreaterThanOrEqual(Math.min(5, all.length));
  found.slice(0, 5).forEach(({ score }, at) => {
    expect(score).toBeCloseTo(all[at]?.score ?? Number.NaN, 4);
  });
  const scores = new Map(all.map((hit) => [hit.key, hit.score]));
  found.forEach(({ key: each, score }, at) => {
    expect(scores.get(each)).toBeCloseTo(score, 4);
    expect(score).toBeLessThanOrEqual(found[at - 1]?.score ?? Infinity);
  });
  expect(new Set(found.map((hit) => hit.key)).size).toBe(found.length);
}

test('whatever is put in, taken out and asked: what an exhaustive search finds', () => {
  fc.assert(
    fc.property(fc.array(act, { minLength: 1, maxLength: 400 }), query, (acts, last) => {
      const [quick, plain] = [new SparseIndex(VIEWS), new ExhaustiveIndex(VIEWS)];
      for (const each of acts) {
        if ('add' in each) for (const index of [quick, plain]) index.add(each.add, each.bag);
        else if ('remove' in each) for (const index of [quick, plain]) index.remove(each.remove);
        else expectSame(quick, plain, each.ask, each.k);
      }
      expect(quick.size).toBe(plain.size);
      for (const k of [1, 5, 50, 1_000]) expectSame(quick, plain, last, k);
    }),
    { numRuns: 200, seed: 7 },
  );
});

test('thousands of documents over several segments, some taken out and put in anew', () => {
  fc.assert(
    fc.property(
      fc.array(bag, { minLength: 150, maxLength: 150 }),
      fc.array(query, { minLength: 8, maxLength: 8 }),
      (bags, queries) => {
        const [quick, plain] = [new SparseIndex(VIEWS), new ExhaustiveIndex(VIEWS)];
        for (let n = 0; n < 4_000; n += 1) {
          // Some keys come again with another text.
          const at = (n * 7) % 3_500;
          const said = bags[(n * 31 + (n >>> 7)) % bags.length];
          if (said) for (const index of [quick, plain]) index.add(at, said);
          if (n % 5 === 0) for (const index of [quick, plain]) index.remove((n * 3) % 3_500);
          const asked = queries[(n / 500) % queries.length];
          if (n % 500 === 0 && asked) expectSame(quick, plain, asked, 5);
        }
        for (const asked of queries) {
          for (const k of [1, 5, 50]) expectSame(quick, plain, asked, k);
          expectFirst(quick, plain, asked);
        }
      },
    ),
    { numRuns: 12, seed: 11 },
  );
});
