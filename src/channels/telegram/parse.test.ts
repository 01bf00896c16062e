import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Inbound } from '../../core/message.ts';
import { openMessageIds } from './message-id.ts';
import { parse } from './parse.ts';

const botId = '7000000001';
const us = { id: 7_000_000_001, is_bot: true, first_name: 'Teledjòl', username: 'TeledjolTestBot' };
const idOf = openMessageIds(botId, Buffer.alloc(32, 1));
const read = (update: unknown) => parse(update, { botId, idOf });

const person = { id: 700_000_001, is_bot: false, first_name: 'Yon', last_name: 'Moun' };
const chat = { id: 700_000_001, type: 'private', first_name: 'Yon' };
const message = (more: object) => ({ message_id: 5, from: person, chat, date: 1_795_600_000, ...more });
const said = (more: object, kind = 'message') => read({ update_id: 1, [kind]: message(more) });

function one(more: object, kind?: string): Inbound {
  const { events } = said(more, kind);
  expect(events).toHaveLength(1);
  return events[0] as Inbound;
}

test('a message is its update in the set of one bot, and names nobody but the chat', () => {
  const text = 'Biwo vòt la fèmen? 🗳️ « wi »';
  expect(read({ update_id: 90, message: message({ text }) })).toEqual({
    events: [
      {
        kind: 'inbound',
        channel: 'telegram',
        account: 'telegram',
        externalId: '7000000001:90',
        from: [{ scheme: 'telegram', kind: 'chat', value: '700000001' }],
        text,
        media: [],
      },
    ],
  });
});

describe('commands become the words that people type', () => {
  test.each([
    ['/start', 'start'],
    ['/start radyo_1', 'start'],
    ['/START@TeledjolTestBot', 'START'.toLowerCase()],
    ['/help@TeledjolTestBot', 'help'],
    ['/stop tanpri', 'stop'],
    ['/menu\n', 'menu'],
    ['/lang', 'lang'],
    ['/statut K7QX', 'statut K7QX'],
    ['/etc/passwd se yon fichye', '/etc/passwd se yon fichye'],
    ['/ pa yon kòmand', '/ pa yon kòmand'],
    ['gade /start', 'gade /start'],
  ])('%j is %j', (typed, word) => {
    expect(one({ text: typed }).text).toBe(word);
  });

  test('but not in what somebody else wrote', () => {
    expect(one({ text: '/stop', forward_date: 1 })).toMatchObject({ text: '/stop', forwarded: 'once' });
  });
});

