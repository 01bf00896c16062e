import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Attachment, Content } from '../core/message.ts';
import { SMS, WHATSAPP } from '../testing/accounts.ts';
import { openOutboundWorld } from '../testing/outbound-world.ts';
import type { Files } from './send-reply.ts';

const ACCOUNT = 'far-whatsapp';
const BLOB = '0192f0c1-7e4b-7cc0-8a0e-2d1f5c3b9a77';
const voice: Attachment = {
  blobId: BLOB,
  kind: 'voice',
  contentType: 'audio/ogg',
  size: 9,
  seconds: 3,
};
const image: Attachment = { blobId: BLOB, kind: 'image', contentType: 'image/jpeg', size: 9 };

let world: Awaited<ReturnType<typeof openOutboundWorld>>;

beforeAll(async () => {
  world = await openOutboundWorld({ [ACCOUNT]: { ...WHATSAPP, location: 'full' }, 'far-sms': SMS });
});
afterAll(() => world.close());
beforeEach(() => world.begin());
afterEach(() => world.end());

let opened = 0;
const files: Files = {
  open: async (blobId) => {
    opened += 1;
    return Buffer.from(`bytes of ${blobId === BLOB}`);
  },
  linkTo: () => 'https://example.org/f/abc',
};
const say = async (content: Content, account = ACCOUNT) =>
  world.say(await world.person(), '', { content, account });

test('a file, a place and words travel to the provider, each as what it is', async () => {
  opened = 0;
  const location = { latitude: 18.54349, longitude: -72.33881, label: 'Biwo vòt' };
  const id = await say({ text: 'Koute sa a', attachment: voice, location });
  await world.open({ files }).drain(ACCOUNT);
  expect(world.far.taken.map(({ text, file, location }) => ({ text, file, location }))).toEqual([
    { text: '', file: { kind: 'voice', content: 'bytes of true', link: 'https://example.org/f/abc' } },
    { text: '', location },
    { text: 'Koute sa a' },
  ]);
  expect(await world.partsOf(id)).toMatchObject([
    { extra: { attachment: voice } },
    { extra: { location } },
    { extra: null },
  ]);
  expect(opened).toBe(1);
});

test('an attempt that repeats opens the file again; what was taken is not sent again', async () => {
  await say({ text: 'Koute sa a', attachment: voice });
  world.far.answer = (_call, nth) => (nth === 1 ? { refuse: 'unavailable' } : 'take');
  const outbound = world.open({ files });
  await outbound.drain(ACCOUNT);
  await world.makeDue();
  await outbound.drain(ACCOUNT);
  expect(world.far.calls.map((call) => call.file?.kind ?? call.text)).toEqual([
    'voice',
    'voice',
    'Koute sa a',
  ]);
});

test('by SMS a picture is a link in the text', async () => {
  await say({ text: 'Gade sa a', attachment: image }, 'far-sms');
  await world.open({ files }).drain('far-sms');
  expect(world.far.taken.map(({ text, file }) => [text, file])).toEqual([
    ['Gade sa a\nhttps://example.org/f/abc', undefined],
  ]);
});

test('a file that has expired goes before a person instead of leaving half a reply', async () => {
  const id = await say({ text: 'Gade', attachment: image });
  const gone = async () => {
    throw new Error('it has expired');
  };
  await world.open({ files: { ...files, open: gone } }).drain(ACCOUNT);
  expect(world.far.calls).toEqual([]);
  expect(await world.replyOf(id)).toMatchObject({ state: 'failed', error: 'rejected file_expired' });
  expect(await world.reasons()).toEqual(['send_failed']);
});

test('while the database cannot give the file the reply waits', async () => {
  const id = await say({ text: 'Gade', attachment: image });
  const away = async () => {
    throw Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
  };
  await world.open({ files: { ...files, open: away } }).drain(ACCOUNT);
  expect(await world.replyOf(id)).toMatchObject({ state: 'queued', error: 'unavailable file_store' });
});

const spoken: Attachment = { ...voice, saysText: true };
const heard = () => world.far.calls.map((call) => call.file?.kind ?? call.text);

