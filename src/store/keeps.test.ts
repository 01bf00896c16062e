import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { freshDatabase } from '../testing/database.ts';
import { openStore, type Store } from './connect.ts';
import { openKeep } from './keeps.ts';
import { openSeal } from './seal.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
const key = randomBytes(32);
/** As two processes of one deployment have it. */
let here: Store;
let there: Store;
const open = (secret = key) =>
  openStore({ url: database.url, seal: openSeal(secret), log: openLog(undefined, 'silent') });

beforeAll(async () => {
  database = await freshDatabase();
  here = open();
  there = open();
});
beforeEach(() => here.pool.query('delete from channel_keep'));
afterAll(async () => {
  await Promise.all([here.close(), there.close()]);
  await database.drop();
});

const entries = (of: Record<string, string | null>) =>
  new Map(Object.entries(of).map(([name, value]) => [name, value === null ? null : Buffer.from(value)]));
const keysOf = async (channel = 'far') => {
  const { rows } = await here.pool.query(
    'select key from channel_keep where channel = $1 order by key collate "C"',
    [channel],
  );
  return rows.map((row) => row.key);
};
const textsOf = (found: Map<string, Buffer>) =>
  Object.fromEntries([...found].map(([name, value]) => [name, value.toString()]));

test('what one process keeps, another reads; and nobody reads it in the database', async () => {
  const bytes = randomBytes(64);
  await openKeep(here, 'far').set(
    new Map([
      ['creds', Buffer.from('{"noiseKey":"a very private key"}')],
      ['raw', bytes],
      ['empty', Buffer.alloc(0)],
    ]),
  );
  const found = await openKeep(there, 'far').get(['creds', 'raw', 'empty', 'never']);
  expect([...found.keys()].sort()).toEqual(['creds', 'empty', 'raw']);
  expect(found.get('creds')?.toString()).toContain('a very private key');
  expect(found.get('raw')).toEqual(bytes);
  expect(found.get('empty')).toEqual(Buffer.alloc(0));

  const { rows } = await here.pool.query('select sealed, channel_keep::text as row from channel_keep');
  for (const { sealed, row } of rows) {
    for (const plain of [Buffer.from('private'), Buffer.from('noiseKey'), bytes.subarray(0, 8)]) {
      expect((sealed as Buffer).includes(plain)).toBe(false);
      expect(row).not.toContain(plain.toString('hex'));
    }
  }
  const stranger = open(randomBytes(32));
  await expect(openKeep(stranger, 'far').get(['creds'])).rejects.toThrow();
  await stranger.close();
});

test('a later word replaces the earlier, and null removes', async () => {
  const keep = openKeep(here, 'far');
  await keep.set(entries({ a: 'one', b: 'two' }));
  await keep.set(entries({ a: 'three', b: null, never: null }));
  expect(textsOf(await keep.get(['a', 'b']))).toEqual({ a: 'three' });
  expect(await keep.get([])).toEqual(new Map());
});

test('all or nothing: one entry that cannot be kept keeps the others out, and the removals undone', async () => {
  const keep = openKeep(here, 'far');
  await keep.set(entries({ old: 'stays', gone: 'stays, too' }));
  await expect(keep.set(entries({ old: 'new', gone: null, 'bad\u0000key': 'x' }))).rejects.toThrow();
  expect(textsOf(await keep.get(['old', 'gone']))).toEqual({ old: 'stays', gone: 'stays, too' });
});

test('clear takes what begins so, and neither % nor _ nor \\ mean anything else', async () => {
  const keep = openKeep(here, 'far');
  const names = ['session-1', 'session_1', 'session%1', 'sessionX1', 'session\\1', 'other', 'Session-2', ''];
  await keep.set(entries(Object.fromEntries(names.map((name) => [name, 'x']))));
  await openKeep(here, 'near').set(entries({ session_1: 'of another channel' }));
  await keep.clear('session_');
  await keep.clear('session%');
  await keep.clear('session\\');
  expect(await keysOf()).toEqual(['', 'Session-2', 'other', 'session-1', 'sessionX1']);
  await keep.clear('session');
  expect(await keysOf()).toEqual(['', 'Session-2', 'other']);
  await keep.clear('');
  expect(await keysOf()).toEqual([]);
  expect(await keysOf('near')).toEqual(['session_1']);
});

test('two processes that write and remove the same keys crosswise wait for each other and never for ever', async () => {
  const [one, two] = [openKeep(here, 'far'), openKeep(there, 'far')];
  const names = Array.from({ length: 24 }, (_, n) => `k${n}`);
  const half = (odd: number, value: string) =>
    entries(
      Object.fromEntries(names.toReversed().map((name, n) => [name, n % 2 === odd ? value : null] as const)),
    );
  await Promise.all(
    Array.from({ length: 60 }, (_, n) =>
      n % 2 === 0 ? one.set(half(0, `one ${n}`)) : two.set(half(1, `two ${n}`)),
    ),
  );
  // Whoever was last: all of theirs and nothing of the other's.
  const left = await one.get(names);
  expect(left.size).toBe(names.length / 2);
  expect(new Set(Object.values(textsOf(left))).size).toBe(1);
});