describe('what comes beside a text', () => {
  const file = (more: object = {}) => ({ file_id: 'AbC-_1', file_size: 12, ...more });
  test.each([
    [{ voice: file({ mime_type: 'audio/ogg' }) }, 'voice', 'audio/ogg'],
    [{ voice: file() }, 'voice', 'audio/ogg'],
    [{ audio: file({ mime_type: 'audio/mp4' }) }, 'audio', 'audio/mp4'],
    [{ video: file() }, 'video', 'video/mp4'],
    [{ video_note: file() }, 'video', 'video/mp4'],
    [{ document: file({ mime_type: 'application/pdf' }) }, 'document', 'application/pdf'],
    [{ animation: file(), document: file({ file_id: 'copy' }) }, 'video', 'video/mp4'],
    [{ sticker: file() }, 'sticker', 'image/webp'],
    [{ sticker: file({ is_video: true }) }, 'sticker', 'video/webm'],
    [{ sticker: file({ is_animated: true }) }, 'sticker', 'application/x-tgsticker'],
  ])('%j', (what, kind, contentType) => {
    expect(one({ ...what, caption: 'gade' })).toMatchObject({
      text: 'gade',
      media: [{ url: 'telegram:AbC-_1', contentType, kind, size: 12 }],
    });
  });

  test('of a photo the largest size, whatever the order', () => {
    const sizes = [
      { file_id: 'middle', width: 320, height: 255 },
      { file_id: 'large', width: 1280, height: 1023 },
      { file_id: 'small', width: 90, height: 72 },
    ];
    const large = [{ url: 'telegram:large', contentType: 'image/jpeg', kind: 'image' }];
    expect(one({ photo: sizes }).media).toEqual(large);
    expect(one({ live_photo: { file_id: 'clip', photo: sizes } }).media).toEqual(large);
  });

  test('a place, with its name where it has one', () => {
    const point = { latitude: 18.65, longitude: -74.12 };
    expect(one({ location: point }).location).toEqual(point);
    const venue = { location: point, title: 'Lekòl Envante', address: 'Ri 1' };
    expect(one({ location: point, venue }).location).toEqual({ ...point, label: 'Lekòl Envante, Ri 1' });
    expect(one({ location: { latitude: 181, longitude: 0 } }).location).toBeUndefined();
  });

  test.each([
    { contact: { phone_number: '+50937000001', first_name: 'Yon' } },
    { poll: { id: '1' } },
    { dice: { emoji: '🎲', value: 3 } },
    { something_of_next_year: {} },
    { photo: [] },
    { voice: 'rubbish' },
  ])('%j is a message without text, so that a person looks', (what) => {
    expect(one(what)).toMatchObject({ text: '', media: [] });
  });

  test.each([{ pinned_message: message({}) }, { message_auto_delete_timer_changed: {} }])(
    '%j is nobody writing',
    (what) => {
      expect(said(what)).toEqual({ events: [] });
    },
  );
});

test('a corrected message is a message of its own; somebody walking is not', () => {
  expect(one({ text: 'JEREMI 12', edit_date: 2 }, 'edited_message').text).toBe('JEREMI 12');
  const location = { latitude: 1, longitude: 2, live_period: 600 };
  expect(said({ location, edit_date: 2 }, 'edited_message')).toEqual({ events: [] });
});

describe('a forward is the best sign of a rumor, and tells only public sources', () => {
  const channel = { id: -1001, type: 'channel', title: 'Nouvèl', username: 'nouvel_envante' };
  const origin = (own: object) => one({ text: 'a', forward_origin: { date: 1, ...own } });
  test.each([
    [{ type: 'channel', chat: channel, message_id: 7 }, 'https://t.me/nouvel_envante/7'],
    [{ type: 'channel', chat: { ...channel, username: undefined }, message_id: 7 }, undefined],
    [{ type: 'chat', sender_chat: { ...channel, type: 'supergroup' } }, 'https://t.me/nouvel_envante'],
    [{ type: 'chat', sender_chat: { ...channel, type: 'private' } }, undefined],
    [{ type: 'user', sender_user: { ...person, username: 'yon_moun' } }, undefined],
    [{ type: 'hidden_user', sender_user_name: 'Yon Moun' }, undefined],
    [{ type: 'channel', chat: { ...channel, username: '../evil' }, message_id: 7 }, undefined],
  ])('%j', (own, link) => {
    const inbound = origin(own);
    expect(inbound.forwarded).toBe('once');
    expect(inbound.origin).toBe(link);
    expect(JSON.stringify(inbound)).not.toMatch(/Yon|yon_moun|Nouvèl/);
  });

  test('with the fields of before 2024, too', () => {
    const old = { text: 'a', forward_from_chat: channel, forward_from_message_id: 8 };
    expect(one(old)).toMatchObject({ forwarded: 'once', origin: 'https://t.me/nouvel_envante/8' });
    expect(one({ text: 'a', forward_sender_name: 'Yon Moun' }).forwarded).toBe('once');
    expect(one({ text: 'a', is_automatic_forward: true }).forwarded).toBe('once');
    expect(one({ text: 'a' }).forwarded).toBeUndefined();
  });
});

