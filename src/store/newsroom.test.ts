import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { freshDatabase } from '../testing/database.ts';
import { until } from '../testing/until.ts';
import { openStore, type Store } from './connect.ts';
import { claimNewsroom, emptyNewsroom } from './newsroom.ts';
import { contact, staff } from './schema.ts';
import { openSeal } from './seal.ts';
import { addStaff } from './staff.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
beforeEach(async () => {
  database = await freshDatabase();
  const log = openLog(() => {}, 'silent');
  store = openStore({ url: database.url, seal: openSeal(randomBytes(32)), log, max: 4 });
});
afterEach(async () => {
  await store.close();
  await database.drop();
});

const colleague = () =>
  addStaff(store.db, { name: 'Trenè', role: 'lead', passwordHash: 'none', language: 'ht' });

test.each([
  ['real', 'training', /belongs to a real newsroom/],
  ['training', 'real', /belongs to a training newsroom/],
] as const)('what was begun as %s never opens as %s', async (first, then, says) => {
  await claimNewsroom(store, first);
  await claimNewsroom(store, first);
  await expect(claimNewsroom(store, then)).rejects.toThrow(says);
});

test('an older database in which somebody is belongs to a real newsroom', async () => {
  await colleague();
  await expect(claimNewsroom(store, 'training')).rejects.toThrow(/belongs to a real newsroom/);
  await claimNewsroom(store, 'real');
});

test('of a real and a training newsroom that begin at once one gets the database', async () => {
  const both = await Promise.allSettled([claimNewsroom(store, 'real'), claimNewsroom(store, 'training')]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

test('emptying takes everything but the staff away, and never touches a real newsroom', async () => {
  await claimNewsroom(store, 'real');
  await store.db.insert(contact).values({ id: crypto.randomUUID() });
  expect(await emptyNewsroom(store)).toBe(false);
  expect(await store.db.$count(contact)).toBe(1);
});

test('a training newsroom is empty afterwards, and its staff can go on', async () => {
  await claimNewsroom(store, 'training');
  await colleague();
  await store.db.insert(contact).values({ id: crypto.randomUUID() });
  expect(await emptyNewsroom(store)).toBe(true);
  expect(await store.db.$count(contact)).toBe(0);
  expect(await store.db.$count(staff)).toBe(1);
  await claimNewsroom(store, 'training');
});

test('emptying lets whoever is at work finish, in whatever order they take the tables', async () => {
  await claimNewsroom(store, 'training');
  const worker = await store.pool.connect();
  await worker.query('begin');
  await worker.query('insert into contact (id) values ($1)', [crypto.randomUUID()]);
  const emptying = emptyNewsroom(store);
  await until(async () => {
    const { rows } = await store.pool.query(
      `select from pg_locks join pg_database on pg_database.oid = database
       where datname = current_database() and mode = 'AccessExclusiveLock' and not granted`,
    );
    return rows.length > 0;
  });
  const { rows: tables } = await store.pool.query<{ name: string }>(
    `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
  );
  for (const { name } of tables) await worker.query(`select from ${name}`);
  await worker.query('commit');
  worker.release();
  expect(await emptying).toBe(true);
  expect(await store.db.$count(contact)).toBe(0);
});
