import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as baileys from '@whiskeysockets/baileys';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Inbound } from '../../core/message.ts';
import { openIds } from './ids.ts';
import { openHearing, openReader } from './parse.ts';
import { fileKeyIn } from './parse-media.ts';

const ids = openIds(Buffer.alloc(32, 1));
const reader = openReader({ baileys, ids });

const LID = '190000000000021@lid';
const NUMBER = '50937000021@s.whatsapp.net';
const key = { remoteJid: LID, remoteJidAlt: NUMBER, fromMe: false, id: '3A1F00000000000000B1' };
const read = (message: unknown, own: object = {}) => reader.message({ key: { ...key, ...own }, message });

function one(message: unknown, own?: object): Inbound {
  const inbound = read(message, own);
  if (!inbound) throw new Error('said nothing');
  return inbound;
}

describe('who it is from', () => {
  const phone = { scheme: 'whatsapp', kind: 'phone', value: '+50937000021' };
  const lid = { scheme: 'whatsapp', kind: 'lid', value: LID };
  const hello = { conversation: 'Bonjou' };

  test('the number first, and the LID beside it, by whichever the message came', () => {
    expect(one(hello).from).toEqual([phone, lid]);
    expect(one(hello, { remoteJid: NUMBER, remoteJidAlt: LID }).from).toEqual([phone, lid]);
    expect(one(hello, { remoteJid: NUMBER, remoteJidAlt: undefined }).from).toEqual([phone]);
  });

  test('who hides the number is known by the LID, whose digits are never a number', () => {
    const { from } = one(hello, { remoteJidAlt: undefined });
    expect(from).toEqual([lid]);
    expect(JSON.stringify(from)).not.toContain('"+');
  });

  test('the device and the host that somebody writes from are not part of who they are', () => {
    expect(
      one(hello, { remoteJid: '190000000000021:3@lid', remoteJidAlt: '50937000021:3@s.whatsapp.net' }).from,
    ).toEqual([phone, lid]);
    expect(
      one(hello, { remoteJid: '50937000021:99@hosted', remoteJidAlt: '190000000000021:99@hosted.lid' }).from,
    ).toEqual([phone, lid]);
  });

  test('what is no person is not read: groups, status, channels, ourselves', () => {
    for (const remoteJid of [
      '120363000000000001@g.us',
      '50937000021-1600000000@g.us',
      'status@broadcast',
      '1600000000@broadcast',
      '120363000000000001@newsletter',
      'chat@s.whatsapp.net',
      'server@c.us',
      '',
    ])
      expect(read(hello, { remoteJid, remoteJidAlt: undefined }), remoteJid).toBeUndefined();
    expect(read(hello, { fromMe: true })).toBeUndefined();
    expect(read(hello, { id: '' })).toBeUndefined();
  });

  test('the id names the message in its chat, and nobody', () => {
    const { externalId } = one(hello);
    expect(one(hello).externalId).toBe(externalId);
    expect(externalId).toMatch(/^[\w-]{22}$/);
    expect(one(hello, { id: '3A1F00000000000000B2' }).externalId).not.toBe(externalId);
    expect(one(hello, { remoteJid: '190000000000022@lid' }).externalId).not.toBe(externalId);
    // Another device of the same person is the same chat.
    expect(one(hello, { remoteJid: '190000000000021:7@lid' }).externalId).toBe(externalId);
  });
});

