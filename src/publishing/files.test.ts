import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLinks } from '../core/file-links.ts';
import { keepBlob } from '../store/blobs.ts';
import type { Store } from '../store/connect.ts';
import { freshDatabase } from '../testing/database.ts';
import { openTestStore } from '../testing/people.ts';
import { registerFiles } from './files.ts';

let database: { url: string; drop(): Promise<void> };
let store: Store;
let app: FastifyInstance;
let url = '';
let now = new Date('2026-11-25T10:20:00Z');

beforeAll(async () => {
  database = await freshDatabase();
  store = openTestStore(database.url);
  app = Fastify();
  const links = openLinks({ key: store.seal.linkKey, publicUrl: '' });
  await registerFiles(app, { store, links, now: () => now });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await store.close();
  await database.drop();
});

const BYTES = Buffer.from('%PDF-1.7 sekrè');
async function linked(
  contentType: string,
  kind: 'image' | 'audio' | 'document',
  bytes = BYTES,
): Promise<string> {
  const file = { contentType, kind, bytes, perceptual: null, fingerprint: null, seconds: null };
  const hash = store.seal.hashBytes(Buffer.concat([bytes, Buffer.from(contentType)]));
  const id = await keepBlob(store.db, { seal: store.seal, hash, file });
  return url + openLinks({ key: store.seal.linkKey, publicUrl: '' }).linkTo(id, now);
}

test('a link gives the file as what it is, and nothing that a browser would run or keep', async () => {
  const answer = await fetch(await linked('application/pdf', 'document'));
  expect(answer.status).toBe(200);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(BYTES);
  const told = Object.fromEntries(answer.headers);
  expect(told).toMatchObject({
    'content-type': 'application/pdf',
    'content-disposition': expect.stringMatching(/^attachment; filename="[0-9a-f]{8}\.pdf"$/),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'x-robots-tag': 'noindex',
  });
  const picture = await fetch(await linked('image/png', 'image'), { method: 'HEAD' });
  expect(picture.headers.get('content-disposition')).toMatch(/^inline; filename="[0-9a-f]{8}\.png"$/);
  expect(picture.headers.get('content-length')).toBe(String(BYTES.length));
});

test('players get the piece that they ask for', async () => {
  const link = await linked('audio/ogg', 'audio', Buffer.from('0123456789'));
  const piece = async (range: string) => {
    const answer = await fetch(link, { headers: { range } });
    return [answer.status, answer.headers.get('content-range'), await answer.text()];
  };
  expect(await piece('bytes=0-')).toEqual([206, 'bytes 0-9/10', '0123456789']);
  expect(await piece('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234']);
  expect(await piece('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789']);
  expect(await piece('bytes=5-99')).toEqual([206, 'bytes 5-9/10', '56789']);
  expect(await piece('bytes=10-')).toEqual([416, 'bytes */10', '']);
  for (const whole of ['bytes=4-2', 'bytes=0-1,3-4', 'lines=1-2', 'bytes=-'])
    expect(await piece(whole)).toEqual([200, null, '0123456789']);
});

test('every other address is nothing: a wrong token, one whose time is over, a file that is gone', async () => {
  const link = await linked('image/png', 'image');
  const status = async (address: string) => {
    const answer = await fetch(address);
    return [answer.status, await answer.text()];
  };
  expect((await status(link))[0]).toBe(200);
  for (const wrong of [
    `${link.slice(0, -1)}${link.endsWith('A') ? 'B' : 'A'}`,
    `${url}/m/a`,
    `${link}/..%2f`,
  ])
    expect(await status(wrong)).toEqual([404, expect.stringMatching(/^($|\{)/)]);
  expect((await status(`${url}/m/`))[0]).toBe(404);
  now = new Date('2026-12-03T10:20:00Z');
  expect(await status(link)).toEqual([404, '']);
  now = new Date('2026-11-25T10:20:00Z');
  await store.pool.query('update blob set sealed = null, expired_at = now()');
  expect(await status(link)).toEqual([404, '']);
});

test('who tries tokens is soon told to wait', async () => {
  const statuses = new Set<number>();
  for (let n = 0; n < 320; n += 1) statuses.add((await fetch(`${url}/m/${n}`)).status);
  expect(statuses).toEqual(new Set([404, 429]));
});