test('an answer to a message of ours says which, by an id that hides the chat', () => {
  const ours = { message_id: 77, from: us, chat, text: 'Ki lang?' };
  const { answers } = one({ text: 'kreyòl', reply_to_message: ours });
  expect(answers).toBe(idOf(700_000_001, 77));
  expect(answers).toMatch(/^7000000001:[\w-]{22}$/);
  expect(one({ text: 'a', reply_to_message: { ...ours, from: person } }).answers).toBeUndefined();
  expect(new Set([idOf(1, 23), idOf(12, 3), idOf(1, 2)]).size).toBe(3);
});

describe('a tapped button', () => {
  const tap = (own: object) =>
    read({ update_id: 3, callback_query: { id: '99', from: person, data: 'yes', ...own } });
  test('is a choice, and its query waits for an answer', () => {
    expect(tap({ message: { message_id: 77, chat, date: 0 } })).toMatchObject({
      callback: '99',
      events: [{ choice: 'yes', answers: idOf(700_000_001, 77), text: '', externalId: '7000000001:3' }],
    });
  });
  test.each([
    { message: { message_id: 77, chat: { id: -5, type: 'group' } } },
    { message: { message_id: 77, chat }, data: undefined },
    { inline_message_id: 'x' },
  ])('%j keeps nothing and is answered', (own) => {
    expect(tap(own)).toEqual({ events: [], callback: '99' });
  });
});

test('who blocks the bot has said stop; who comes back says so by /start', () => {
  const change = (status: string, type = 'private') =>
    read({
      update_id: 4,
      my_chat_member: { chat: { ...chat, type }, from: person, new_chat_member: { user: us, status } },
    });
  expect(change('kicked').events).toMatchObject([
    { optOut: 'stop', text: '', from: [{ value: '700000001' }], externalId: '7000000001:4' },
  ]);
  expect(change('member')).toEqual({ events: [] });
  expect(change('administrator')).toEqual({ events: [] });
  expect(change('kicked', 'supergroup')).toEqual({ events: [] });
});

describe('in a group', () => {
  const group = { id: -1_001_700_000_009, type: 'supergroup', title: 'Katye' };
  const inGroup = (more: object) => said({ chat: group, ...more });
  test('what people say to each other is nobody’s business', () => {
    expect(inGroup({ text: 'yo di biwo a fèmen maten an vre' })).toEqual({ events: [] });
    expect(inGroup({ text: '/start' })).toEqual({ events: [] });
    expect(inGroup({ text: 'a', is_automatic_forward: true })).toEqual({ events: [] });
    expect(said({ chat: group, text: '@TeledjolTestBot' }, 'edited_message')).toEqual({ events: [] });
  });
  test('who speaks to us is noticed, and not a word is kept', () => {
    const call = { chat: group.id, message: 5 };
    const text = 'Gade @TeledjolTestBot sa a';
    const entities = [{ type: 'mention', offset: 5, length: 16 }];
    expect(inGroup({ text, entities })).toEqual({
      events: [],
      group: { ...call, toUs: false, names: ['teledjoltestbot'] },
    });
    const command = { text: '/help@LotBot', entities: [{ type: 'bot_command', offset: 0, length: 12 }] };
    expect(inGroup(command).group).toEqual({ ...call, toUs: false, names: ['lotbot'] });
    expect(inGroup({ text: 'mèsi', reply_to_message: { from: us, message_id: 1 } }).group).toEqual({
      ...call,
      toUs: true,
      names: [],
    });
  });
});

test('bots, unknown updates and rubbish are nothing', () => {
  expect(said({ from: { ...person, is_bot: true }, text: 'spam' })).toEqual({ events: [] });
  for (const update of [
    null,
    1,
    'a',
    [],
    {},
    { update_id: '1' },
    { update_id: 1 },
    { update_id: 1, message: null },
    { update_id: 1, message: [] },
    { update_id: 1, message: { chat: { id: '7', type: 'private' } } },
    { update_id: 1, poll_answer: { poll_id: '1' } },
    { update_id: 1, channel_post: message({ text: 'a' }) },
    { update_id: 1, callback_query: 5 },
    { update_id: 1, my_chat_member: { chat: [] } },
    JSON.parse('{"update_id":1,"message":{"__proto__":{"chat":{"id":1,"type":"private"}}}}'),
  ])
    expect(read(update)).toEqual({ events: [] });
});

