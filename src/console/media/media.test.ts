import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openChannels } from '../../channels/index.ts';
import { openFileFetcher } from '../../inbound/fetch-files.ts';
import { LARGEST_FILE, THUMBNAIL_SIDE } from '../../media/limits.ts';
import { openBlob } from '../../store/blobs.ts';
import { forgetMessages } from '../../store/contacts.ts';
import { keepMessages } from '../../store/messages.ts';
import { contextFor } from '../../testing/channel-context.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { sms } from '../../testing/conversation-world.ts';
import { drawing, type FileServer, note, startFileServer, withTraces } from '../../testing/files.ts';
import { newVisitor, tokenIn, type Visitor } from '../../testing/visitor.ts';

let desk: ConsoleUnderTest;
let phones: FileServer;
let marie: Visitor;

beforeAll(async () => {
  [desk, phones] = await Promise.all([openConsole(), startFileServer()]);
  await desk.addMember('Marie Test');
  marie = newVisitor(desk.url);
  await marie.submit('/login', '/login', { name: 'Marie Test', password: PASSWORD });
});
afterAll(async () => {
  await desk.close();
  await phones.close();
});

/** Somebody sends these and they are fetched. */
async function sends(phone: string, files: Record<string, Buffer | number>, more = {}) {
  for (const [path, bytes] of Object.entries(files)) phones.files.set(path, bytes);
  const media = Object.keys(files).map((path) => ({ url: phones.url + path, contentType: 'image/jpeg' }));
  const { mediaIds } = await keepMessages(desk.store, [
    { inbound: sms(phone, '', { media, ...more }), receivedAt: new Date() },
  ]);
  const [simulator] = await openChannels(['simulator'], () => contextFor({ localUrl: phones.url }));
  if (!simulator) throw new Error('the simulator did not open');
  await openFileFetcher({
    store: desk.store,
    channels: new Map([['simulator', simulator]]),
    mayFetch: () => true,
    printSound: undefined,
    log: desk.deps.log,
    now: () => new Date(),
  }).fetch(mediaIds);
  await simulator.close();
}

const filesOn = (html: string) => [...html.matchAll(/src="(\/media\/[^"]+)"/g)].map(([, path = '']) => path);
const get = async (path: string, headers: Record<string, string> = {}) => {
  const cookie = [...marie.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(desk.url + path, { headers: { cookie, ...headers } });
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) };
};

test('a conversation shows what came: pictures small, sounds to play, and why something is not there', async () => {
  const phone = '+50937000001';
  const { waitingId } = await desk.waits({ phone, text: 'Gade foto sa a' });
  await sends(
    phone,
    {
      '/1': await withTraces(drawing(1, 900)).jpeg().toBuffer(),
      '/2': note(2, 2),
      '/3': Buffer.from('%PDF-1.7\n'),
      '/4': 404,
      '/5': Buffer.from('<svg onload="alert(1)"/>'),
      '/6': 503,
    },
    {
      location: { latitude: 18.5, longitude: -72.3, label: 'bò mache a' },
      origin: 'https://t.example/radyo/12',
    },
  );
  const { text } = await marie.get(`/waiting/${waitingId}`);
  const [small = '', sound = ''] = filesOn(text);
  expect(text).toMatch(/<a href="\/media\/[^"]+" target="_blank" rel="noopener"><img [^>]*loading="lazy"/);
  expect(text).toMatch(/<audio [^>]*controls preload="none"/);
  expect(text).toContain('Document');
  for (const why of ['can no longer be fetched', 'not kept', 'is being fetched']) expect(text).toContain(why);
  expect(text).toContain('18.5, -72.3');
  expect(text).toContain('bò mache a');
  expect(text).toContain(
    '<a href="https://t.example/radyo/12" target="_blank" rel="noopener noreferrer nofollow">t.example/radyo/12</a>',
  );

  const thumbnail = await get(small);
  const { width, height, format, exif } = await sharp(thumbnail.bytes).metadata();
  expect({ width, height, format, exif }).toEqual({
    width: THUMBNAIL_SIDE,
    height: THUMBNAIL_SIDE,
    format: 'webp',
    exif: undefined,
  });
  expect(thumbnail.bytes.length).toBeLessThan(20_000);
  const whole = await get(small.replace('/small', ''));
  expect(whole.bytes.includes('Zwazofon')).toBe(false);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'content-disposition': expect.stringContaining('inline'),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
  });
  const piece = await get(sound, { range: 'bytes=0-4' });
  expect([piece.status, piece.bytes.toString()]).toEqual([206, '#!AMR']);
  // A sound has nothing to be made small.
  expect((await get(`${sound}/small`)).status).toBe(404);

  // Where nothing is new the page is left as it is, so that a voice note plays on.
  const refresh = /hx-get="([^"]+)"/.exec(text)?.[1] ?? '';
  expect((await marie.get(refresh, { 'hx-request': 'true' })).status).toBe(204);
  await sends(phone, { '/7': 404 });
  expect((await marie.get(refresh, { 'hx-request': 'true' })).status).toBe(200);
});

