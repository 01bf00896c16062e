import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { openChannels } from '../channels/index.ts';
import type { Channel } from '../core/channel.ts';
import { openLog } from '../core/log.ts';
import type { MediaRef } from '../core/message.ts';
import { openFingerprints, type PrintSound } from '../media/fingerprint.ts';
import { LARGEST_FILE } from '../media/limits.ts';
import { openBlob } from '../store/blobs.ts';
import type { Store } from '../store/connect.ts';
import { forgetMessages } from '../store/contacts.ts';
import { keepMessages } from '../store/messages.ts';
import { available } from '../testing/available.ts';
import { contextFor } from '../testing/channel-context.ts';
import { sms } from '../testing/conversation-world.ts';
import { freshDatabase } from '../testing/database.ts';
import { drawing, type FileServer, note, startFileServer, withTraces } from '../testing/files.ts';
import { openTestStore } from '../testing/people.ts';
import { type FileFetcher, openFileFetcher } from './fetch-files.ts';

const ACCOUNT = 'AC00000000000000000000000000000001';
const PATH = (n: number) =>
  `/2010-04-01/Accounts/${ACCOUNT}/Messages/MM${String(n).padStart(32, '0')}/Media/ME${String(n).padStart(32, '0')}`;

let database: { url: string; drop(): Promise<void> };
let store: Store;
let elsewhere: Store;
let provider: FileServer;
let channels: Map<string, Channel>;
let printSound: PrintSound | undefined;
let ahead = 0;
const logged: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  store = openTestStore(database.url);
  elsewhere = openTestStore(database.url);
  printSound = await openFingerprints();
});
afterAll(async () => {
  await Promise.all([store.close(), elsewhere.close()]);
  await database.drop();
});
beforeEach(async () => {
  ahead = 0;
  await store.pool.query('truncate contact, blob cascade');
  provider = await startFileServer();
  const opened = await openChannels(['simulator', 'twilio'], (name) =>
    contextFor({
      localUrl: provider.url,
      settings:
        name === 'simulator'
          ? {}
          : {
              TWILIO_ACCOUNT_SID: ACCOUNT,
              TWILIO_AUTH_TOKEN: 'an-invented-auth-token',
              TWILIO_SMS_FROM: '+50928110000',
              TWILIO_WHATSAPP_FROM: '+50928110001',
              TWILIO_API_URL: provider.url,
              TWILIO_SMS_PER_SECOND: '10',
              TWILIO_WHATSAPP_PER_SECOND: '10',
            },
    }),
  );
  channels = new Map(opened.map((channel) => [channel.name, channel]));
});
afterEach(async () => {
  await Promise.all([...channels.values()].map((channel) => channel.close()));
  await provider.close();
});

const fetcher = (on: Store = store, mayFetch: (channel: Channel) => boolean = () => true): FileFetcher =>
  openFileFetcher({
    store: on,
    channels,
    mayFetch,
    printSound,
    log: openLog((line) => void logged.push(line)),
    now: () => new Date(Date.now() + ahead),
  });

/** Somebody sends these files; each under the address where the provider has it. */
async function sends(
  from: string,
  refs: readonly Partial<MediaRef>[],
  channel = 'simulator',
): Promise<string[]> {
  const media = refs.map((ref) => ({ url: '', contentType: 'image/jpeg', ...ref }));
  const { mediaIds } = await keepMessages(store, [
    { inbound: sms(from, '', { media, channel }), receivedAt: new Date() },
  ]);
  return mediaIds;
}

/** A picture at a path of the provider's. */
async function picture(path: string, seed: number): Promise<Partial<MediaRef>> {
  provider.files.set(path, await withTraces(drawing(seed, 80)).jpeg().toBuffer());
  return { url: provider.url + path };
}

const rows = async () =>
  (await store.pool.query('select state, error, discard, blob_id from media order by created_at, n')).rows;
const blobs = async () => (await store.pool.query('select * from blob')).rows;
const gets = () => provider.asked.filter((line) => line.startsWith('GET')).length;
const passes = (seconds: number) =>
  store.pool.query(`update media set due_at = due_at - $1 * interval '1 second'`, [seconds]);

