import { inArray } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tip } from '../../../store/schema.ts';
import { haitiSms } from '../../../testing/matching/corpora.ts';
import { chance, learnNoise } from '../../../testing/matching/noise.ts';
import { inventedRumors } from '../../../testing/matching/rumors.ts';
import { type MatchingWorld, openMatchingWorld } from '../../../testing/matching-world.ts';
import { addTips } from '../claims.ts';
import type { Outcome } from './match-tip.ts';

let world: MatchingWorld;
beforeAll(async () => {
  world = await openMatchingWorld();
});
afterAll(() => world.close());

const COPIES = 10;
/** So many of each arrive before anybody has made a claim of it. */
const EARLY = 3;

/** Of all pairs that stand together, how many belong together; of all that belong together, how many stand so. */
function pairwise(placed: readonly { rumor: number; place: string }[]) {
  const pairs = (keys: Iterable<string>) => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return [...counts.values()].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  };
  const together = pairs(placed.map(({ place }) => place));
  const belong = pairs(placed.map(({ rumor }) => String(rumor)));
  const both = pairs(placed.map(({ rumor, place }) => `${rumor} ${place}`));
  return {
    precision: together === 0 ? 1 : both / together,
    recall: both / belong,
    places: new Set(placed.map(({ place }) => place)).size,
  };
}

const tell = (what: string, numbers: Record<string, number>) => {
  const said = Object.entries(numbers).map(([name, n]) => `${name} ${Number(n.toFixed(3))}`);
  process.stdout.write(`${what}: ${said.join(', ')}\n`);
};

test('two thousand tips of two hundred rumors end as about two hundred claims', {
  timeout: 900_000,
}, async () => {
  const noise = learnNoise(haitiSms());
  tell('learnt from real SMS', noise.learnt);
  const next = chance(20_260);
  const rumors = inventedRumors();
  expect(new Set(rumors.map(({ ht }) => ht)).size).toBe(200);
  const all = rumors.flatMap(({ ht, fr }, rumor) =>
    Array.from({ length: COPIES }, (_, n) => ({
      rumor,
      early: n < EARLY,
      // Six of ten write Creole.
      text: noise([0, 1, 3, 5, 7, 8].includes(n) ? ht : fr, next),
      order: next(),
    })),
  );
  const inOrder = (early: boolean) =>
    all.filter((one) => one.early === early).sort((a, b) => a.order - b.order);
  const marie = await world.colleague('Marie');
  const rumorOf = new Map<string, number>();
  let at = 0;
  const arrive = async ({
    rumor,
    text,
  }: (typeof all)[number]): Promise<{ tipId: string; outcome: Outcome }> => {
    const { tipId } = await world.says(await world.person(), text);
    rumorOf.set(tipId, rumor);
    at += 1;
    return { tipId, outcome: await (at % 2 === 0 ? world.here : world.there).match(tipId) };
  };
  const rowsOf = (ids: readonly string[]) =>
    world.store.db
      .select()
      .from(tip)
      .where(inArray(tip.id, [...ids]));

  // Nobody knows anything yet: what is the same stands together.
  const early: string[] = [];
  for (const one of inOrder(true)) early.push((await arrive(one)).tipId);
  const cold = await rowsOf(early);
  const groups = pairwise(
    cold.map(({ id, groupId }) => ({ rumor: rumorOf.get(id) ?? -1, place: groupId ?? id })),
  );
  tell('600 tips before there is any claim', groups);

  // A verifier makes a claim of each rumor, in both languages, and takes each group for what its first tip says.
  const claims = new Map<number, string>();
  for (const [rumor, wording] of rumors.entries()) {
    const lines = [...new Set(cold.map(({ groupId }) => groupId))].filter(
      (groupId) => rumorOf.get(groupId ?? '') === rumor,
    );
    const tipIds = (await rowsOf(cold.filter(({ groupId }) => lines.includes(groupId)).map(({ id }) => id)))
      .filter(({ state }) => state === 'waiting')
      .map(({ id }) => id);
    if (tipIds.length === 0) continue;
    claims.set(rumor, (await world.opens(marie, tipIds, { ...wording })).claimId);
  }

  // The rest arrives. What is only proposed is confirmed where it is right, as a person would.
  const counts = { alone: 0, wrong: 0, proposed: 0, new: 0 };
  const took: number[] = [];
  for (const one of inOrder(false)) {
    const began = performance.now();
    const { tipId, outcome } = await arrive(one);
    took.push(performance.now() - began);
    const [row] = await rowsOf([tipId]);
    const right = claims.get(one.rumor);
    if (outcome === 'grouped') {
      counts.alone += 1;
      if (row?.claimId !== right) counts.wrong += 1;
    } else if (row?.suggestedClaimId && row.suggestedClaimId === right) {
      counts.proposed += 1;
      await addTips(world.desk, { claimId: right, staffId: marie, tipIds: [tipId] });
    } else counts.new += 1;
  }
  tell('1400 tips that came later', counts);
  const end = pairwise(
    (await rowsOf([...rumorOf.keys()])).map(({ id, claimId, groupId }) => ({
      rumor: rumorOf.get(id) ?? -1,
      place: claimId ?? groupId ?? id,
    })),
  );
  tell('2000 tips in the end', end);
  took.sort((a, b) => a - b);
  tell('ms from arrival to matched', {
    p50: took[took.length / 2] ?? 0,
    p99: took[Math.floor(took.length * 0.99)] ?? 0,
  });

  expect(groups.precision).toBeGreaterThan(0.98);
  expect(counts.alone).toBeGreaterThan(1_000);
  // The promise of the gate, on rumors whose neighbours differ by a town, a number or a name alone.
  expect(counts.wrong / counts.alone).toBeLessThanOrEqual(0.01);
  expect(end.precision).toBeGreaterThan(0.98);
  expect(end.recall).toBeGreaterThan(0.85);
  expect(end.places).toBeLessThan(300);
});