test('files are for staff, and only as long as they are there', async () => {
  const phone = '+50937000002';
  const { waitingId, contactId } = await desk.waits({ phone, text: 'Alo' });
  await sends(phone, { '/a': await drawing(3).png().toBuffer() });
  const [small = ''] = filesOn((await marie.get(`/waiting/${waitingId}`)).text);
  const path = small.replace('/small', '');
  for (const each of [path, small]) {
    expect((await get(each)).status).toBe(200);
    const stranger = await newVisitor(desk.url).get(each);
    expect([stranger.status, stranger.location]).toEqual([303, `/login?next=${encodeURIComponent(each)}`]);
  }
  for (const wrong of ['/media/1', '/media/018f4a00-1111-7222-8333-444455556666', `${path}/large`])
    expect((await get(wrong)).status).toBe(404);
  await desk.store.db.transaction((tx) => forgetMessages(tx, contactId));
  // The small one was made a moment ago, and is not remembered beyond its picture.
  for (const each of [path, small]) expect((await get(each)).status).toBe(404);
});

/** Sends the form of the page as a browser does that has a file in it. */
async function answers(
  waitingId: string,
  fields: Record<string, string>,
  file?: { name: string; bytes: Buffer },
) {
  const here = `/waiting/${waitingId}`;
  const { text } = await marie.get(here);
  expect(text).toContain('enctype="multipart/form-data"');
  const form = new FormData();
  const all = { _token: tokenIn(text), once: Math.random().toString(36), place: '', text: '', ...fields };
  for (const [name, value] of Object.entries(all)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(file?.bytes ?? [])]), file?.name ?? '');
  const cookie = [...marie.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${desk.url}${here}/answer`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
    headers: { cookie },
  });
  return { status: answer.status, text: await answer.text(), location: answer.headers.get('location') };
}
const repliesTo = async (contactId: string) =>
  (
    await desk.store.pool.query('select content from reply where contact_id = $1 order by seq', [contactId])
  ).rows.map(({ content }) => content);
const blobCount = async () =>
  Number((await desk.store.pool.query('select count(*) from blob')).rows[0].count);

test('a colleague sends a picture and a place; where it was taken does not go along', async () => {
  const { waitingId, contactId } = await desk.waits({ phone: '+50937000003', text: 'Ki kote biwo a ye ?' });
  const bytes = await withTraces(drawing(4)).jpeg().toBuffer();
  const done = `/waiting/${waitingId}?note=console.done.answered`;
  const picture = { name: 'foto.exe', bytes };
  expect(await answers(waitingId, { text: 'Men li', place: '18.5392, -72.3364' }, picture)).toMatchObject({
    status: 303,
    location: done,
  });
  const [reply] = await repliesTo(contactId);
  expect(reply).toEqual({
    text: 'Men li',
    location: { latitude: 18.5392, longitude: -72.3364 },
    attachment: {
      blobId: expect.any(String),
      kind: 'image',
      contentType: 'image/jpeg',
      size: expect.any(Number),
    },
  });
  const sent = await openBlob(desk.store, reply.attachment.blobId);
  expect(sent.length).toBe(reply.attachment.size);
  expect(bytes.includes('Zwazofon')).toBe(true);
  expect(sent.includes('Zwazofon')).toBe(false);
  expect(filesOn((await marie.get(`/waiting/${waitingId}`)).text)).toEqual([
    `/media/${reply.attachment.blobId}/small`,
  ]);

  // A file or a place alone is an answer, too; a document keeps its name without what could break out of it.
  expect((await answers(waitingId, { place: '18,5; -72,3' })).location).toBe(done);
  const pdf = { name: '../..\\Kat <biwo>;.exe', bytes: Buffer.from('%PDF-1.7\n') };
  expect((await answers(waitingId, {}, pdf)).location).toBe(done);
  expect(
    (await answers(waitingId, {}, { name: '<*>.exe', bytes: await drawing(4).webp().toBuffer() })).location,
  ).toBe(done);
  expect((await repliesTo(contactId)).slice(1)).toMatchObject([
    { text: '', location: { latitude: 18.5, longitude: -72.3 } },
    { text: '', attachment: { kind: 'document', contentType: 'application/pdf', name: 'Kat biwo.pdf' } },
    // Phones draw no WebP everywhere.
    { text: '', attachment: { kind: 'document', contentType: 'image/webp', name: 'teledjol.webp' } },
  ]);
});

test('a file that cannot go out is said so, the words stay, and nothing is kept', async () => {
  const { waitingId, contactId } = await desk.waits({ phone: '+50937000004', text: 'Alo' });
  const before = await blobCount();
  const refused = await answers(
    waitingId,
    { text: 'Gade <sa>' },
    { name: 'foto.jpg', bytes: Buffer.from('MZ\x90\0') },
  );
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('This kind of file cannot be sent');
  expect(refused.text).toContain('Gade &lt;sa></textarea>');
  const large = await answers(
    waitingId,
    { text: 'Gade' },
    { name: 'foto.jpg', bytes: Buffer.alloc(LARGEST_FILE + 1) },
  );
  expect([large.status, large.text.includes('16 MB at most')]).toEqual([422, true]);
  const nowhere = await answers(waitingId, { text: 'Gade', place: 'anba pon an' });
  expect(nowhere.text).toContain('Write latitude and longitude');
  expect(nowhere.text).toContain('value="anba pon an"');
  expect((await answers(waitingId, {})).text).toContain('Write something first');
  await desk.store.pool.query('update contact set stopped_at = now() where id = $1', [contactId]);
  const picture = { name: 'a.png', bytes: await drawing(9).png().toBuffer() };
  expect((await answers(waitingId, { text: 'Gade' }, picture)).text).toContain('STOP');
  expect(await repliesTo(contactId)).toEqual([]);
  expect(await blobCount()).toBe(before);
});

test('a form that is not ours brings no file in', async () => {
  const { waitingId, contactId } = await desk.waits({ phone: '+50937000005', text: 'Alo' });
  const before = await blobCount();
  const picture = { name: 'a.png', bytes: await drawing(10).png().toBuffer() };
  expect((await answers(waitingId, { text: 'Gade', _token: 'x' }, picture)).status).toBe(403);
  // Elsewhere a form has no file, and is not read for one.
  const form = new FormData();
  form.set('name', 'Marie Test');
  form.set('file', new Blob([new Uint8Array(1_000)]), 'a.png');
  expect((await fetch(`${desk.url}/login`, { method: 'POST', body: form })).status).toBe(403);
  expect(await repliesTo(contactId)).toEqual([]);
  expect(await blobCount()).toBe(before);
  expect(desk.logged.join('\n')).not.toMatch(/foto|a\.png|biwo|3700000/);
});
