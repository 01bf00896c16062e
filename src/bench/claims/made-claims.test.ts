import { expect, test } from 'vitest';
import { ExhaustiveIndex } from '../../matching/index/exhaustive.ts';
import { SparseIndex } from '../../matching/index/sparse-index.ts';
import { bagOf, queryOf, readClaim, readTip, VIEWS } from '../../matching/terms.ts';
import { madeClaims } from './make.ts';

test('rumors are all different, in two languages, and the same for the same seed', () => {
  const made = [...madeClaims(5_000, 3)];
  expect(new Set(made.map(({ text }) => text)).size).toBe(5_000);
  expect(new Set(made.map(({ language }) => language)).size).toBe(2);
  expect([...madeClaims(50, 3)]).toEqual(made.slice(0, 50));
  expect([...madeClaims(50, 4)]).not.toEqual(made.slice(0, 50));
});

test('among 6,000 of them the quick index finds the first five that an exhaustive search finds', () => {
  const [quick, plain] = [new SparseIndex(Object.values(VIEWS)), new ExhaustiveIndex(Object.values(VIEWS))];
  const asked: string[] = [];
  let key = 0;
  for (const { text, language } of madeClaims(6_000)) {
    const bag = bagOf(readClaim({ text, language }));
    for (const index of [quick, plain]) index.add(key, bag);
    // As it is, cut short, and a word of another rumor's between.
    if (key % 300 === 0) asked.push(text, text.slice(0, 30), `${asked.at(-1)?.slice(0, 20) ?? ''} ${text}`);
    key += 1;
  }
  for (const text of asked) {
    const query = queryOf(readTip({ text }, () => 1));
    const [found, expected] = [quick.search(query, 5), plain.search(query, 5)];
    expect(found.map(({ score }) => score)).toEqual(expected.map(({ score }) => expect.closeTo(score, 3)));
    // What rounding may turn round is as good.
    const kth = expected.at(-1)?.score ?? 0;
    const sure = (hits: typeof found) => hits.filter(({ score }) => score > kth + 1e-3).map((hit) => hit.key);
    expect(new Set(sure(found))).toEqual(new Set(sure(expected)));
  }
});
