import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyEvents } from '../../store/events.ts';
import { tip } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { openClaim } from './claims.ts';
import { lineOf, mergeLines, refuseClaim, splitLine, unmergeLines } from './groups.ts';
import { queue } from './queue.ts';

let world: DeskWorld;
let marie: string;
let jozef: string;
beforeEach(async () => {
  world = await openDeskWorld();
  [marie, jozef] = [await world.colleague('Marie'), await world.colleague('Jozèf')];
});
afterEach(() => world.close());

const tipFrom = async (text: string) => (await world.says(await world.person(), text)).tipId;
async function groupOf(...texts: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const text of texts) ids.push(await tipFrom(text));
  for (const id of ids)
    await world.store.db
      .update(tip)
      .set({ groupId: ids[0] ?? null, matchedAt: new Date() })
      .where(eq(tip.id, id));
  return ids;
}
/** How many tips each line has, most first. */
async function sizes(): Promise<number[]> {
  const { waiting } = await queue(world.desk, { staffId: marie });
  return (waiting?.lines ?? []).map((line) => line.tips).sort((a, b) => b - a);
}

test('what is taken out of a line is a line of its own, also from its very words, and does not come along', async () => {
  const [first = '', second = '', third = ''] = await groupOf('yon bagay', 'yon bagay', 'yon lòt bagay');
  const { tipId } = await splitLine(world.desk, { staffId: marie, lineTipId: first, tipIds: [second] });
  expect(tipId).toBe(second);
  expect(await sizes()).toEqual([2, 1]);
  expect((await lineOf(world.desk, first)).tips.map(({ id }) => id)).toEqual([first, third]);
  const { tips } = await openClaim(world.desk, { staffId: marie, tipIds: [first], wording: {} });
  expect(tips).toBe(2);
  expect(await sizes()).toEqual([1]);
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
});

test('a split of everything, of nothing, or of another line is refused', async () => {
  const ids = await groupOf('a', 'b');
  const other = await tipFrom('c');
  const split = (tipIds: string[]) =>
    splitLine(world.desk, { staffId: marie, lineTipId: ids[0] ?? '', tipIds });
  await expect(split(ids)).rejects.toMatchObject({ key: 'split_all' });
  await expect(split([])).rejects.toMatchObject({ key: 'tips_missing' });
  await expect(split([other])).rejects.toMatchObject({ key: 'tip_taken' });
  expect(await sizes()).toEqual([2, 1]);
});

test('lines that are joined are one claim, and can be taken apart again as they were', async () => {
  const [a = ''] = await groupOf('a1', 'a2');
  const [b = ''] = await groupOf('b1', 'b2');
  const c = await tipFrom('c');
  const { merged } = await mergeLines(world.desk, { staffId: marie, tipIds: [a, b, c] });
  expect(await sizes()).toEqual([5]);
  expect(await unmergeLines(world.desk, { staffId: jozef, tipIds: merged.slice(0, 1) })).toEqual({ tips: 3 });
  expect(await sizes()).toEqual([2, 2, 1]);
  await expect(unmergeLines(world.desk, { staffId: jozef, tipIds: merged })).rejects.toMatchObject({
    key: 'tip_taken',
  });
  await mergeLines(world.desk, { staffId: marie, tipIds: [a, b] });
  expect((await openClaim(world.desk, { staffId: marie, tipIds: [b], wording: {} })).tips).toBe(4);
  await expect(mergeLines(world.desk, { staffId: marie, tipIds: [a, c] })).rejects.toMatchObject({
    key: 'tip_taken',
  });
  await expect(mergeLines(world.desk, { staffId: marie, tipIds: [c] })).rejects.toMatchObject({
    key: 'lines_missing',
  });
});

test('two at once: one is done, the other is told, and no tip is lost or in two places', async () => {
  for (let round = 0; round < 6; round++) {
    const a = await groupOf(`a1 ${round}`, `a2 ${round}`);
    const b = await groupOf(`b1 ${round}`, `b2 ${round}`);
    const [first = '', second = ''] = a;
    const outcomes = await Promise.allSettled([
      mergeLines(world.desk, { staffId: marie, tipIds: [first, b[0] ?? ''] }),
      round % 2 === 0
        ? openClaim(world.elsewhere, { staffId: jozef, tipIds: [first], wording: {} })
        : splitLine(world.elsewhere, { staffId: jozef, lineTipId: first, tipIds: [second] }),
    ]);
    const refused = outcomes.filter((one) => one.status === 'rejected');
    for (const { reason } of refused as PromiseRejectedResult[])
      expect(reason).toMatchObject({ key: 'tip_taken' });
    expect(refused.length).toBeLessThan(2);
    const rows = await world.store.db.select().from(tip);
    const here = rows.filter(({ id }) => [...a, ...b].includes(id));
    expect(here).toHaveLength(4);
    for (const row of here) expect(row.state === 'grouped').toBe(row.claimId !== null);
  }
  const waiting = (await world.store.db.select().from(tip)).filter(({ state }) => state === 'waiting');
  expect((await sizes()).reduce((sum, size) => sum + size, 0)).toBe(waiting.length);
});

test('no to a proposed claim takes the proposal off the whole line, once', async () => {
  const { claimId } = await openClaim(world.desk, {
    staffId: marie,
    tipIds: [await tipFrom('x')],
    wording: {},
  });
  const ids = await groupOf('a', 'b');
  for (const id of ids)
    await world.store.db.update(tip).set({ suggestedClaimId: claimId }).where(eq(tip.id, id));
  const no = () => refuseClaim(world.desk, { staffId: marie, tipIds: ids.slice(0, 1), claimId });
  expect(await no()).toEqual({ tips: 2 });
  const { waiting } = await queue(world.desk, { staffId: marie });
  expect(waiting?.lines[0]?.suggested).toBeNull();
  await expect(no()).rejects.toMatchObject({ key: 'tip_taken' });
});