describe('what was said', () => {
  test.each<[string, object, string]>([
    ['plain', { conversation: 'Bonjou 🗳️' }, 'Bonjou 🗳️'],
    [
      'with a link or a style',
      { extendedTextMessage: { text: 'gade https://example.ht' } },
      'gade https://example.ht',
    ],
    ['beside a picture', { imageMessage: { caption: 'foto a' } }, 'foto a'],
    ['beside a film', { videoMessage: { caption: 'videyo a' } }, 'videyo a'],
    [
      'beside a document',
      { documentWithCaptionMessage: { message: { documentMessage: { caption: 'papye a' } } } },
      'papye a',
    ],
    ['on a button', { buttonsResponseMessage: { selectedDisplayText: 'Wi', selectedButtonId: '1' } }, 'Wi'],
    ['on a template', { templateButtonReplyMessage: { selectedDisplayText: 'Wi' } }, 'Wi'],
    ['in a list', { listResponseMessage: { title: 'Jeremi' } }, 'Jeremi'],
    ['in a form', { interactiveResponseMessage: { body: { text: 'Wi' } } }, 'Wi'],
    ['to vanish', { ephemeralMessage: { message: { conversation: 'bonswa' } } }, 'bonswa'],
    [
      'to be seen once, to vanish',
      {
        ephemeralMessage: {
          message: { viewOnceMessageV2: { message: { imageMessage: { caption: 'yon fwa' } } } },
        },
      },
      'yon fwa',
    ],
    [
      'corrected',
      {
        editedMessage: {
          message: { protocolMessage: { type: 14, editedMessage: { conversation: 'Jeremi, pa Jakmèl' } } },
        },
      },
      'Jeremi, pa Jakmèl',
    ],
    [
      'with what stands beside every message',
      { conversation: 'a', messageContextInfo: { deviceListMetadataVersion: 2 } },
      'a',
    ],
  ])('%s', (_how, message, text) => expect(one(message).text).toBe(text));

  test.each<[string, object]>([
    ['a card', { contactMessage: { displayName: 'Yon moun', vcard: 'BEGIN:VCARD' } }],
    ['a vote to take part in', { pollCreationMessageV3: { name: 'Ki moun?' } }],
    ['a kind of next year', { hologramMessage: { depth: 3 } }],
  ])('%s is a message without words: a person of ours must see it', (_what, message) => {
    expect(one(message)).toMatchObject({ text: '', media: [] });
    expect(JSON.stringify(one(message))).not.toContain('Yon moun');
  });

  test.each<[string, object | null]>([
    ['a thumb', { reactionMessage: { text: '👍', key: { id: 'X' } } }],
    ['a vote', { pollUpdateMessage: { vote: {} } }],
    ['a message taken back', { protocolMessage: { type: 0, key: { id: 'X' } } }],
    ['a changed setting', { ephemeralMessage: { message: { protocolMessage: { type: 3 } } } }],
    ['the head of an album', { albumMessage: { expectedImageCount: 3 } }],
    ['keys alone', { senderKeyDistributionMessage: { groupId: 'x' }, messageContextInfo: {} }],
    ['nothing yet, because it could not be decrypted', null],
    ['nothing', {}],
  ])('%s says nothing', (_what, message) => expect(read(message)).toBeUndefined());

  test('forwarded once, often, or by a phone that tells the score alone', () => {
    const forwarded = (contextInfo: object) =>
      one({ extendedTextMessage: { text: 'a', contextInfo } }).forwarded;
    expect(forwarded({})).toBeUndefined();
    expect(forwarded({ isForwarded: true })).toBe('once');
    expect(forwarded({ forwardingScore: 1 })).toBe('once');
    expect(forwarded({ isForwarded: true, forwardingScore: 4 })).toBe('once');
    expect(forwarded({ isForwarded: true, forwardingScore: 5 })).toBe('often');
    expect(one({ imageMessage: { contextInfo: { isForwarded: true } } }).forwarded).toBe('once');
  });

  test('what it answers is called as our send called it', () => {
    const answers = (stanzaId: string) =>
      one({ extendedTextMessage: { text: '1', contextInfo: { stanzaId } } }).answers;
    const ours = baileys.generateMessageIDV2('50937990000:3@s.whatsapp.net');
    expect(answers(ours)).toBe(ours);
    expect(answers('3A1F00000000000000C1')).toBeUndefined();
    expect(answers('50937000021')).toBeUndefined();
  });

  test('a place, named or shared while walking', () => {
    const pin = { degreesLatitude: 18.65, degreesLongitude: -74.12, name: 'Lekòl', address: 'Jeremi' };
    expect(one({ locationMessage: pin }).location).toEqual({
      latitude: 18.65,
      longitude: -74.12,
      label: 'Lekòl, Jeremi',
    });
    expect(
      one({ liveLocationMessage: { degreesLatitude: 0, degreesLongitude: 0, caption: 'map vini' } }),
    ).toMatchObject({
      text: 'map vini',
      location: { latitude: 0, longitude: 0 },
    });
    expect(one({ locationMessage: { ...pin, degreesLatitude: 91 } }).location).toBeUndefined();
  });
});

