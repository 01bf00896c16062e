import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openApi, type TelegramApi } from '../../channels/telegram/api.ts';
import { open } from '../../channels/telegram/index.ts';
import { openMessageIds } from '../../channels/telegram/message-id.ts';
import { openSender } from '../../channels/telegram/send.ts';
import type { Channel } from '../../core/channel.ts';
import { MediaError } from '../../core/media-error.ts';
import type { Attachment, Outbound, OutboundFile } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { contextFor } from '../../testing/channel-context.ts';
import { METHODS } from './methods.ts';
import { startTelegramDouble, type TelegramDouble } from './server.ts';

/* Both ends are real: our channel with grammY's API client on one side, the double over HTTP on the other. */
const token = '7000000001:AAinvented-token_0123456789abcdefgh';
const chat = 700_000_001;
const idOf = openMessageIds('7000000001', Buffer.alloc(32, 1));

let double: TelegramDouble;
let channel: Channel;

const openAt = (url: string, settings: Record<string, string> = {}) =>
  open(contextFor({ settings: { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: url, ...settings } }));

beforeEach(async () => {
  double = await startTelegramDouble({ token, username: 'TeledjolTestBot' });
  double.says(chat, 'Bonjou');
  channel = openAt(double.url);
});
afterEach(async () => {
  await channel.close();
  await double.close();
});

const message = (own: Partial<Outbound> = {}): Outbound => ({
  partId: 'part-1',
  account: 'telegram',
  to: { scheme: 'telegram', kind: 'chat', value: String(chat) },
  text: 'Mesi. Kòd ou: K7QX',
  ...own,
});
const file = (own: Partial<Attachment> & { bytes?: () => Promise<Buffer> } = {}): OutboundFile => ({
  blobId: 'blob',
  kind: 'voice',
  contentType: 'audio/ogg',
  size: 4,
  bytes: async () => Buffer.from('OggS'),
  link: 'https://teledjol.example/files/1',
  ...own,
});

