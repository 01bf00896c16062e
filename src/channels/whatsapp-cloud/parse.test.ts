import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openLog } from '../../core/log.ts';
import type { Inbound, Receipt } from '../../core/message.ts';
import {
  bsuid,
  hook,
  idOf,
  openWhatsAppCloud,
  phone,
  post as postTo,
  SECOND,
  value,
} from '../../testing/whatsapp-cloud.ts';

const lines: string[] = [];
const channel = openWhatsAppCloud(
  {},
  openLog((line) => lines.push(line)),
);
afterAll(() => channel.close());
const post = (body: string | Buffer) => postTo(channel, body);

/** Everything that one message yields. */
const yields = (message: object, contacts: readonly object[] = []) =>
  post(
    hook(value({ contacts, messages: [{ from: '50937000001', id: 'wamid.A', timestamp: '1', ...message }] })),
  ).events;
const says = (message: object, contacts: readonly object[] = []): Inbound => {
  const [event, ...others] = yields(message, contacts);
  if (event?.kind !== 'inbound' || others.length > 0) throw new Error('not taken for one message');
  return event;
};
const tells = (status: object): Receipt | undefined => {
  const [event] = post(hook(value({ statuses: [{ id: 'wamid.B', timestamp: '1', ...status }] }))).events;
  if (event?.kind === 'inbound') throw new Error('taken for a message');
  return event;
};

describe('who writes', () => {
  const ID = 'HT.4566546130240001';

  test('a number, an id, or both, wherever they stand; the number first', () => {
    expect(says({}).from).toEqual([phone('50937000001')]);
    expect(says({ from_user_id: ID }).from).toEqual([phone('50937000001'), bsuid(ID)]);
    expect(says({}, [{ wa_id: '50937000001', user_id: ID }]).from).toEqual([phone('50937000001'), bsuid(ID)]);
    expect(says({ from: undefined, from_user_id: ID }).from).toEqual([bsuid(ID)]);
    expect(says({ from: ID }).from).toEqual([bsuid(ID)]);
    expect(says({ from: ID }, [{ user_id: ID, wa_id: '50937000001' }]).from).toEqual([
      phone('50937000001'),
      bsuid(ID),
    ]);
    expect(says({ from: undefined }, [{ user_id: ID }]).from).toEqual([bsuid(ID)]);
    expect(says({ from: 'US.ENT.13491208655302741918' }).from[0].value).toBe('US.ENT.13491208655302741918');
  });

  test("somebody else's id beside the message is not taken for the sender's", () => {
    const others = [
      { wa_id: '50937000002', user_id: 'HT.2' },
      { wa_id: '50937000003', user_id: 'HT.3' },
    ];
    expect(says({}, others).from).toEqual([phone('50937000001')]);
    expect(yields({ from: undefined }, others)).toEqual([]);
  });

  test('without any sender there is nothing to keep: said in the log by a code alone', () => {
    for (const from of ['', 'abc', '0', '+', 'HT', 'HT.', 'ht.1', '5'.repeat(16), 7, null, ['50937000001']]) {
      lines.length = 0;
      expect(yields({ from, text: { body: 'sekrè' } })).toEqual([]);
      expect(lines).toHaveLength(1);
      expect(lines[0]).toContain('no_sender');
      expect(lines[0]).not.toContain('sekrè');
    }
  });

  test("Meta's id of a message, which holds the number, is kept so that nobody can read it", () => {
    const wamid = `wamid.${Buffer.from('\x1c\x18\x0b50937000001\x15\x02\0\x12\x18\x14AB12', 'latin1').toString('base64')}`;
    expect(Buffer.from(wamid.slice('wamid.'.length), 'base64').toString()).toContain('50937000001');
    const kept = [says({ id: wamid }).externalId, says({ context: { id: wamid } }).answers];
    kept.push(tells({ id: wamid, status: 'sent' })?.externalId);
    expect(new Set(kept)).toEqual(new Set([expect.stringMatching(/^wa:[\w-]{22}$/)]));
    expect(says({ id: `${wamid}A` }).externalId).not.toBe(kept[0]);
  });

  test('the name of the person is not kept', () => {
    const contact = { wa_id: '50937000001', profile: { name: 'Yon Moun', username: 'yon.moun' } };
    expect(JSON.stringify(says({}, [contact]))).not.toMatch(/moun/i);
  });
});