describe('files', () => {
  const file = {
    directPath: '/v/t62/1_n.enc?ccb=1',
    mediaKey: Buffer.alloc(32, 7),
    fileSha256: Buffer.alloc(32, 1),
    fileEncSha256: Buffer.alloc(32, 2),
    fileLength: { low: 4711, high: 0, unsigned: true },
  };

  test.each<[string, object, string, string]>([
    ['imageMessage', { mimetype: 'image/png' }, 'image', 'image/png'],
    ['videoMessage', {}, 'video', 'video/mp4'],
    ['ptvMessage', {}, 'video', 'video/mp4'],
    ['audioMessage', { ptt: true, mimetype: 'audio/ogg; codecs=opus' }, 'voice', 'audio/ogg; codecs=opus'],
    ['audioMessage', { mimetype: 'audio/mpeg' }, 'audio', 'audio/mpeg'],
    ['documentMessage', { mimetype: 'application/pdf' }, 'document', 'application/pdf'],
    ['stickerMessage', {}, 'sticker', 'image/webp'],
  ])('%s %o', (name, own, kind, contentType) => {
    const [ref] = one({ [name]: { ...file, ...own } }).media;
    expect(ref).toMatchObject({ kind, contentType, size: 4711, sha256: '01'.repeat(32) });
    expect(ref?.url).not.toContain('v/t62');
    expect(ref?.url).not.toContain(Buffer.alloc(32, 7).toString('base64').slice(0, 20));
    expect(fileKeyIn(ref?.url ?? '', ids)).toEqual({
      path: file.directPath,
      key: file.mediaKey.toString('base64'),
      type: name === 'ptvMessage' ? 'video' : name.replace('Message', ''),
      sealedSha256: file.fileEncSha256.toString('base64'),
      id: key.id,
      chat: LID,
    });
  });

  test('nobody else can make such an address, or read one', () => {
    const [ref] = one({ imageMessage: file }).media;
    expect(fileKeyIn(ref?.url ?? '', openIds(Buffer.alloc(32, 2)))).toBeUndefined();
    for (const url of [
      'whatsapp-web:',
      'whatsapp-web:AAAA',
      'https://mmg.whatsapp.net/v/a',
      ref?.url.replace(':', ':A') ?? '',
      '',
    ])
      expect(fileKeyIn(url, ids)).toBeUndefined();
  });

  test.each([
    { directPath: '//elsewhere.example/a' },
    { directPath: 'v/a' },
    { directPath: undefined, url: 'https://elsewhere.example/a' },
    { directPath: undefined, url: 'http://mmg.whatsapp.net/a' },
    { mediaKey: undefined },
  ])('%o is no file of WhatsApp, and the message is kept without', (own) => {
    expect(one({ imageMessage: { ...file, ...own, caption: 'foto' } })).toMatchObject({
      text: 'foto',
      media: [],
    });
  });
});

describe('receipts', () => {
  const id = '3EB0AAAAAAAAAAAAAAAAA1';
  const receipt = (update: object, own: object = {}) =>
    reader.receipt({ key: { remoteJid: LID, fromMe: true, id, ...own }, update });

  test.each<[number, string]>([
    [2, 'sent'],
    [3, 'delivered'],
    [4, 'read'],
    [5, 'read'],
  ])('%i is %s', (status, says) => {
    expect(receipt({ status })).toEqual({
      kind: 'receipt',
      channel: 'whatsapp-web',
      externalId: id,
      status: says,
    });
  });

  test('a refusal says why, and 463 is the one that is never tried again', () => {
    const refused = (code: unknown) => receipt({ status: 0, messageStubParameters: [code] });
    expect(refused('463')?.error).toEqual({ code: '463', meaning: 'restricted' });
    expect(refused('429')?.error?.meaning).toBe('throttled');
    expect(refused('599')?.error?.meaning).toBe('unavailable');
    expect(refused('999')?.error?.meaning).toBe('rejected');
    expect(refused(undefined)?.status).toBe('failed');
  });

  test("others' messages, and what says nothing", () => {
    expect(receipt({ status: 3 }, { fromMe: false })).toBeUndefined();
    expect(receipt({ status: 3 }, { id: '3A1F00000000000000C1' })).toBeUndefined();
    expect(receipt({ status: 1 })).toBeUndefined();
    expect(receipt({})).toBeUndefined();
  });
});

