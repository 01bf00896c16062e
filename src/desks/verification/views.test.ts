import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { openWith, removeView, renameView, saveView, views } from './views.ts';

let world: DeskWorld;
let marie: string;
let jozef: string;
beforeEach(async () => {
  world = await openDeskWorld();
  [marie, jozef] = [await world.colleague('Marie'), await world.colleague('Jozèf')];
});
afterEach(() => world.close());

const save = (staffId: string, name: string, shared = false) =>
  saveView(world.desk, { staffId, name, filter: 'harm=danger', shared });
const seenBy = async (staffId: string) => (await views(world.desk, staffId)).map(({ name }) => name);

test('a view is its maker’s until it is shared, and only they change it', async () => {
  const { viewId } = await save(marie, 'Danje');
  expect([await seenBy(marie), await seenBy(jozef)]).toEqual([['Danje'], []]);
  const mine = { staffId: marie, viewId };
  await renameView(world.desk, { ...mine, name: '  Danje   kounye a ', shared: true });
  expect(await views(world.desk, jozef)).toMatchObject([
    { name: 'Danje kounye a', by: 'Marie', filter: 'harm=danger' },
  ]);
  const his = { staffId: jozef, viewId };
  await expect(renameView(world.desk, { ...his, name: 'x', shared: false })).rejects.toMatchObject({
    key: 'view_unknown',
  });
  await expect(removeView(world.desk, his)).rejects.toMatchObject({ key: 'view_unknown' });
  await removeView(world.desk, mine);
  expect(await seenBy(jozef)).toEqual([]);
});

test('a name is had once by each, is not empty and not long', async () => {
  await save(marie, 'Danje');
  await save(jozef, 'Danje');
  await expect(save(marie, 'Danje ')).rejects.toMatchObject({ key: 'view_taken' });
  for (const name of ['  ', 'x'.repeat(41)])
    await expect(save(marie, name)).rejects.toMatchObject({ key: 'view_name' });
  const { viewId } = await save(marie, 'Lòt');
  await expect(
    renameView(world.desk, { staffId: marie, viewId, name: 'Danje', shared: false }),
  ).rejects.toMatchObject({ key: 'view_taken' });
});

test('the page opens with a view for the one who chose it, as long as they may see it', async () => {
  const { viewId } = await save(marie, 'Danje', true);
  const opens = async (staffId: string) =>
    (await views(world.desk, staffId)).find((view) => view.opens)?.name;
  await openWith(world.desk, jozef, viewId);
  expect([await opens(jozef), await opens(marie)]).toEqual(['Danje', undefined]);
  await renameView(world.desk, { staffId: marie, viewId, name: 'Danje', shared: false });
  expect(await opens(jozef)).toBeUndefined();
  await expect(openWith(world.desk, jozef, viewId)).rejects.toMatchObject({ key: 'view_unknown' });
  await openWith(world.desk, marie, viewId);
  await openWith(world.desk, marie, null);
  expect(await opens(marie)).toBeUndefined();
});