async function failure(run: Promise<unknown>): Promise<SendError> {
  const error = await run.then(
    () => new Error('did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof SendError) return error;
  throw error;
}

describe('a message of ours', () => {
  test('is plain text, whatever it looks like, and gets an id that hides the chat', async () => {
    const text = '*Sa a* pa vre_ [gade](http://x) <b> 🙏 « biwo yo louvri »';
    const { externalId } = await channel.send(message({ text }));
    const [sent] = double.ledger;
    expect(sent).toMatchObject({ method: 'sendMessage', chat, parameters: { chat_id: chat, text } });
    expect(Object.keys(sent?.parameters ?? {}).sort()).toEqual(['chat_id', 'text']);
    expect(externalId).toBe(idOf(chat, sent?.messageId ?? 0));
    expect(externalId).not.toContain(String(chat));
  });

  test('carries buttons, one below the other, with ids of up to 64 bytes', async () => {
    const id = `${'è'.repeat(31)}ab`;
    const choices = [
      { id: 'ht', label: 'Kreyòl' },
      { id, label: 'Français' },
    ];
    await channel.send(message({ choices }));
    expect(double.ledger[0]?.parameters.reply_markup).toEqual({
      inline_keyboard: [[{ text: 'Kreyòl', callback_data: 'ht' }], [{ text: 'Français', callback_data: id }]],
    });
    const tooLong = message({ choices: [{ id: `${id}c`, label: 'a' }] });
    expect(await failure(channel.send(tooLong))).toMatchObject({ kind: 'rejected', code: 'button_data' });
    expect(double.ledger).toHaveLength(1);
  });

  test('half a surrogate pair and U+0000 do not stop it', async () => {
    await channel.send(message({ text: 'a\ud83db\u0000c', choices: [{ id: 'a', label: '\ud83d' }] }));
    expect(double.ledger[0]?.parameters.text).toBe('a\ufffdbc');
  });

  test('does not leave for an address that is none of Telegram', async () => {
    const phone = { scheme: 'tel', kind: 'phone', value: '+50937000001' } as const;
    for (const to of [phone, { ...message().to, value: '-1001700000009' }, { ...message().to, value: 'x' }])
      expect(await failure(channel.send(message({ to })))).toMatchObject({ kind: 'invalid_address' });
    expect((await failure(channel.send(message({ account: 'telegram-2' })))).kind).toBe('misconfigured');
    expect(double.calls).toEqual([]);
  });
});

describe('files and places', () => {
  const cases = [
    [{ kind: 'voice', contentType: 'audio/ogg', seconds: 7.4 }, 'sendVoice', 'voice.ogg', { duration: 7 }],
    [{ kind: 'image', contentType: 'image/jpeg' }, 'sendPhoto', 'image.jpg', {}],
    [{ kind: 'video', contentType: 'video/mp4' }, 'sendVideo', 'video.mp4', {}],
    [{ kind: 'document', contentType: 'application/pdf', name: 'rapò.pdf' }, 'sendDocument', 'rapò.pdf', {}],
    [{ kind: 'document', contentType: 'x/y', name: '../"a"\r\n' }, 'sendDocument', '.. a', {}],
  ] as const;
  test.each(cases)('%j goes by %s', async (own, method, name, more) => {
    const bytes = Buffer.from([0xff, 0, 0x0d, 0x0a, 0x2d, 0x2d, 1]);
    const attachment = file({ ...own, bytes: async () => bytes });
    const { externalId } = await channel.send(message({ attachment, choices: [{ id: 'a', label: 'A' }] }));
    const [sent] = double.ledger;
    expect(sent).toMatchObject({
      method,
      parameters: { chat_id: chat, caption: 'Mesi. Kòd ou: K7QX', ...more },
      buttons: [{ callback_data: 'a' }],
    });
    expect(sent?.file).toMatchObject({ bytes });
    expect(sent?.file?.name.trim()).toBe(name);
    expect(externalId).toBe(idOf(chat, sent?.messageId ?? 0));
  });

  test('a voice note for somebody who lets none in goes once, as a file', async () => {
    const forbidden = { call: 'refused', description: 'Bad Request: VOICE_MESSAGES_FORBIDDEN' } as const;
    double.tell({ ...forbidden, method: 'sendVoice' });
    await channel.send(message({ attachment: file(), text: '' }));
    expect(double.ledger).toMatchObject([{ method: 'sendDocument', file: { name: 'voice.ogg' } }]);
    expect(double.ledger[0]?.parameters).not.toHaveProperty('caption');
  });

  test('a picture that is too long or too large to be a photo goes once, as a file', async () => {
    const invalid = { call: 'refused', description: 'Bad Request: PHOTO_INVALID_DIMENSIONS' } as const;
    double.tell({ ...invalid, method: 'sendPhoto' });
    await channel.send(
      message({ attachment: file({ kind: 'image', contentType: 'image/png' }), text: 'Gade' }),
    );
    expect(double.ledger).toMatchObject([
      { method: 'sendDocument', file: { name: 'image.png' }, parameters: { caption: 'Gade' } },
    ]);
  });

  test('a file that has expired here sends nothing', async () => {
    const attachment = file({ bytes: () => Promise.reject(new Error('expired')) });
    expect(await failure(channel.send(message({ attachment })))).toMatchObject({
      kind: 'rejected',
      code: 'file_gone',
    });
    expect(double.calls).toEqual([]);
  });

  test('a place is a pin, or a pin with words', async () => {
    const location = { latitude: 18.65, longitude: -74.12 };
    await channel.send(message({ text: '', location }));
    await channel.send(message({ text: 'Vote isit la', location: { ...location, label: 'Lekòl' } }));
    await channel.send(message({ text: 'Vote isit la', location }));
    await channel.send(message({ text: '', location: { ...location, label: 'Lekòl' } }));
    expect(
      double.ledger.map(({ method, parameters: { title, address } }) => [method, title, address]),
    ).toEqual([
      ['sendLocation', undefined, undefined],
      ['sendVenue', 'Lekòl', 'Vote isit la'],
      ['sendVenue', '18.65, -74.12', 'Vote isit la'],
      ['sendVenue', 'Lekòl', '18.65, -74.12'],
    ]);
  });
});

describe('when the Bot API refuses, the reason is known', () => {
  const refused = (code: number, description: string) => ({ call: 'refused', code, description }) as const;
  const cases = [
    [{ call: 'throttled', retryAfter: 17 }, 'throttled', '429', 17],
    [{ call: 'throttled', retryAfter: 90_000 }, 'throttled', '429', 3600],
    [{ call: 'broken' }, 'unavailable', '500', 5],
    [{ call: 'bad_gateway' }, 'outcome_unknown', 'http_502', 0],
    [refused(502, 'Bad Gateway'), 'outcome_unknown', '502', 0],
    [refused(403, 'Forbidden: user is deactivated'), 'opted_out', '403_deactivated', 0],
    [
      refused(403, "Forbidden: bot can't initiate conversation with a user"),
      'restricted',
      '403_not_started',
      0,
    ],
    [refused(403, "Forbidden: bot can't send messages to bots"), 'invalid_address', '403_no_member', 0],
    [refused(403, 'Forbidden: of some new kind'), 'restricted', '403', 0],
    [refused(400, 'Bad Request: PEER_ID_INVALID'), 'invalid_address', '400_no_chat', 0],
    [refused(400, 'Bad Request: of some new kind'), 'rejected', '400', 0],
    [refused(401, 'Unauthorized'), 'misconfigured', '401', 300],
    [refused(404, 'Not Found'), 'misconfigured', '404', 300],
  ] as const;
  test.each(cases)('%j is %s %s', async (order, kind, code, afterSeconds) => {
    double.tell(order);
    expect(await failure(channel.send(message()))).toMatchObject({ kind, code, afterSeconds });
    expect(double.ledger).toEqual([]);
    await channel.send(message());
    expect(double.ledger).toHaveLength(1);
  });

  test('who blocked the bot, who never wrote to it, what is too long or empty', async () => {
    double.blocks(chat);
    expect(await failure(channel.send(message()))).toMatchObject({ kind: 'opted_out', code: '403_blocked' });
    const stranger = { ...message().to, value: '700000009' };
    expect(await failure(channel.send(message({ to: stranger })))).toMatchObject({ code: '400_no_chat' });
    double.comesBack(chat);
    expect(await failure(channel.send(message({ text: 'a'.repeat(4097) })))).toMatchObject({
      kind: 'rejected',
      code: '400_too_long',
    });
    expect(await failure(channel.send(message({ text: '' })))).toMatchObject({ code: '400_empty' });
    await channel.send(message({ text: 'è'.repeat(4096) }));
  });

  test('an error says neither the chat, nor the text, nor the token', async () => {
    double.tell({ call: 'refused', description: `Bad Request: can't parse "K7QX" of ${chat} ${token}` });
    const error = await failure(channel.send(message()));
    expect(`${error.message} ${error.code} ${error.stack}`).not.toMatch(/K7QX|700000001|AAinvented/);
    expect(error.cause).toBeUndefined();
  });
});

describe('when the call breaks off', () => {
  let api: TelegramApi;
  const sender = () => openSender({ api, idOf });
  beforeEach(() => {
    api = openApi({ token, apiRoot: double.url }, { quickMs: 1_500, slowMs: 1_500 });
  });
  afterEach(() => api.close());

  for (const call of ['hang', 'drop', 'rubbish', 'restart', 'empty'] as const)
    test(`${call} leaves it open whether it was taken: it was, once`, async () => {
      double.tell({ call, times: 2 });
      expect((await failure(sender().send(message()))).kind).toBe('outcome_unknown');
      expect((await failure(sender().send(message({ attachment: file() })))).kind).toBe('outcome_unknown');
      expect(double.ledger.map(({ method }) => method)).toEqual(['sendMessage', 'sendVoice']);
    });

  test('an API that is not there has surely not taken it, and back again it does', async () => {
    const port = Number(new URL(double.url).port);
    await double.close();
    expect((await failure(sender().send(message()))).kind).toBe('unavailable');
    expect((await failure(sender().send(message({ attachment: file() })))).kind).toBe('unavailable');
    double = await startTelegramDouble({ token, username: 'TeledjolTestBot', port });
    double.says(chat, 'Bonjou');
    await sender().send(message());
    expect(double.ledger).toHaveLength(1);
  });

  test('a name that does not resolve, too; a wrong token is for the operator', async () => {
    const away = openApi({ token, apiRoot: 'http://nowhere.invalid' });
    expect((await failure(openSender({ api: away, idOf }).send(message()))).kind).toBe('unavailable');
    await away.close();
    for (const wrong of ['7000000001:AAsomebody-elses_0123456789abcdefg', 'nonsense']) {
      const stranger = openApi({ token: wrong, apiRoot: double.url });
      expect((await failure(openSender({ api: stranger, idOf }).send(message()))).kind).toBe('misconfigured');
      await stranger.close();
    }
  });

  test('below a path of its own, as behind a proxy', async () => {
    const elsewhere = openApi({ token, apiRoot: `${double.url}/wrong` });
    expect((await failure(openSender({ api: elsewhere, idOf }).send(message()))).kind).toBe('misconfigured');
    await elsewhere.close();
  });
});

describe('a file that somebody sent', () => {
  const fetched = (id: string, maxBytes = 1_000) =>
    channel.fetch({ url: `telegram:${id}`, contentType: 'image/jpeg' }, maxBytes);
  const refusal = async (run: Promise<unknown>) => {
    const error = await run.then(
      () => 'fetched it',
      (reason: unknown) => reason,
    );
    if (!(error instanceof MediaError)) throw error;
    expect(`${error.message} ${error.stack}`).not.toContain('AAinvented');
    return error.kind;
  };

  test('comes as its bytes', async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0, 1, 2]);
    expect((await fetched(double.hasFile(bytes, 'photo.jpg'))).bytes).toEqual(bytes);
  });

  test('is left where it is if it is too big, gone, or no file of Telegram', async () => {
    const bytes = Buffer.alloc(2_000);
    expect(await refusal(fetched(double.hasFile(bytes, 'a.mp4')))).toBe('too_big');
    // Said to be small.
    expect(await refusal(fetched(double.hasFile(bytes, 'a.mp4', 10)))).toBe('too_big');
    expect(await refusal(fetched(double.hasFile(bytes, 'a.mp4', 30_000_000), 50_000_000))).toBe('too_big');
    expect(await refusal(fetched('unknown'))).toBe('gone');
    expect(await refusal(fetched('../../getMe'))).toBe('refused');
    expect(await refusal(fetched('a?b=/etc/passwd'))).toBe('refused');
    expect(await refusal(fetched(double.hasFile(bytes, '../../etc/passwd', 10)))).toBe('refused');
  });

  test('an answer that tells no path is no file', async () => {
    double.tell({ call: 'empty', method: 'getFile' });
    expect(await refusal(fetched(double.hasFile(Buffer.from('a'), 'a.jpg')))).toBe('refused');
  });

  test('may be there later if the API is not well', async () => {
    const id = double.hasFile(Buffer.from('a'), 'a.jpg');
    for (const order of [
      { call: 'throttled' },
      { call: 'broken' },
      { call: 'drop' },
      { call: 'rubbish' },
      { call: 'refused', code: 401, description: 'Unauthorized' },
      {
        call: 'refused',
        description: 'Bad Request: wrong file_id or the file is temporarily unavailable',
      },
    ] as const) {
      double.tell({ ...order, method: 'getFile' });
      expect(await refusal(fetched(id))).toBe('unavailable');
    }
    expect((await fetched(id)).bytes.toString()).toBe('a');
  });
});

