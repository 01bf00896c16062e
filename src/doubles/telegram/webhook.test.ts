import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { open } from '../../channels/telegram/index.ts';
import { keepWebhook } from '../../channels/telegram/webhook.ts';
import { type Channel, type Listening, Refused } from '../../core/channel.ts';
import { contextFor } from '../../testing/channel-context.ts';
import { BOT, openListeningSide } from '../../testing/telegram-listening.ts';
import { until } from '../../testing/until.ts';
import { startTelegramDouble } from './server.ts';

/* Our side is real but for the database behind the sink; Telegram's is the double, over HTTP. */
const side = openListeningSide();
const chat = 700_000_001;

describe('a webhook', () => {
  const secret = 'an-invented-secret';
  let door: Server;
  let doorUrl: string;
  let channel: Channel;
  /** How many times the door says 503 before it side.takes anything. */
  let away: number;

  /** A bare door that hands each request to the channel, as inbound/ does. */
  beforeEach(async () => {
    away = 0;
    door = createServer(async (request, response) => {
      const body = await buffer(request);
      const [webhook] = channel.receive.webhooks;
      if (away-- > 0) return response.writeHead(503).end();
      try {
        if (!webhook || webhook.path !== request.url) throw new Refused(404, 'no such door');
        const { method = '', url, headers } = request;
        const received = webhook.read({ method, url, headers, body });
        await side.sink.deliver(received.events);
        const answer = (await received.later?.(new AbortController().signal)) ?? received.answer;
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
        log: side.log,
        keep: side.keep,
        publicUrl: doorUrl,
        settings: {
          TELEGRAM_BOT_TOKEN: BOT.token,
          TELEGRAM_API_ROOT: side.double.url,
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
    const listening = keepWebhook({ ...side.standing(), address, secret, ...own }, side.sink);
    side.opened(listening);
    return listening;
  }

  test('is set with everything named, and messages come in by it', async () => {
    const listening = channel.receive.listen?.(side.sink);
    side.opened(listening);
    await until(() => side.stood.includes('telegram up'), { what: 'up' });
    expect(side.asked('setWebhook')).toMatchObject([
      {
        parameters: {
          url: `${doorUrl}/hooks/telegram`,
          secret_token: secret,
          allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member'],
          max_connections: 40,
        },
      },
    ]);
    side.double.says(chat, 'yon');
    side.double.edits(chat, 'de');
    await until(() => side.events.length === 2, { what: 'both came' });
    expect(side.texts()).toEqual(['yon', 'de']);
    await until(() => side.double.updates.waiting.length === 0, { what: 'both were answered' });
  });

  test('answers a tapped button in its own answer', async () => {
    register();
    side.double.says(chat, 'yon');
    await until(() => side.events.length === 1, { what: 'the person is known' });
    await side.double.call('sendMessage', { chat_id: chat, text: 'a' });
    const [question] = side.double.ledger;
    if (question) side.double.taps(question, 'ht');
    await until(() => side.asked('answerCallbackQuery').length === 1, { what: 'the button rests' });
    expect(side.events.at(-1)).toMatchObject({ choice: 'ht' });
  });

  test('points a group to the private chat without keeping a word', async () => {
    register();
    const group = -1_001_700_000_009;
    side.double.joins(group);
    side.double.update('message', {
      message_id: 9,
      chat: { id: group, type: 'supergroup' },
      from: { id: chat, is_bot: false },
      text: '/help@TeledjolTestBot',
      entities: [{ type: 'bot_command', offset: 0, length: 21 }],
    });
    await until(() => side.double.ledger.length === 1, { what: 'the group was pointed to the chat' });
    await until(() => side.double.updates.waiting.length === 0, { what: 'it was answered' });
    expect(side.events).toEqual([]);
  });

  test('a failing door is tried again, in order, and we say so', async () => {
    register();
    await until(() => side.stood.includes('telegram up'), { what: 'up' });
    away = 4;
    for (const text of ['yon', 'de', 'twa']) side.double.says(chat, text);
    await until(() => side.stood.includes('telegram down http_503'), { what: 'noticed' });
    await until(() => side.events.length === 3, { what: 'all came' });
    expect(side.texts()).toEqual(['yon', 'de', 'twa']);
    await until(() => side.stood.at(-1) === 'telegram up', { what: 'well again' });
    expect(side.lines.join('')).toContain('"code":"http_503"');
  });

  test('ten times the same is ten times the same id; a stranger without the secret says nothing to us', async () => {
    register();
    await until(() => side.stood.includes('telegram up'), { what: 'up' });
    const update = side.double.says(chat, 'yon');
    for (let n = 0; n < 9; n += 1) expect(await side.double.updates.post(update)).toBe(200);
    expect(new Set(side.events.map(({ externalId }) => externalId)).size).toBe(1);
    const before = side.events.length;
    for (const wrong of ['wrong', secret.toUpperCase(), `${secret}a`, 'a'.repeat(5_000)])
      expect(await side.double.updates.post(update, wrong)).toBe(403);
    expect(await side.double.updates.post(update, '')).toBe(401);
    expect(side.events).toHaveLength(before);
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
    const settings = { TELEGRAM_BOT_TOKEN: BOT.token, TELEGRAM_API_ROOT: side.double.url };
    const secrets: unknown[] = [];
    for (const key of [1, 1, 2]) {
      const one = open(contextFor({ settings, publicUrl: doorUrl, internalKey: Buffer.alloc(32, key) }));
      const listening = one.receive.listen?.(side.sink);
      await until(() => side.asked('setWebhook').length > secrets.length, { what: 'set' });
      secrets.push(side.asked('setWebhook').at(-1)?.parameters.secret_token);
      await listening?.close();
      await one.close();
    }
    expect(secrets[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(secrets[1]).toBe(secrets[0]);
    expect(secrets[2]).not.toBe(secrets[0]);
  });

  test('set elsewhere, it is not taken from there, and taken over but once', async () => {
    const theirs = { url: 'https://production.example/bot', secret: '', allowed: [] };
    side.double.updates.set(theirs);
    const refused = register();
    await until(() => side.stood.includes('telegram stopped another_address'), { what: 'refused' });
    expect(side.asked('setWebhook')).toEqual([]);
    // Given free, it is ours without anybody's doing.
    side.double.updates.set(undefined);
    await until(() => side.stood.at(-1) === 'telegram up', { what: 'set' });
    await refused.close();

    side.double.updates.set(theirs);
    register({ takeOver: true });
    await until(() => side.double.updates.webhook.url.startsWith(doorUrl), { what: 'taken over' });
    side.double.updates.set(theirs);
    await until(() => side.stood.at(-1) === 'telegram stopped another_address', { what: 'left to them' });
    expect(side.double.updates.webhook.url).toBe(theirs.url);
    expect(side.lines.join('')).not.toContain('production.example');
  });

  test('an address that we had before is ours, and one that is taken away is set again', async () => {
    await register({ address: 'https://old.example/hooks/telegram' }).close();
    const first = register({ address: 'https://old.example/hooks/telegram' });
    await until(() => side.stood.includes('telegram up'), { what: 'set at the old address' });
    await first.close();
    register();
    await until(() => side.double.updates.webhook.url.startsWith(doorUrl), { what: 'moved' });
    side.double.updates.set(undefined);
    await until(() => side.double.updates.webhook.url.startsWith(doorUrl), { what: 'set again' });
  });

  test('an address that Telegram refuses is for the operator', async () => {
    const description = 'Bad Request: bad webhook: An HTTPS URL must be provided for webhook';
    side.double.tell({ call: 'refused', description, method: 'setWebhook', times: 2 });
    register();
    await until(() => side.stood.includes('telegram up'), { what: 'mended' });
    expect(side.stood).toEqual(['telegram stopped address_refused', 'telegram up']);
    expect(side.lines.filter((line) => line.includes('PUBLIC_URL'))).toHaveLength(1);
  });

  test('an API that is away is tried again until it is back', async () => {
    const port = Number(new URL(side.double.url).port);
    await side.double.close();
    register();
    await until(() => side.stood.length > 0, { what: 'noticed' });
    side.double = await startTelegramDouble({ ...BOT, port });
    await until(() => side.stood.at(-1) === 'telegram up', { what: 'set' });
    expect(side.stood[0]).toMatch(/^telegram down [\w.-]+$/);
  });
});