test('what could not be read at first comes as an update, or once more, and is the same message', async () => {
  const hear = await openHearing({ internalKey: Buffer.alloc(32, 1) });
  const message = { conversation: 'anreta' };
  const upsert = (one: object) =>
    hear({ event: 'messages.upsert', data: { type: 'notify', messages: [one] } });
  expect(upsert({ key, messageStubType: 2, messageStubParameters: ['No session record'] })).toEqual([]);
  const update = hear({ event: 'messages.update', data: [{ key, update: { message } }] });
  expect(update).toMatchObject([{ kind: 'inbound', text: 'anreta' }]);
  expect(upsert({ key, message })).toEqual(update);
  expect(hear({ event: 'messages.delete', data: { keys: [key] } })).toEqual([]);
});

test('whatever comes, nothing is thrown, and what is said is what was written', () => {
  const anything = fc.anything({ withNullPrototype: true, withTypedArray: true, maxDepth: 4 });
  fc.assert(
    fc.property(anything, anything, (told, more) => {
      reader.message(told);
      reader.receipt(told);
      read(told);
      read({ imageMessage: told, extendedTextMessage: more });
      read({ ephemeralMessage: { message: told }, templateMessage: more, buttonsMessage: told });
      reader.message({ key: told, message: { conversation: 'a' } });
      reader.receipt({ key: { fromMe: true, id: '3EB0AAAAAAAAAAAAAAAAA1' }, update: told });
    }),
    { numRuns: 500 },
  );
  for (const text of ['\u0000', 'a\ud800b', '🇭🇹👨‍👩‍👧', '\u202e', 'a'.repeat(65_536), '{"a":1}'])
    expect(one({ conversation: text }).text).toBe(text);
});

const samples = new URL('../../../../shared/data/payloads/baileys/', import.meta.url);
describe.runIf(existsSync(samples))('samples of others', () => {
  const sample = (name: string) => JSON.parse(readFileSync(new URL(name, samples), 'utf8'));

  test('all pass', () => {
    const names = readdirSync(samples);
    expect(names.length).toBeGreaterThanOrEqual(5);
    for (const name of names)
      for (const told of [sample(name), sample(name).data, ...[sample(name)].flat()])
        expect(() => [reader.message(told), reader.receipt(told)]).not.toThrow();
  });

  test('of an upsert: the words, a picture that cannot be fetched, and a group that is not ours', () => {
    expect(reader.message(sample('found_upsert_media_conversation.json').data)).toMatchObject({
      text: 'Olá, tudo bem?',
      from: [{ kind: 'phone' }],
    });
    expect(reader.message(sample('found_upsert_image.json').data)).toMatchObject({ text: '', media: [] });
    expect(reader.message(sample('found_upsert_group_participant.json').data)).toBeUndefined();
  });

  test("Baileys' own test messages: who is nobody, a group and a thumb say nothing", () => {
    const said = sample('baileys_test_messages.json').map((told: unknown) => reader.message(told)?.from);
    expect(said).toEqual([
      undefined,
      [{ scheme: 'whatsapp', kind: 'phone', value: '+1234567890' }],
      undefined,
      undefined,
      [{ scheme: 'whatsapp', kind: 'phone', value: '+1234567890' }],
      undefined,
      undefined,
    ]);
  });

  test('addresses without their device', () => {
    for (const [told, normal] of sample('baileys_jid_normalisation.json')) {
      const from = reader.message({
        key: { remoteJid: told, fromMe: false, id: 'A' },
        message: { conversation: 'a' },
      })?.from;
      const value = normal.endsWith('@lid') ? normal : `+${normal.replace('@s.whatsapp.net', '')}`;
      expect(from?.map((address) => address.value)).toEqual(normal.endsWith('@g.us') ? undefined : [value]);
    }
  });
});