test('a text never waits for its voice: refused, expired or in doubt, the words arrive and are enough', async () => {
  const gone = async () => {
    throw new Error('it has expired');
  };
  for (const [answer, own] of [
    [{ refuse: 'rejected' }, files],
    ['cut', files],
    ['take', { ...files, open: gone }],
  ] as const) {
    const before = world.far.calls.length;
    world.far.answer = (call) => (call.file ? answer : 'take');
    const id = await say({ text: 'Biwo yo louvri', attachment: spoken });
    await world.open({ files: own }).drain(ACCOUNT);
    expect(heard().slice(before).at(-1)).toBe('Biwo yo louvri');
    expect(await world.replyOf(id)).toMatchObject({ state: 'sent' });
    expect(await world.reasons()).toEqual([]);
  }
});

test('a voice that cannot be taken now comes later and alone; other texts do not wait for it', async () => {
  const id = await say({ text: 'Biwo yo louvri', attachment: spoken });
  world.far.answer = (call) => (call.file ? { refuse: 'unavailable' } : 'take');
  const outbound = world.open({ files });
  await outbound.drain(ACCOUNT);
  for (let n = 0; n < 6; n += 1) {
    await world.makeDue();
    await outbound.drain(ACCOUNT);
  }
  await say({ text: 'Yon lòt' });
  await outbound.drain(ACCOUNT);
  expect(world.far.taken.map(({ text }) => text)).toEqual(['Biwo yo louvri', 'Yon lòt']);
  world.far.answer = () => 'take';
  await world.makeDue();
  await outbound.drain(ACCOUNT);
  await world.makeDue();
  await outbound.drain(ACCOUNT);
  expect(world.far.taken.map((call) => call.file?.kind ?? call.text)).toEqual([
    'Biwo yo louvri',
    'Yon lòt',
    'voice',
  ]);
  expect(await world.replyOf(id)).toMatchObject({ state: 'sent' });
});

test('a voice that the provider reports as not delivered costs nobody a second text', async () => {
  const id = await say({ text: 'Biwo yo louvri', attachment: spoken });
  const outbound = world.open({ files });
  await outbound.drain(ACCOUNT);
  const [first] = await world.partsOf(id);
  await world.receipt(first?.id ?? '', 'failed', 'unreachable');
  await world.pass(3_600);
  await outbound.drain(ACCOUNT);
  expect(heard()).toEqual(['voice', 'Biwo yo louvri']);
  expect(await world.replyOf(id)).toMatchObject({ state: 'sent' });
});

const asVoice = { text: 'Fo. Biwo yo louvri jiska katrè.', beside: 'Fo: biwo yo louvri', attachment: spoken };

test('who wants it spoken reads one line beside the note, and all of it where the note fails, now or later', async () => {
  const outbound = world.open({ files });
  const id = await say(asVoice);
  await outbound.drain(ACCOUNT);
  expect(heard()).toEqual(['voice', asVoice.beside]);
  const [note] = await world.partsOf(id);
  await world.receipt(note?.id ?? '', 'failed', 'unreachable');
  await world.makeDue();
  await outbound.drain(ACCOUNT);
  expect(heard().at(-1)).toBe(asVoice.text);
  expect(await world.replyOf(id)).toMatchObject({ state: 'sent' });
  expect(await world.partsOf(id)).toMatchObject([{}, { text: asVoice.text, extra: {} }]);

  world.far.answer = (call) => (call.file ? { refuse: 'rejected' } : 'take');
  const other = await say(asVoice);
  await outbound.drain(ACCOUNT);
  expect(heard().at(-1)).toBe(asVoice.text);
  // What the desk reads is what was said.
  expect((await world.partsOf(other)).at(-1)).toMatchObject({ text: asVoice.text, state: 'accepted' });
  await say({ ...asVoice, attachment: { ...spoken, size: 1e9 } });
  await outbound.drain(ACCOUNT);
  expect(heard().at(-1)).toContain(asVoice.text);
  await say(asVoice, 'far-sms');
  await outbound.drain('far-sms');
  expect(heard().at(-1)).toBe(asVoice.text);
});