describe('what is said', () => {
  test('a text of any alphabet and length comes through unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (body) => {
        expect(says({ type: 'text', text: { body } }).text).toBe(body);
      }),
    );
    expect(says({ type: 'text', text: { body: 'a'.repeat(200_000) } }).text).toHaveLength(200_000);
  });

  test('files are named by their id, with what they claim to be', () => {
    const hex = 'ab'.repeat(32);
    const base64 = Buffer.from(hex, 'hex').toString('base64');
    const media = (type: string, more: object = {}) =>
      says({ type, [type]: { id: '77', mime_type: 'a/b', sha256: base64, ...more } }).media[0];
    const told = { url: 'whatsapp:77', contentType: 'a/b', sha256: hex };
    for (const kind of ['image', 'video', 'document', 'sticker', 'audio'])
      expect(media(kind, { voice: false })).toEqual({ ...told, kind });
    expect(media('audio', { voice: true })).toEqual({ ...told, kind: 'voice' });
    expect(media('voice')).toEqual({ ...told, kind: 'voice' });
    expect(media('image', { voice: true })?.kind).toBe('image');
    expect(media('image', { sha256: hex.toUpperCase() })?.sha256).toBe(hex);
    expect(media('image', { sha256: 'HASH' })).not.toHaveProperty('sha256');
    expect(media('image', { mime_type: undefined })?.contentType).toBe('application/octet-stream');
    for (const id of ['', '../x', 'a b', 7, null, 'x'.repeat(129)])
      expect(media('image', { id })).toBeUndefined();
    expect(says({ type: 'document', document: { id: '77', caption: 'Gade' } }).text).toBe('Gade');
  });

  test('a tapped button, a row, a button of a template', () => {
    const reply = (type: string, more: object) =>
      says({ type: 'interactive', interactive: { type, ...more } });
    expect(reply('button_reply', { button_reply: { id: 'yes', title: 'Wi' } })).toMatchObject({
      text: 'Wi',
      choice: 'yes',
    });
    expect(reply('list_reply', { list_reply: { id: 'r2', title: 'Non', description: 'x' } })).toMatchObject({
      text: 'Non',
      choice: 'r2',
    });
    expect(says({ type: 'button', button: { text: 'Wi', payload: 'go' } })).toMatchObject({
      text: 'Wi',
      choice: 'go',
    });
    const form = reply('nfm_reply', { nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"a":1' } });
    expect(form).toMatchObject({ text: '', media: [] });
    expect(form).not.toHaveProperty('choice');
  });

  test('a place needs both degrees within the globe, and may come without its type', () => {
    const place = (location: object) => says({ location }).location;
    expect(place({ latitude: 18.5, longitude: -72.3 })).toEqual({ latitude: 18.5, longitude: -72.3 });
    expect(place({ latitude: '18.5', longitude: '-72.3', name: 'Lekòl', address: 'Jeremi' })).toEqual({
      latitude: 18.5,
      longitude: -72.3,
      label: 'Lekòl, Jeremi',
    });
    for (const latitude of [91, '1e3', 'NaN', '', null, undefined, {}, '0x10'])
      expect(place({ latitude, longitude: 1 })).toBeUndefined();
  });

  test('what we cannot read is a message without words, so that a person of ours sees it', () => {
    for (const type of ['contacts', 'order', 'unsupported', 'unknown', 'edit', 'poll', 'constructor', ''])
      expect(says({ type, [type]: [{ a: 1 }], errors: [{ code: 131_051 }] })).toMatchObject({
        text: '',
        media: [],
      });
  });

  test('a thumb, a changed number, an opened chat and a message of a group are nothing', () => {
    for (const type of ['reaction', 'system', 'request_welcome', 'revoke'])
      expect(yields({ type, [type]: { body: 'x' } })).toEqual([]);
    expect(yields({ group_id: 'g1', type: 'text', text: { body: 'Bonjou' } })).toEqual([]);
  });

  test('forwarded and answered', () => {
    expect(says({ context: { forwarded: true } }).forwarded).toBe('once');
    expect(says({ context: { frequently_forwarded: true } }).forwarded).toBe('often');
    expect(says({ context: { forwarded: true, frequently_forwarded: true } }).forwarded).toBe('often');
    expect(says({ context: { forwarded: false, frequently_forwarded: 'true' } })).not.toHaveProperty(
      'forwarded',
    );
    expect(says({ context: { id: 'wamid.O', from: '1' } }).answers).toBe(idOf('wamid.O'));
  });
});