test('a picture is fetched, loses its place, is sealed, and its provider deletes the copy', async () => {
  const ids = await sends('+50937000001', [await picture(PATH(1), 1)], 'twilio');
  await fetcher().fetch(ids);
  expect(await rows()).toMatchObject([{ state: 'stored', error: null, discard: false }]);
  expect(provider.asked).toEqual([`GET ${PATH(1)}`, `DELETE ${PATH(1)}`]);
  const [blob] = await blobs();
  expect(blob).toMatchObject({ content_type: 'image/jpeg', kind: 'image', fingerprint: null });
  expect(blob.perceptual).toHaveLength(8);
  expect(blob.sealed.includes('Zwazofon')).toBe(false);
  expect(blob.sealed.subarray(12, 14)).not.toEqual(Buffer.from([0xff, 0xd8]));
  const bytes = await openBlob(store, blob.id);
  expect(bytes.length).toBe(blob.size);
  expect(bytes.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  expect(bytes.includes('Zwazofon')).toBe(false);
  // Once more is nothing more.
  await fetcher().fetch(ids);
  expect(provider.asked).toHaveLength(2);
});

test('ten deliveries of one picture over two processes at once are ten files and one blob', async () => {
  const ref = await picture('/a.jpg', 2);
  const ids = (
    await Promise.all(Array.from({ length: 10 }, (_, n) => sends(`+5093700010${n}`, [ref])))
  ).flat();
  const workers = [fetcher(store), fetcher(elsewhere)];
  await Promise.all(ids.flatMap((id) => workers.map((worker) => worker.fetch([id]))));
  const kept = await rows();
  expect(kept.map(({ state }) => state)).toEqual(Array(10).fill('stored'));
  expect(new Set(kept.map((row) => row.blob_id)).size).toBe(1);
  expect(await blobs()).toHaveLength(1);
  // Who was given a file did it alone.
  expect(gets()).toBe(10);
});

test('a file is what its bytes are, whatever was claimed; what may do harm is not kept, and the copy goes', async () => {
  provider.files.set('/page', Buffer.from('<!doctype html><script>alert(1)</script>'));
  provider.files.set('/large', Buffer.alloc(LARGEST_FILE + 1));
  const real = await picture('/real', 3);
  const ids = await sends('+50937000003', [
    { url: `${provider.url}/page`, contentType: 'image/jpeg' },
    { url: `${provider.url}/large`, contentType: 'video/mp4' },
    { ...real, contentType: 'application/x-msdownload' },
    { url: 'http://127.0.0.1:1/inside', contentType: 'image/jpeg' },
    { url: `${provider.url}/gone`, contentType: 'image/jpeg' },
  ]);
  await fetcher().fetch(ids);
  expect(await rows()).toMatchObject([
    { state: 'refused', error: 'unknown_type', blob_id: null },
    { state: 'too_big', error: 'received' },
    { state: 'stored', error: null },
    { state: 'refused', error: 'host' },
    { state: 'gone', error: '404' },
  ]);
  expect(await fetcher().due()).toEqual([]);
});

test('a voice note has its length, and its print where fpcalc is there', async () => {
  provider.files.set('/note', note(12, 1));
  const [id = ''] = await sends('+50937000012', [{ url: `${provider.url}/note`, kind: 'voice' }]);
  await fetcher().fetch([id]);
  const [blob] = await blobs();
  expect(blob).toMatchObject({ content_type: 'audio/amr', kind: 'audio', perceptual: null });
  expect([blob.seconds, blob.fingerprint?.length]).toEqual(
    available.fpcalc ? [12, expect.any(Number)] : [null, undefined],
  );
});

test('a provider in trouble is asked again, later and later, until nobody can have the file any more', async () => {
  provider.files.set('/slow', 503);
  const [id = ''] = await sends('+50937000004', [{ url: `${provider.url}/slow` }]);
  const pauses: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    await fetcher().fetch([id]);
    const { rows: found } = await store.pool.query(
      'select extract(epoch from due_at - now())::float8 as pause, error from media',
    );
    pauses.push(Math.round(found[0].pause));
    expect(found[0].error).toBe('503');
    // Before its time nobody asks.
    await fetcher().fetch(await fetcher().due());
    expect(gets()).toBe(n + 1);
    await passes(found[0].pause + 1);
  }
  expect(pauses).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
  await picture('/slow', 4);
  expect(await fetcher().due()).toEqual([id]);
  await fetcher().fetch([id]);
  expect(await rows()).toMatchObject([{ state: 'stored', error: null }]);

  provider.files.set('/never', 503);
  const lost = await sends('+50937000004', [{ url: `${provider.url}/never` }]);
  ahead = 8 * 86_400_000;
  await fetcher().fetch(lost);
  expect((await rows())[1]).toMatchObject({ state: 'gone', error: '503' });
});

