import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openApi, type TelegramApi } from '../../channels/telegram/api.ts';
import { openGroupHints } from '../../channels/telegram/group-hint.ts';
import { open } from '../../channels/telegram/index.ts';
import { openMessageIds } from '../../channels/telegram/message-id.ts';
import { parse, UPDATES } from '../../channels/telegram/parse.ts';
import { openPolling } from '../../channels/telegram/poll.ts';
import { PAUSES } from '../../channels/telegram/rounds.ts';
import { keepWebhook } from '../../channels/telegram/webhook.ts';
import { type Channel, type Keep, type Listening, Refused, type Sink } from '../../core/channel.ts';
import { type Log, openLog } from '../../core/log.ts';
import type { Inbound, Receipt } from '../../core/message.ts';
import { contextFor, memoryKeep } from '../../testing/channel-context.ts';
import { until } from '../../testing/until.ts';
import { startTelegramDouble, type TelegramDouble } from './server.ts';

/* Our side is real but for the database behind the sink; Telegram's is the double, over HTTP. */
const token = '7000000001:AAinvented-token_0123456789abcdefgh';
const botId = '7000000001';
const chat = 700_000_001;
const idOf = openMessageIds(botId, Buffer.alloc(32, 1));
const QUICK = { ...PAUSES, first: 5, longest: 40, stopped: 40, rival: 40, look: 40 };

let double: TelegramDouble;
let api: TelegramApi;
let keep: Keep;
let lines: string[];
let log: Log;
let events: (Inbound | Receipt)[];
let stood: string[];
let opened: Listening[];
let takes: () => Promise<void>;
const sink: Sink = {
  async deliver(some) {
    await takes();
    events.push(...some);
  },
  stands: (account, link, note) => stood.push([account, link, note].filter(Boolean).join(' ')),
};
const texts = () => events.map((event) => (event.kind === 'inbound' ? event.text : 'receipt'));
const asked = (method: string) => double.calls.filter((call) => call.method === method);

beforeEach(async () => {
  double = await startTelegramDouble({ token, username: 'TeledjolTestBot' });
  api = openApi({ token, apiRoot: double.url });
  keep = memoryKeep();
  lines = [];
  log = openLog((line) => lines.push(line));
  events = [];
  stood = [];
  opened = [];
  takes = async () => {};
});
afterEach(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await api.close();
  await double.close();
  expect(lines.join('\n')).not.toMatch(/AAinvented|700000001|Jeremi/);
});

const standing = () => ({
  api,
  keep,
  log,
  address: 'https://teledjol.example/hooks/telegram',
  takeOver: false,
  pauses: QUICK,
});
function poll(own: Partial<Parameters<typeof openPolling>[0]> = {}): Listening {
  const read = (update: unknown) => parse(update, { botId, idOf });
  const listening = openPolling({ ...standing(), read, after: () => {}, ...own }, sink);
  opened.push(listening);
  return listening;
}

