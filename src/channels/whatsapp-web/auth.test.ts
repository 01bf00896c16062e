import * as baileys from '@whiskeysockets/baileys';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Keep } from '../../core/channel.ts';
import { openLog } from '../../core/log.ts';
import { openStore, type Store } from '../../store/connect.ts';
import { openKeep } from '../../store/keeps.ts';
import { openSeal } from '../../store/seal.ts';
import { freshDatabase } from '../../testing/database.ts';
import { type DataSet, forgetSession, INBOX, openAuth } from './auth.ts';
import { openIds } from './ids.ts';
import { openSent } from './sent.ts';

/** On the real keep: sealed rows in PostgreSQL. */
let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let keep: Keep;
const ids = openIds(Buffer.alloc(32, 1));
const open = () => openAuth({ baileys, keep, ids });

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore({
    url: database.url,
    seal: openSeal(Buffer.alloc(32, 7)),
    log: openLog(undefined, 'silent'),
  });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});
beforeEach(async () => {
  keep = openKeep(store, 'whatsapp-web');
  await keep.clear('');
});
const rows = async () =>
  (
    await store.pool.query<{ key: string; sealed: Buffer }>(
      'select key, sealed from channel_keep order by key',
    )
  ).rows;

test('credentials come back as they were, bytes as bytes', async () => {
  const first = await open();
  expect(first.linked()).toBe(false);
  first.state.creds.me = { id: '50937990000:3@s.whatsapp.net', lid: '190000000000001:3@lid' };
  first.state.creds.account = { details: Buffer.from('abc'), accountSignature: Buffer.alloc(64, 1) };
  first.changed();
  await first.settled();
  const second = await open();
  expect(second.linked()).toBe(true);
  expect(second.state.creds).toEqual(first.state.creds);
  expect(Buffer.isBuffer(second.state.creds.noiseKey.private)).toBe(true);
});

test('every type of key comes back, is replaced, and is deleted by null', async () => {
  const { state } = await open();
  const data: DataSet = {
    'pre-key': { '7': baileys.Curve.generateKeyPair(), '8': baileys.Curve.generateKeyPair() },
    session: { '50937110001.0': Buffer.from('{"a":1}') },
    'lid-mapping': { '50937110001': '201000000000001', '201000000000001_reverse': '50937110001' },
    'device-list': { '50937110001': ['0', '3'] },
    tctoken: { '201000000000001@lid': { token: Buffer.from('t'), timestamp: '1' } },
    'identity-key': { '201000000000001_1.0': Buffer.alloc(33, 5) },
  };
  await state.keys.set(data);
  const again = (await open()).state.keys;
  for (const [type, values] of Object.entries(data)) {
    const found = await again.get(type as 'session', [...Object.keys(values), 'nothing']);
    expect(JSON.stringify(found, baileys.BufferJSON.replacer)).toBe(
      JSON.stringify(values, baileys.BufferJSON.replacer),
    );
  }
  await again.set({ 'app-state-sync-key': { AAAA: { keyData: Buffer.from('k'), timestamp: 1 } } });
  const { AAAA } = await again.get('app-state-sync-key', ['AAAA']);
  expect(Buffer.from(AAAA?.keyData ?? []).toString()).toBe('k');
  await again.set({ 'pre-key': { '7': null } });
  expect(Object.keys(await state.keys.get('pre-key', ['7', '8']))).toEqual(['8']);
});

test('nothing can be read in the database, and no key names anybody', async () => {
  const { state } = await open();
  await state.keys.set({
    session: { '50937110001.0': Buffer.from('sekrè') },
    'lid-mapping': { '50937110001': '201000000000001' },
    [INBOX]: { A: { attrs: { id: 'A', from: '201000000000001@lid' }, message: 'bonjou' } },
  } as DataSet);
  await openSent({ baileys, keep }).note('3EB0AAAAAAAAAAAAAAAAA1', {
    partId: 'p',
    message: { conversation: 'bonswa' },
  });
  const all = await rows();
  expect(all.length).toBeGreaterThanOrEqual(5);
  for (const { key, sealed } of all) {
    expect(key).not.toMatch(/\d{6}|@/);
    for (const secret of ['sekrè', '50937110001', '201000000000001', 'bonjou', 'bonswa'])
      expect(sealed.includes(secret)).toBe(false);
  }
});

