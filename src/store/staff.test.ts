import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { freshDatabase } from '../testing/database.ts';
import { openStore, type Store } from './connect.ts';
import { openSeal } from './seal.ts';
import { addSession, findSession } from './sessions.ts';
import { addStaff, disableStaff, enableStaff, findStaffByName, listStaff } from './staff.ts';

let store: Store;
let drop: () => Promise<void>;
beforeAll(async () => {
  const database = await freshDatabase();
  drop = database.drop;
  store = openStore({ url: database.url, seal: openSeal(randomBytes(32)), log: openLog(() => {}, 'silent') });
});
afterAll(async () => {
  await store.close();
  await drop();
});

const add = (name: string) =>
  addStaff(store.db, { name, role: 'verifier', passwordHash: 'x', language: 'ht' });

test('spellings of one name are one colleague, also when they join at the same moment', async () => {
  const added = await Promise.all(['Élise Test', 'élise  test', ' E\u0301LISE TEST', 'ÉLISE TEST'].map(add));
  expect(added.filter((member) => member !== null)).toHaveLength(1);
  expect(await listStaff(store.db)).toHaveLength(1);
  expect((await findStaffByName(store.db, 'ÉLISE TEST'))?.id).toBe(added.find(Boolean)?.id);
  expect(await findStaffByName(store.db, 'Elise Test')).toBeUndefined();
});

test('the disabled have no session, not even one opened at the same moment', async () => {
  const member = await add('Jean Test');
  if (!member) throw new Error('not added');
  const [before, after] = [randomBytes(32), randomBytes(32)];
  await addSession(store.db, { tokenHash: before, staffId: member.id });
  expect(await findSession(store.db, before, true)).toEqual(member);
  expect(await disableStaff(store.db, { staffId: member.id, by: null })).toBe(true);
  // A sign-in that was under way writes its session after the others were taken away.
  await addSession(store.db, { tokenHash: after, staffId: member.id });
  expect(await findSession(store.db, after, true)).toBeUndefined();
  expect(await disableStaff(store.db, { staffId: member.id, by: null })).toBe(false);
  await enableStaff(store.db, member.id);
  expect(await findSession(store.db, before, true)).toBeUndefined();
});

test('nobody disables themselves', async () => {
  const member = await add('Rose Test');
  const id = member?.id ?? '';
  expect(await disableStaff(store.db, { staffId: id, by: id })).toBe(false);
});