describe('long polling', () => {
  test('takes what people wrote, in order, and is up', async () => {
    for (const text of ['yon', 'de']) double.says(chat, text);
    poll();
    await until(() => events.length === 2, { what: 'both are kept' });
    double.says(chat, 'twa');
    await until(() => events.length === 3, { what: 'the third, too' });
    expect(texts()).toEqual(['yon', 'de', 'twa']);
    expect(stood).toEqual(['telegram up']);
    expect(asked('getUpdates')[0]?.parameters).toEqual({ timeout: 0, allowed_updates: [...UPDATES] });
    expect(asked('getUpdates')[1]?.parameters.timeout).toBe(30);
  });

  test('confirms nothing before it is kept, whatever fails', async () => {
    let fails = 3;
    takes = async () => {
      if (fails-- > 0) throw new Error('neither the database nor the disk');
    };
    double.says(chat, 'yon');
    poll();
    await until(() => events.length === 1, { what: 'it is kept in the end' });
    await until(() => double.updates.waiting.length === 0, { what: 'it is confirmed' });
    expect(stood).toEqual(['telegram down not_kept', 'telegram up']);
    expect(texts()).toEqual(['yon']);
  });

  test('closed in the middle, the next one is given the same again', async () => {
    let release = () => {};
    takes = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    double.says(chat, 'yon');
    const first = poll();
    await until(() => asked('getUpdates').length === 1, { what: 'it was handed out' });
    const closed = first.close();
    release();
    await closed;
    expect(double.updates.waiting).toHaveLength(1);
    takes = async () => {};
    const second = poll();
    await until(() => events.length >= 1 && double.updates.waiting.length === 0, { what: 'confirmed' });
    const [{ externalId: id } = { externalId: '' }] = events;
    expect(new Set(events.map(({ externalId }) => externalId))).toEqual(new Set([id]));
    const before = performance.now();
    await second.close();
    expect(performance.now() - before, 'a long poll is not waited for').toBeLessThan(2_000);
  });

  test('a lower id after a quiet week is not thrown away by an old offset', async () => {
    double.says(chat, 'yon');
    poll({ pollSeconds: 1 });
    await until(() => events.length === 1, { what: 'the first' });
    await until(() => asked('getUpdates').at(-1)?.parameters.offset === undefined, {
      what: 'an answer without news has come',
    });
    double.updates.add({
      update_id: 5,
      message: { message_id: 1, chat: { id: chat, type: 'private' }, text: 'apre yon semèn' },
    });
    await until(() => events.length === 2, { what: 'the one with the low id' });
    await until(() => double.updates.waiting.length === 0, { what: 'it is confirmed' });
  });

  test('a tapped button is answered when it is kept, and a group is pointed to the private chat once', async () => {
    const channel = open(
      contextFor({
        log,
        keep,
        settings: {
          TELEGRAM_BOT_TOKEN: token,
          TELEGRAM_MODE: 'polling',
          TELEGRAM_API_ROOT: double.url,
        },
      }),
    );
    const listening = channel.receive.listen?.(sink);
    if (listening) opened.push(listening);
    double.says(chat, 'Bonjou');
    await until(() => events.length === 1, { what: 'the person is known' });
    const choices = [{ id: 'ht', label: 'Kreyòl' }];
    const to = { scheme: 'telegram', kind: 'chat', value: String(chat) } as const;
    const { externalId } = await channel.send({
      partId: 'p',
      account: 'telegram',
      to,
      text: 'Ki lang?',
      choices,
    });
    const [question] = double.ledger;
    if (question) double.taps(question, 'ht');
    await until(() => asked('answerCallbackQuery').length === 1, { what: 'the button rests' });
    expect(events.at(-1)).toMatchObject({ choice: 'ht', answers: externalId });

    const group = -1_001_700_000_009;
    double.joins(group);
    const inGroup = (text: string, own: object = {}) =>
      double.update('message', {
        message_id: 9,
        chat: { id: group, type: 'supergroup' },
        from: { id: chat, is_bot: false },
        text,
        ...own,
      });
    const mention = { entities: [{ type: 'mention', offset: 0, length: 16 }] };
    inGroup('biwo vòt Jeremi a fèmen?');
    inGroup('@TeledjolTestBot Jeremi fèmen?', mention);
    inGroup('@TeledjolTestBot ankò', mention);
    inGroup('@AnotherGoodBot. ', mention);
    await until(() => double.updates.waiting.length === 0, { what: 'all were taken' });
    await until(() => double.ledger.length === 2, { what: 'the group was pointed to the chat' });
    expect(double.ledger[1]).toMatchObject({
      chat: group,
      parameters: { text: '🔒 💬 👉 https://t.me/TeledjolTestBot', reply_parameters: { message_id: 9 } },
    });
    expect(events).toHaveLength(2);
    await listening?.close();
    await channel.close();
    expect(double.ledger).toHaveLength(2);
  });

  test('a group is pointed to the private chat once a day, and a failure is only noted', async () => {
    let hours = 0;
    const hint = openGroupHints({ api, log }, () => hours * 3_600_000);
    const group = -1_001_700_000_009;
    double.joins(group);
    const call = { chat: group, message: 9, toUs: true, names: [] };
    for (hours of [0, 1, 23, 25, 26]) await hint(call);
    expect(double.ledger).toHaveLength(2);
    double.tell({ call: 'throttled' });
    await hint({ ...call, chat: group - 1 });
    expect(double.ledger).toHaveLength(2);
    expect(lines.filter((line) => line.includes('"code":"429"'))).toHaveLength(1);
  });

  test('somebody else who reads with our token is told about once, and it goes on afterwards', async () => {
    poll();
    await until(() => stood.includes('telegram up'), { what: 'up' });
    await until(() => asked('getUpdates').length === 2, { what: 'the long poll is open' });
    await double.call('getUpdates', { timeout: 0 });
    await until(() => stood.includes('telegram down 409'), { what: 'thrown out' });
    double.says(chat, 'yon');
    await until(() => events.length === 1, { what: 'back again' });
    expect(stood).toEqual(['telegram up', 'telegram down 409', 'telegram up']);
    expect(lines.filter((line) => line.includes('@BotFather'))).toHaveLength(1);
  });

  test('a webhook that somebody sets meanwhile is theirs', async () => {
    poll({ pollSeconds: 1 });
    await until(() => stood.includes('telegram up'), { what: 'up' });
    double.updates.set({ url: 'https://production.example/bot', secret: '', allowed: [] });
    await until(() => stood.includes('telegram stopped another_address'), { what: 'noticed' });
    expect(stood).toEqual(['telegram up', 'telegram down 409', 'telegram stopped another_address']);
    expect(double.updates.webhook.url).toBe('https://production.example/bot');
  });

  test('waits as long as it is told to, and comes back after an outage', async () => {
    double.tell({ call: 'throttled', retryAfter: 1, method: 'getUpdates' });
    const began = performance.now();
    poll();
    await until(() => stood.includes('telegram up'), { what: 'up' });
    expect(performance.now() - began).toBeGreaterThan(990);
    expect(stood).toEqual(['telegram down 429', 'telegram up']);
    for (const call of ['broken', 'bad_gateway', 'rubbish', 'drop'] as const)
      double.tell({ call, method: 'getUpdates' });
    double.says(chat, 'yon');
    double.says(chat, 'de');
    await until(() => events.length >= 2, { what: 'all is there' });
    expect(new Set(texts())).toEqual(new Set(['yon', 'de']));
  });

  test('a token that nobody knows stops it until somebody of ours acts', async () => {
    double.tell({
      call: 'refused',
      code: 401,
      description: 'Unauthorized',
      method: 'getWebhookInfo',
      times: 3,
    });
    poll();
    await until(() => stood.includes('telegram up'), { what: 'it was mended' });
    expect(stood).toEqual(['telegram stopped 401', 'telegram up']);
    expect(lines.filter((line) => line.includes('TELEGRAM_BOT_TOKEN'))).toHaveLength(1);
  });

  test('a webhook of ours goes, another’s stays unless we were told to take over', async () => {
    await keep.set(new Map([['webhook', Buffer.from('https://old.example/hooks/telegram')]]));
    for (const ours of [standing().address, 'https://old.example/hooks/telegram']) {
      double.updates.set({ url: ours, secret: '', allowed: [] });
      const listening = poll();
      await until(() => stood.at(-1) === 'telegram up', { what: 'up' });
      expect(double.updates.webhook.url).toBe('');
      stood.length = 0;
      await listening.close();
      await keep.set(new Map([['webhook', Buffer.from('https://old.example/hooks/telegram')]]));
    }

    double.updates.set({ url: 'https://production.example/bot', secret: '', allowed: [] });
    const refused = poll();
    await until(() => stood.includes('telegram stopped another_address'), { what: 'refused' });
    await until(() => asked('getWebhookInfo').length > 4, { what: 'looked again' });
    await refused.close();
    expect(double.updates.webhook.url).toBe('https://production.example/bot');
    expect(lines.filter((line) => line.includes('TELEGRAM_TAKE_OVER'))).toHaveLength(1);
    expect(lines.join('')).not.toContain('production.example');

    poll({ takeOver: true });
    await until(() => double.updates.webhook.url === '', { what: 'taken over' });
  });
});