test('whatever stands in an update, reading it fails never', () => {
  const names = [
    'chat',
    'from',
    'id',
    'type',
    'text',
    'photo',
    'voice',
    'sticker',
    'venue',
    'location',
    'entities',
    'forward_origin',
    'reply_to_message',
    'data',
    'message',
    'new_chat_member',
    'status',
  ];
  const leaf = fc.oneof(fc.anything(), fc.constantFrom('private', 'channel', 'kicked', 700_000_001, botId));
  const { node } = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names), tie('node')),
    ),
  }));
  const kind = fc.constantFrom('message', 'edited_message', 'callback_query', 'my_chat_member');
  fc.assert(
    fc.property(kind, node, (name, value) => {
      for (const inChat of [value, { chat, ...Object(value) }])
        for (const { externalId, from } of read({ update_id: 1, [name]: inChat }).events) {
          expect(externalId).toBe('7000000001:1');
          expect(from[0].value).toMatch(/^-?\d+$/);
        }
    }),
    { numRuns: 2_000 },
  );
});

test('any text comes through as it was written', () => {
  for (const text of ['\u0000', 'a\ud800b', '🇭🇹👨‍👩‍👧', '\u202e', 'a'.repeat(4096), '{"a":1}'])
    expect(one({ text }).text).toBe(text);
});

const samples = new URL('../../../../shared/data/payloads/telegram/', import.meta.url);
describe.runIf(existsSync(samples))('samples of others', () => {
  const sample = (name: string) => JSON.parse(readFileSync(new URL(name, samples), 'utf8'));

  test('all pass, and none is given up', () => {
    const names = readdirSync(samples);
    expect(names.length).toBeGreaterThan(10);
    for (const name of names) expect(() => read(sample(name))).not.toThrow();
  });

  test.each([
    ['official_text_start.json', { text: 'start', externalId: '7000000001:10000' }],
    ['official_reply.json', { text: 'start' }],
    ['official_edited_message.json', { text: 'Edited text' }],
    ['official_audio.json', { media: [{ kind: 'audio', contentType: 'audio/mpeg', size: 3_897_500 }] }],
    ['official_voice.json', { media: [{ kind: 'voice', contentType: 'audio/ogg', size: 23_000 }] }],
    ['official_document.json', { media: [{ kind: 'document', contentType: 'application/pdf' }] }],
    ['official_forwarded_user_legacy.json', { forwarded: 'once', text: '/start' }],
    ['official_forwarded_channel_legacy.json', { forwarded: 'once', text: '/start' }],
    ['vercel_photo_captured.json', { media: [{ kind: 'image', size: 173_215 }] }],
    ['vercel_followup.json', { text: 'how are you', from: [{ value: '7527593' }] }],
    ['found_callback_query_private.json', { choice: '2', from: [{ value: '535558561' }] }],
    ['found_my_chat_member_blocked_private.json', { optOut: 'stop', from: [{ value: '3' }] }],
  ])('%s', (name, expected) => {
    expect(read(sample(name)).events).toMatchObject([expected]);
  });

  test.each([
    'found_my_chat_member_group_promoted_partial.json',
    'found_my_chat_member_private_admin.json',
    'found_forward_origin_channel_autoforward.json',
  ])('%s concerns nobody', (name) => {
    expect(read(sample(name))).toEqual({ events: [] });
  });

  test('every kind of origin', () => {
    const links = sample('found_forward_origin_fragments.json').map((forward_origin: object) => {
      const inbound = one({ text: 'a', forward_origin });
      expect(inbound.forwarded).toBe('once');
      return inbound.origin;
    });
    expect(links).toEqual([undefined, undefined, undefined, 'https://t.me/airdropnews/7', undefined]);
  });
});