test('what was decrypted is written with the ratchet, or neither is', async () => {
  const { state, inbox } = await open();
  const row = { attrs: { id: 'A' }, message: 'x' };
  await state.keys.set({ session: { a: Buffer.from('1') }, [INBOX]: { A: row } } as DataSet);
  expect(await inbox.read(10)).toMatchObject([row]);

  const honest = keep.set;
  keep.set = async () => {
    throw new Error('away');
  };
  await expect(
    (async () => state.keys.set({ session: { a: Buffer.from('2') }, [INBOX]: { B: row } } as DataSet))(),
  ).rejects.toThrow('away');
  keep.set = honest;
  expect((await open()).inbox).toBeDefined();
  const next = await open();
  expect(await next.inbox.read(10)).toHaveLength(1);
  expect(Buffer.from((await next.state.keys.get('session', ['a'])).a ?? []).toString()).toBe('1');
});

test('the inbox keeps its order, and what is dropped while more comes does not take it along', async () => {
  const { state, inbox } = await open();
  const put = (id: string) =>
    state.keys.set({ [INBOX]: { [id]: { attrs: { id }, message: '' } } } as DataSet);
  await Promise.all(['a', 'b', 'c'].map(put));
  const [first] = await inbox.read(1);
  await Promise.all([put('d'), inbox.drop([first?.n ?? 0]), put('e')]);
  const read = async (from: typeof inbox) => (await from.read(10)).map(({ attrs }) => attrs.id);
  expect(await read(inbox)).toEqual(['b', 'c', 'd', 'e']);
  expect(await read((await open()).inbox)).toEqual(['b', 'c', 'd', 'e']);
});

test('after the fence nothing of the old connection is written', async () => {
  const old = await open();
  await old.state.keys.set({ session: { a: Buffer.from('1') } });
  old.fence();
  await old.state.keys.set({ session: { a: Buffer.from('2') } });
  old.changed();
  await old.settled();
  const { state } = await open();
  expect(Buffer.from((await state.keys.get('session', ['a'])).a ?? []).toString()).toBe('1');
});

test('a forgotten session leaves nothing but what is not handed on yet', async () => {
  const auth = await open();
  auth.changed();
  await auth.state.keys.set({
    session: { a: Buffer.from('1') },
    [INBOX]: { A: { attrs: { id: 'A' }, message: '' } },
  } as DataSet);
  await forgetSession(keep);
  expect((await rows()).map(({ key }) => key)).toEqual(['inbox/1', 'inbox/index']);
  const next = await open();
  expect(next.linked()).toBe(false);
  expect(await next.inbox.read(10)).toHaveLength(1);
});

test('what we sent is known for a week', async () => {
  let now = new Date('2026-11-01T12:00:00Z');
  const sent = openSent({ baileys, keep, now: () => now });
  await sent.note('3EB0AAAAAAAAAAAAAAAAA1', { partId: 'p1', message: { conversation: 'mèsi' } });
  now = new Date('2026-11-08T11:00:00Z');
  await sent.forgetOld();
  expect(await sent.find('3EB0AAAAAAAAAAAAAAAAA1')).toMatchObject({
    partId: 'p1',
    message: { conversation: 'mèsi' },
  });
  expect(await sent.find('3EB0AAAAAAAAAAAAAAAAA2')).toBeUndefined();
  expect(await sent.find('../creds')).toBeUndefined();
  now = new Date('2026-11-09T12:00:00Z');
  await sent.forgetOld();
  expect((await rows()).filter(({ key }) => key.startsWith('sent/'))).toEqual([]);
});