describe('a webhook', () => {
  const secret = 'an-invented-secret';
  let door: Server;
  let doorUrl: string;
  let channel: Channel;
  /** How many times the door says 503 before it takes anything. */
  let away: number;

  /** A bare door that hands each request to the channel, as inbound/ does. */
  beforeEach(async () => {
    away = 0;
    door = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const [webhook] = channel.receive.webhooks;
      if (away-- > 0) return response.writeHead(503).end();
      try {
        if (!webhook || webhook.path !== request.url) throw new Refused(404, 'no such door');
        const { method = '', url, headers } = request;
        const received = webhook.read({ method, url, headers, body: Buffer.concat(chunks) });
        await sink.deliver(received.events);
        const answer = (await received.later?.()) ?? received.answer;
        response.writeHead(answer.status, { 'content-type': answer.contentType ?? 'text/plain' });
        return response.end(answer.body);
      } catch (error) {
        return response.writeHead(error instanceof Refused ? error.status : 500).end();
      }
    });
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    doorUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
    channel = open(
      contextFor({
        log,
        keep,
        publicUrl: doorUrl,
        settings: {
          TELEGRAM_BOT_TOKEN: token,
          TELEGRAM_API_ROOT: double.url,
          TELEGRAM_WEBHOOK_SECRET: secret,
        },
      }),
    );
  });
  afterEach(async () => {
    await channel.close();
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
  });

  function register(own: Partial<Parameters<typeof keepWebhook>[0]> = {}): Listening {
    const address = `${doorUrl}/hooks/telegram`;
    const listening = keepWebhook({ ...standing(), address, secret, ...own }, sink);
    opened.push(listening);
    return listening;
  }

  test('is set with everything named, and messages come in by it', async () => {
    const listening = channel.receive.listen?.(sink);
    if (listening) opened.push(listening);
    await until(() => stood.includes('telegram up'), { what: 'up' });
    expect(asked('setWebhook')).toMatchObject([
      {
        parameters: {
          url: `${doorUrl}/hooks/telegram`,
          secret_token: secret,
          allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
          max_connections: 40,
        },
      },
    ]);
    double.says(chat, 'yon');
    double.edits(chat, 'de');
    await until(() => events.length === 2, { what: 'both came' });
    expect(texts()).toEqual(['yon', 'de']);
    await until(() => double.updates.waiting.length === 0, { what: 'both were answered' });
  });

  test('answers a tapped button in its own answer', async () => {
    register();
    double.says(chat, 'yon');
    await until(() => events.length === 1, { what: 'the person is known' });
    await double.call('sendMessage', { chat_id: chat, text: 'a' });
    const [question] = double.ledger;
    if (question) double.taps(question, 'ht');
    await until(() => asked('answerCallbackQuery').length === 1, { what: 'the button rests' });
    expect(events.at(-1)).toMatchObject({ choice: 'ht' });
  });

  test('points a group to the private chat without keeping a word', async () => {
    register();
    const group = -1_001_700_000_009;
    double.joins(group);
    double.update('message', {
      message_id: 9,
      chat: { id: group, type: 'supergroup' },
      from: { id: chat, is_bot: false },
      text: '/help@TeledjolTestBot',
      entities: [{ type: 'bot_command', offset: 0, length: 21 }],
    });
    await until(() => double.ledger.length === 1, { what: 'the group was pointed to the chat' });
    await until(() => double.updates.waiting.length === 0, { what: 'it was answered' });
    expect(events).toEqual([]);
  });

  test('a failing door is tried again, in order, and we say so', async () => {
    register();
    await until(() => stood.includes('telegram up'), { what: 'up' });
    away = 4;
    for (const text of ['yon', 'de', 'twa']) double.says(chat, text);
    await until(() => stood.includes('telegram down http_503'), { what: 'noticed' });
    await until(() => events.length === 3, { what: 'all came' });
    expect(texts()).toEqual(['yon', 'de', 'twa']);
    await until(() => stood.at(-1) === 'telegram up', { what: 'well again' });
    expect(lines.join('')).toContain('"code":"http_503"');
  });

  test('ten times the same is ten times the same id; a stranger without the secret says nothing to us', async () => {
    register();
    await until(() => stood.includes('telegram up'), { what: 'up' });
    const update = double.says(chat, 'yon');
    for (let n = 0; n < 9; n += 1) expect(await double.updates.post(update)).toBe(200);
    expect(new Set(events.map(({ externalId }) => externalId)).size).toBe(1);
    const before = events.length;
    for (const wrong of ['wrong', secret.toUpperCase(), `${secret}a`, 'a'.repeat(5_000)])
      expect(await double.updates.post(update, wrong)).toBe(403);
    expect(await double.updates.post(update, '')).toBe(401);
    expect(events).toHaveLength(before);
  });

  test('the secret is looked at before the body', () => {
    const [webhook] = channel.receive.webhooks;
    const read = (given: string | string[] | undefined, body: string) => () =>
      webhook?.read({
        method: 'POST',
        url: '/hooks/telegram',
        headers: { 'x-telegram-bot-api-secret-token': given },
        body: Buffer.from(body),
      });
    expect(read(undefined, '{rubbish')).toThrow(expect.objectContaining({ status: 401 }));
    expect(read([secret, secret], '{rubbish')).toThrow(expect.objectContaining({ status: 401 }));
    expect(read('wrong', '{rubbish')).toThrow(expect.objectContaining({ status: 403 }));
    expect(read(secret, '{rubbish')).toThrow(expect.objectContaining({ status: 400 }));
    expect(read(secret, '{"message":{}}')).toThrow(expect.objectContaining({ status: 400 }));
    expect(read(secret, '{"update_id":1}')()).toEqual({ events: [], answer: { status: 200 } });
  });

  test('without a secret of the operator one is derived, the same in every process of the deployment', async () => {
    const settings = { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_ROOT: double.url };
    const secrets: unknown[] = [];
    for (const key of [1, 1, 2]) {
      const one = open(contextFor({ settings, publicUrl: doorUrl, internalKey: Buffer.alloc(32, key) }));
      const listening = one.receive.listen?.(sink);
      await until(() => asked('setWebhook').length > secrets.length, { what: 'set' });
      secrets.push(asked('setWebhook').at(-1)?.parameters.secret_token);
      await listening?.close();
      await one.close();
    }
    expect(secrets[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(secrets[1]).toBe(secrets[0]);
    expect(secrets[2]).not.toBe(secrets[0]);
  });

  test('set elsewhere, it is not taken from there, and taken over but once', async () => {
    const theirs = { url: 'https://production.example/bot', secret: '', allowed: [] };
    double.updates.set(theirs);
    const refused = register();
    await until(() => stood.includes('telegram stopped another_address'), { what: 'refused' });
    expect(asked('setWebhook')).toEqual([]);
    // Given free, it is ours without anybody's doing.
    double.updates.set(undefined);
    await until(() => stood.at(-1) === 'telegram up', { what: 'set' });
    await refused.close();

    double.updates.set(theirs);
    register({ takeOver: true });
    await until(() => double.updates.webhook.url.startsWith(doorUrl), { what: 'taken over' });
    double.updates.set(theirs);
    await until(() => stood.at(-1) === 'telegram stopped another_address', { what: 'left to them' });
    expect(double.updates.webhook.url).toBe(theirs.url);
    expect(lines.join('')).not.toContain('production.example');
  });

  test('an address that we had before is ours, and one that is taken away is set again', async () => {
    await register({ address: 'https://old.example/hooks/telegram' }).close();
    const first = register({ address: 'https://old.example/hooks/telegram' });
    await until(() => stood.includes('telegram up'), { what: 'set at the old address' });
    await first.close();
    register();
    await until(() => double.updates.webhook.url.startsWith(doorUrl), { what: 'moved' });
    double.updates.set(undefined);
    await until(() => double.updates.webhook.url.startsWith(doorUrl), { what: 'set again' });
  });

  test('an address that Telegram refuses is for the operator', async () => {
    const description = 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook';
    double.tell({ call: 'refused', description, method: 'setWebhook', times: 2 });
    register();
    await until(() => stood.includes('telegram up'), { what: 'mended' });
    expect(stood).toEqual(['telegram stopped address_refused', 'telegram up']);
    expect(lines.filter((line) => line.includes('PUBLIC_URL'))).toHaveLength(1);
  });

  test('an API that is away is tried again until it is back', async () => {
    const port = Number(new URL(double.url).port);
    await double.close();
    register();
    await until(() => stood.length > 0, { what: 'noticed' });
    double = await startTelegramDouble({ token, username: 'TeledjolTestBot', port });
    await until(() => stood.at(-1) === 'telegram up', { what: 'set' });
    expect(stood[0]).toMatch(/^telegram down [\w.-]+$/);
  });
});