describe('one webhook may hold many things', () => {
  test('every entry, change, message and status is read; what comes to others is not ours', () => {
    const text = (id: string, from: string) => ({ id, from, type: 'text', text: { body: id } });
    const body = JSON.stringify({
      entry: [
        {
          changes: [
            {
              field: 'messages',
              value: value({ messages: [text('m1', '50937000001'), text('m2', '50937000002')] }),
            },
            {
              field: 'messages',
              value: value({
                statuses: [
                  { id: 's1', status: 'sent' },
                  { id: 's1', status: 'read' },
                ],
              }),
            },
            { field: 'account_update', value: value({ messages: [text('no1', '50937000001')] }) },
            { field: 'messages', value: value({ messages: [text('no2', '50937000001')] }, '999') },
          ],
        },
        null,
        { changes: 'rubbish' },
        {
          changes: [
            { field: 'messages', value: value({ messages: [7, text('m3', '50937000003')] }, SECOND.id) },
          ],
        },
      ],
    });
    const { events, answer } = post(body);
    expect(
      events.map((event) => [event.externalId, event.kind === 'inbound' ? event.account : event.status]),
    ).toEqual([
      [idOf('m1'), 'whatsapp-cloud'],
      [idOf('m2'), 'whatsapp-cloud'],
      [idOf('s1'), 'sent'],
      [idOf('s1'), 'read'],
      [idOf('m3'), 'whatsapp-cloud-natcom'],
    ]);
    expect(answer).toEqual({ status: 200 });
  });

  test('signed rubbish is answered 200, or Meta would send it for seven days; the log says so', () => {
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '"a"',
      '{"entry":[{"changes":[{"field":"messages","value":[]}]}]}',
    ]) {
      lines.length = 0;
      expect(post(body)).toEqual({ events: [], answer: { status: 200 } });
      expect(lines.join()).toMatch(body.startsWith('{"entry') ? /^$/ : /not_json/);
    }
    lines.length = 0;
    post(hook(value({ errors: [{ code: 130_429, title: 'x' }] })));
    expect(lines[0]).toContain('meta_130429');
  });

  test('whatever JSON is signed, nothing is thrown', () => {
    const inside = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.dictionary(
          fc.constantFrom(
            'messages',
            'statuses',
            'contacts',
            'text',
            'type',
            'id',
            'from',
            'image',
            'context',
            'errors',
          ),
          tie('any'),
        ),
        fc.array(tie('any'), { maxLength: 4 }),
      ),
    })).any;
    fc.assert(
      fc.property(inside, inside, (messages, statuses) => {
        const { answer } = post(hook(value({ messages, statuses, contacts: messages })));
        expect(answer.status).toBe(200);
      }),
      { numRuns: 100 },
    );
    expect(post(`{"entry":${'['.repeat(100_000)}${']'.repeat(100_000)}}`).events).toEqual([]);
  });
});

describe('receipts', () => {
  test('each status of Meta has one of ours', () => {
    const ours = (status: unknown) => tells({ status })?.status;
    expect(['sent', 'delivered', 'read', 'played', 'failed'].map(ours)).toEqual([
      'sent',
      'delivered',
      'read',
      'read',
      'failed',
    ]);
    for (const none of ['deleted', 'something_new', 'constructor', '', null])
      expect(ours(none)).toBeUndefined();
  });

  test('our own id comes back', () => {
    const partOf = (biz_opaque_callback_data: unknown) =>
      tells({ status: 'sent', biz_opaque_callback_data })?.partId;
    expect(partOf('p-1')).toBe('p-1');
    for (const none of [undefined, '', 'a b', "'", 7, 'x'.repeat(65)]) expect(partOf(none)).toBeUndefined();
  });

  test('a failure says what it means to us', () => {
    const meaning = (...codes: unknown[]) =>
      tells({ status: 'failed', errors: codes.map((code) => ({ code, title: 'x' })) })?.error;
    expect(meaning(131_047)).toEqual({ code: '131047', meaning: 'window_closed' });
    expect(meaning(131_026)).toEqual({ code: '131026', meaning: 'invalid_address' });
    expect(meaning('131050')).toEqual({ code: '131050', meaning: 'opted_out' });
    expect(meaning(131_049, 131_047)).toEqual({ code: '131049', meaning: 'restricted' });
    // About one person: the account goes on.
    expect(meaning(130_497)).toEqual({ code: '130497', meaning: 'restricted' });
    for (const code of [132_000, 132_001, 132_005, 132_007, 132_012, 132_015, 132_016])
      expect(meaning(code)).toEqual({ code: String(code), meaning: 'template_refused' });
    expect(meaning(132_018)).toEqual({ code: '132018', meaning: 'rejected' });
    expect(meaning(131_049)).toEqual({ code: '131049', meaning: 'restricted' });
    expect(meaning(999_999)).toEqual({ code: '999999', meaning: 'rejected' });
    expect(meaning()).toEqual({ code: 'failed', meaning: 'rejected' });
    expect(tells({ status: 'delivered', errors: [{ code: 1 }] })).not.toHaveProperty('error');
  });
});