const specification = new URL(
  '../../../../shared/data/payloads/specs/telegram_bot_api.json',
  import.meta.url,
);
test.runIf(existsSync(specification))('the double serves methods as Telegram publishes them', () => {
  interface Field {
    name: string;
    types: string[];
    required: boolean;
  }
  const spec = JSON.parse(readFileSync(specification, 'utf8'));
  for (const [method, parameters] of Object.entries(METHODS)) {
    const fields: Field[] = spec.methods[method].fields ?? [];
    const published = Object.fromEntries(
      fields.map(({ name, types, required }) => [name, `${required ? '!' : ''}${types.join('|')}`]),
    );
    expect(parameters, method).toEqual(published);
  }
});

test('the double refuses what the Bot API would, so that a slip of ours is seen', async () => {
  const asked = async (method: string, body: object) => {
    const answer = await fetch(`${double.url}/bot${token}/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await answer.json()) as { description?: string }).description ?? 'taken';
  };
  const button = (data: string) => ({ inline_keyboard: [[{ text: 'a', callback_data: data }]] });
  expect(await asked('sendMessage', { chat_id: chat, text: 'a', parsemode: 'x' })).toMatch(/unknown/);
  expect(await asked('sendMessage', { chat_id: chat })).toMatch(/text is missing/);
  expect(await asked('sendMessage', { chat_id: chat, text: 5 })).toMatch(/text is no/);
  expect(await asked('sendMessage', { chat_id: chat, text: 'a\ud800' })).toMatch(/UTF-8/);
  expect(
    await asked('sendMessage', { chat_id: chat, text: 'a', reply_markup: button('è'.repeat(33)) }),
  ).toMatch(/BUTTON_DATA_INVALID/);
  expect(await asked('sendVoice', { chat_id: chat, voice: 'attach://x', caption: 'a'.repeat(1025) })).toMatch(
    /caption is too long/,
  );
  expect(await asked('sendFax', {})).toMatch(/Not Found/);
  expect(await asked('sendMessage', { chat_id: chat, text: 'a', reply_markup: button('a') })).toBe('taken');
});

test('to one person no more than one a second leaves in the long run, and to all no more than thirty', () => {
  const { pace } = channel.capabilities.telegram ?? {};
  expect((pace?.perPerson?.seconds ?? 0) / (pace?.perPerson?.messages ?? 1)).toBeGreaterThanOrEqual(1);
  expect(pace?.perSecond).toBeLessThanOrEqual(30);
});

test('in webhook mode the official API needs an address that it can call', () => {
  const at =
    (publicUrl: string, settings: Record<string, string> = {}) =>
    () =>
      open(contextFor({ publicUrl, settings: { TELEGRAM_BOT_TOKEN: token, ...settings } }));
  for (const url of ['http://teledjol.example', 'https://teledjol.example:3000'])
    expect(at(url)).toThrow(/^PUBLIC_URL must be https .*TELEGRAM_MODE=polling$/);
  expect(at('https://teledjol.example:8443')).not.toThrow();
  expect(at('http://localhost:3000', { TELEGRAM_MODE: 'polling' })).not.toThrow();
});
