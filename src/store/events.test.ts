import { randomBytes } from 'node:crypto';
import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { freshDatabase } from '../testing/database.ts';
import { openStore, type Store } from './connect.ts';
import { addEvents, type DeskEvent, verifyEvents } from './events.ts';
import { event } from './schema.ts';
import { openSeal } from './seal.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let other: Store;

beforeAll(async () => {
  database = await freshDatabase();
  const options = { url: database.url, seal: openSeal(randomBytes(32)), log: openLog(() => {}, 'silent') };
  store = openStore(options);
  other = openStore(options);
});
afterAll(async () => {
  await Promise.all([store.close(), other.close()]);
  await database.drop();
});
beforeEach(() => store.db.execute(sql`truncate event`));

const move = (n: number, more: Partial<DeskEvent> = {}): DeskEvent => ({
  at: new Date(1_760_000_000_000 + n),
  subject: 'claim',
  subjectId: `claim ${n}`,
  actor: 'system',
  what: 'opened',
  to: 'research',
  ...more,
});
const write = (on: Store, ...moves: DeskEvent[]) => on.db.transaction((tx) => addEvents(tx, moves));
const ids = async () =>
  (await store.db.select({ id: event.id }).from(event).orderBy(asc(event.id))).map((row) => row.id);

test('an empty chain is whole, and one of many pages is counted', async () => {
  expect(await verifyEvents(store.db)).toMatchObject({ whole: true, count: 0 });
  await write(store, ...Array.from({ length: 25 }, (_, n) => move(n)));
  const report = await verifyEvents(store.db, 10);
  expect(report).toMatchObject({ whole: true, count: 25 });
});

test('two processes that write at once make one chain', async () => {
  await Promise.all(
    Array.from({ length: 60 }, (_, n) => write(n % 2 ? store : other, move(n), move(n + 1_000))),
  );
  expect(await verifyEvents(other.db, 7)).toMatchObject({ whole: true, count: 120 });
});

test('the database itself refuses a second event after the same one', async () => {
  await write(store, move(1), move(2));
  const [first] = await store.db.select().from(event).orderBy(asc(event.id)).limit(1);
  if (!first) throw new Error('an event was expected');
  const beside = { ...first, id: first.id + 1_000, hash: randomBytes(32) };
  await expect(store.db.insert(event).values(beside)).rejects.toMatchObject({
    cause: { constraint: 'event_follows_one' },
  });
});

test('a transaction that is taken back leaves no gap', async () => {
  await write(store, move(1));
  await store.db
    .transaction(async (tx) => {
      await addEvents(tx, [move(2), move(3)]);
      throw new Error('taken back');
    })
    .catch(() => {});
  await write(store, move(4));
  expect(await verifyEvents(store.db)).toMatchObject({ whole: true, count: 2 });
});

test('more events than one statement can hold are one chain', async () => {
  await write(store, ...Array.from({ length: 4_500 }, (_, n) => move(n)));
  expect(await verifyEvents(store.db)).toMatchObject({ whole: true, count: 4_500 });
});

test('a reason with letters that a database stores otherwise does not break the chain', async () => {
  await write(store, move(1, { why: 'mwatye \ud83d, nil \u0000, è, 🇭🇹' }), move(2));
  expect(await verifyEvents(store.db)).toMatchObject({ whole: true, count: 2 });
});

test.each([
  ['at', { at: new Date(0) }],
  ['subject', { subject: 'verdict' }],
  ['subjectId', { subjectId: 'claim 77' }],
  ['actor', { actor: 'somebody else' }],
  ['what', { what: 'approved' }],
  ['from', { from: 'review' }],
  ['to', { to: null }],
  ['why', { why: 'another reason' }],
])('a changed %s is found, at the event that was changed', async (_field, change) => {
  await write(store, ...[1, 2, 3, 4].map((n) => move(n)));
  const third = (await ids())[2] ?? 0;
  await store.db.update(event).set(change).where(eq(event.id, third));
  expect(await verifyEvents(store.db, 2)).toEqual({ whole: false, count: 2, brokenId: third });
});

test('an event that was taken out is found at the next one', async () => {
  await write(store, ...[1, 2, 3, 4].map((n) => move(n)));
  const [, second, third] = await ids();
  await store.db.delete(event).where(eq(event.id, second ?? 0));
  expect(await verifyEvents(store.db)).toEqual({ whole: false, count: 1, brokenId: third });
});

test('somebody who hashes a changed event again is found at the next one', async () => {
  await write(store, move(1), move(2));
  const forged = await store.db.transaction(async (tx) => {
    const rows = await tx.select().from(event).orderBy(asc(event.id));
    await tx.delete(event);
    await addEvents(tx, [move(1, { why: 'forged' })]);
    const [first] = await tx.select().from(event);
    const last = rows[1];
    if (!first || !last) throw new Error('two events were expected');
    await tx.insert(event).values({ ...last, id: first.id + 1 });
    return first.id + 1;
  });
  expect(await verifyEvents(store.db)).toEqual({ whole: false, count: 1, brokenId: forged });
});