test('a copy that could not be deleted is deleted later, and that is not forgotten by a crash in between', async () => {
  const ids = await sends('+50937000005', [await picture(PATH(5), 5)], 'twilio');
  // Killed right after the commit: the row says what is left to do.
  const [twilio] = [channels.get('twilio')];
  if (!twilio) throw new Error('no channel');
  const dies = new Map([
    ['twilio', { ...twilio, discard: () => Promise.reject(new Error('killed')) } satisfies Channel],
  ]);
  const dying = openFileFetcher({
    store,
    channels: dies,
    mayFetch: () => true,
    printSound: undefined,
    log: openLog(() => {}, 'silent'),
    now: () => new Date(),
  });
  await expect(dying.fetch(ids)).rejects.toThrow('killed');
  expect(await rows()).toMatchObject([{ state: 'stored', discard: true }]);
  provider.files.set(PATH(5), 500);
  await fetcher().fetch(await fetcher().due());
  expect(await rows()).toMatchObject([{ state: 'stored', discard: true }]);
  expect(await fetcher().due()).toEqual([]);
  await passes(61);
  provider.files.set(PATH(5), Buffer.alloc(1));
  await fetcher().fetch(await fetcher().due());
  expect(await rows()).toMatchObject([{ state: 'stored', discard: false }]);
  // Our own is not fetched a second time for that.
  expect(gets()).toBe(1);
  expect(await blobs()).toHaveLength(1);
});

test('who took a file up and died is waited for, then the next takes it; a file that kills is let go of', async () => {
  const [id = ''] = await sends('+50937000006', [await picture('/a', 6)]);
  const dead: Channel = {
    ...(channels.get('simulator') as Channel),
    fetch: () => Promise.reject(new Error('killed')),
  };
  const dying = openFileFetcher({
    store,
    channels: new Map([['simulator', dead]]),
    mayFetch: () => true,
    printSound: undefined,
    log: openLog(() => {}, 'silent'),
    now: () => new Date(),
  });
  for (let death = 1; death <= 5; death += 1) {
    await expect(dying.fetch([id])).rejects.toThrow('killed');
    expect(await rows()).toMatchObject([{ state: 'waiting', error: `begun ${death}` }]);
    await fetcher().fetch([id]);
    expect(gets()).toBe(0);
    await passes(181);
  }
  await fetcher().fetch([id]);
  expect(await rows()).toMatchObject([{ state: 'refused', error: 'deadly' }]);
  expect(gets()).toBe(0);
});

test('a database that has no room for a file for a while does not make the file one that kills', async () => {
  const ids = await sends('+50937000013', [await picture(PATH(9), 9)], 'twilio');
  await store.pool.query(`create function no_room() returns trigger language plpgsql as
    $$ begin raise exception 'no space left' using errcode = '53100'; end $$`);
  await store.pool.query('create trigger no_room before insert on blob execute function no_room()');
  for (let time = 1; time <= 7; time += 1) {
    await fetcher().fetch(ids);
    expect(await rows()).toMatchObject([{ state: 'waiting', error: 'not_kept' }]);
    await passes(3_601);
  }
  await store.pool.query('drop function no_room cascade');
  await fetcher().fetch(ids);
  expect(await rows()).toMatchObject([{ state: 'stored', error: null, discard: false }]);
  expect(provider.asked.filter((line) => line.startsWith('DELETE'))).toHaveLength(1);
});

test('somebody who is forgotten while their picture is being fetched leaves nothing, here or at the provider', async () => {
  const from = '+50937000007';
  const ids = await sends(from, [await picture(PATH(7), 7)], 'twilio');
  const { rows: people } = await store.pool.query('select id from contact');
  const twilio = channels.get('twilio') as Channel;
  const slow: Channel = {
    ...twilio,
    async fetch(ref, most) {
      const fetched = await twilio.fetch(ref, most);
      await store.db.transaction((tx) => forgetMessages(tx, people[0].id));
      return fetched;
    },
  };
  const files = openFileFetcher({
    store,
    channels: new Map([['twilio', slow]]),
    mayFetch: () => true,
    printSound: undefined,
    log: openLog(() => {}, 'silent'),
    now: () => new Date(),
  });
  await files.fetch(ids);
  expect(await rows()).toEqual([]);
  expect(await blobs()).toEqual([]);
  expect(provider.asked).toEqual([`GET ${PATH(7)}`, `DELETE ${PATH(7)}`]);
});

test('a process leaves alone the files of a channel that it cannot ask', async () => {
  const ids = await sends('+50937000008', [await picture(PATH(8), 8)], 'twilio');
  let holds = false;
  const one = fetcher(store, ({ name }) => name !== 'twilio' || holds);
  expect([await one.due(), await fetcher().due()]).toEqual([[], ids]);
  await one.fetch(ids);
  expect(await rows()).toMatchObject([{ state: 'waiting', error: null }]);
  // Once it holds the connection, the files of that channel are its own.
  holds = true;
  await one.fetch(await one.due());
  expect(await rows()).toMatchObject([{ state: 'stored' }]);
});

test('the log says what was not kept and why, and nothing of what it was', () => {
  const said = logged.join('\n');
  expect(said).toContain('"state":"too_big"');
  expect(said).not.toMatch(/http|Zwazofon|3700/);
});
