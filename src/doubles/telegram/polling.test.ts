import { describe, expect, test } from 'vitest';
import { openGroupHints } from '../../channels/telegram/group-hint.ts';
import { open } from '../../channels/telegram/index.ts';
import { parse, UPDATES } from '../../channels/telegram/parse.ts';
import { openPolling } from '../../channels/telegram/poll.ts';
import type { Listening } from '../../core/channel.ts';
import { contextFor } from '../../testing/channel-context.ts';
import { BOT, BOT_ID, idOf, openListeningSide } from '../../testing/telegram-listening.ts';
import { until } from '../../testing/until.ts';

/* Our side is real but for the database behind the sink; Telegram's is the double, over HTTP. */
const side = openListeningSide();
const chat = 700_000_001;

function poll(own: Partial<Parameters<typeof openPolling>[0]> = {}): Listening {
  const read = (update: unknown) => parse(update, { botId: BOT_ID, idOf });
  const listening = openPolling({ ...side.standing(), read, after: () => {}, ...own }, side.sink);
  side.opened(listening);
  return listening;
}

describe('long polling', () => {
  test('takes what people wrote, in order, and is up', async () => {
    for (const text of ['yon', 'de']) side.double.says(chat, text);
    poll();
    await until(() => side.events.length === 2, { what: 'both are kept' });
    side.double.says(chat, 'twa');
    await until(() => side.events.length === 3, { what: 'the third, too' });
    expect(side.texts()).toEqual(['yon', 'de', 'twa']);
    expect(side.stood).toEqual(['telegram up']);
    expect(side.asked('getUpdates')[0]?.parameters).toEqual({ timeout: 0, allowed_updates: [...UPDATES] });
    expect(side.asked('getUpdates')[1]?.parameters.timeout).toBe(30);
  });

  test('confirms nothing before it is kept, whatever fails', async () => {
    let fails = 3;
    side.takes = async () => {
      if (fails-- > 0) throw new Error('neither the database nor the disk');
    };
    side.double.says(chat, 'yon');
    poll();
    await until(() => side.events.length === 1, { what: 'it is kept in the end' });
    await until(() => side.double.updates.waiting.length === 0, { what: 'it is confirmed' });
    expect(side.stood).toEqual(['telegram down not_kept', 'telegram up']);
    expect(side.texts()).toEqual(['yon']);
  });

  test('closed in the middle, the next one is given the same again', async () => {
    let release: (() => void) | undefined;
    side.takes = () =>
      new Promise((resolve) => {
        release = resolve;
      });
    side.double.says(chat, 'yon');
    const first = poll();
    await until(() => release, { what: 'it was handed out and is being kept' });
    const closed = first.close();
    release?.();
    await closed;
    expect(side.double.updates.waiting).toHaveLength(1);
    side.takes = async () => {};
    const second = poll();
    await until(() => side.events.length >= 1 && side.double.updates.waiting.length === 0, {
      what: 'confirmed',
    });
    const [{ externalId: id } = { externalId: '' }] = side.events;
    expect(new Set(side.events.map(({ externalId }) => externalId))).toEqual(new Set([id]));
    const before = performance.now();
    await second.close();
    expect(performance.now() - before, 'a long poll is not waited for').toBeLessThan(2_000);
  });

  test('a lower id after a quiet week is not thrown away by an old offset', async () => {
    side.double.says(chat, 'yon');
    poll({ pollSeconds: 1 });
    await until(() => side.events.length === 1, { what: 'the first' });
    const offsets = () => side.asked('getUpdates').map(({ parameters }) => parameters.offset !== undefined);
    await until(() => offsets().includes(true) && offsets().at(-1) === false, {
      what: 'it was confirmed, and an answer without news has come',
    });
    side.double.updates.add({
      update_id: 5,
      message: { message_id: 1, chat: { id: chat, type: 'private' }, text: 'apre yon semèn' },
    });
    await until(() => side.events.length === 2, { what: 'the one with the low id' });
    await until(() => side.double.updates.waiting.length === 0, { what: 'it is confirmed' });
  });

  test('a tapped button is answered when it is kept, and a group is pointed to the private chat once', async () => {
    const channel = open(
      contextFor({
        log: side.log,
        keep: side.keep,
        settings: {
          TELEGRAM_BOT_TOKEN: BOT.token,
          TELEGRAM_MODE: 'polling',
          TELEGRAM_API_ROOT: side.double.url,
        },
      }),
    );
    const listening = channel.receive.listen?.(side.sink);
    side.opened(listening);
    side.double.says(chat, 'Bonjou');
    await until(() => side.events.length === 1, { what: 'the person is known' });
    const choices = [{ id: 'ht', label: 'Kreyòl' }];
    const to = { scheme: 'telegram', kind: 'chat', value: String(chat) } as const;
    const { externalId } = await channel.send({
      partId: 'p',
      account: 'telegram',
      to,
      text: 'Ki lang?',
      choices,
    });
    const [question] = side.double.ledger;
    if (question) side.double.taps(question, 'ht');
    await until(() => side.asked('answerCallbackQuery').length === 1, { what: 'the button rests' });
    expect(side.events.at(-1)).toMatchObject({ choice: 'ht', answers: externalId });

    const group = -1_001_700_000_009;
    side.double.joins(group);
    const inGroup = (text: string, own: object = {}) =>
      side.double.update('message', {
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
    await until(() => side.double.updates.waiting.length === 0, { what: 'all were taken' });
    await until(() => side.double.ledger.length === 2, { what: 'the group was pointed to the chat' });
    expect(side.double.ledger[1]).toMatchObject({
      chat: group,
      parameters: { text: '🔒 💬 👉 https://t.me/TeledjolTestBot', reply_parameters: { message_id: 9 } },
    });
    expect(side.events).toHaveLength(2);
    await listening?.close();
    await channel.close();
    expect(side.double.ledger).toHaveLength(2);
  });

  test('a group is pointed to the private chat once a day, and a failure is only noted', async () => {
    let hours = 0;
    const hint = openGroupHints(side, () => hours * 3_600_000);
    const group = -1_001_700_000_009;
    side.double.joins(group);
    const call = { chat: group, message: 9, toUs: true, names: [] };
    for (hours of [0, 1, 23, 25, 26]) await hint(call);
    expect(side.double.ledger).toHaveLength(2);
    side.double.tell({ call: 'throttled' });
    await hint({ ...call, chat: group - 1 });
    expect(side.double.ledger).toHaveLength(2);
    expect(side.lines.filter((line) => line.includes('"code":"429"'))).toHaveLength(1);
  });

  test('somebody else who reads with our token is told about once, and it goes on afterwards', async () => {
    poll();
    await until(() => side.stood.includes('telegram up'), { what: 'up' });
    await until(() => side.asked('getUpdates').length === 2, { what: 'the long poll is open' });
    await side.double.call('getUpdates', { timeout: 0 });
    await until(() => side.stood.includes('telegram down 409'), { what: 'thrown out' });
    side.double.says(chat, 'yon');
    await until(() => side.events.length === 1, { what: 'back again' });
    expect(side.stood).toEqual(['telegram up', 'telegram down 409', 'telegram up']);
    expect(side.lines.filter((line) => line.includes('@BotFather'))).toHaveLength(1);
  });

  test('a webhook that somebody sets meanwhile is theirs', async () => {
    poll({ pollSeconds: 1 });
    await until(() => side.stood.includes('telegram up'), { what: 'up' });
    side.double.updates.set({ url: 'https://production.example/bot', secret: '', allowed: [] });
    await until(() => side.stood.includes('telegram stopped another_address'), { what: 'noticed' });
    expect(side.stood).toEqual(['telegram up', 'telegram down 409', 'telegram stopped another_address']);
    expect(side.double.updates.webhook.url).toBe('https://production.example/bot');
  });

  test('waits as long as it is told to, and comes back after an outage', async () => {
    side.double.tell({ call: 'throttled', retryAfter: 1, method: 'getUpdates' });
    const began = performance.now();
    poll();
    await until(() => side.stood.includes('telegram up'), { what: 'up' });
    expect(performance.now() - began).toBeGreaterThan(990);
    expect(side.stood).toEqual(['telegram down 429', 'telegram up']);
    for (const call of ['broken', 'bad_gateway', 'rubbish', 'drop'] as const)
      side.double.tell({ call, method: 'getUpdates' });
    side.double.says(chat, 'yon');
    side.double.says(chat, 'de');
    await until(() => side.events.length >= 2, { what: 'all is there' });
    expect(new Set(side.texts())).toEqual(new Set(['yon', 'de']));
  });

  test('a token that nobody knows stops it until somebody of ours acts', async () => {
    side.double.tell({
      call: 'refused',
      code: 401,
      description: 'Unauthorized',
      method: 'getWebhookInfo',
      times: 3,
    });
    poll();
    await until(() => side.stood.includes('telegram up'), { what: 'it was mended' });
    expect(side.stood).toEqual(['telegram stopped 401', 'telegram up']);
    expect(side.lines.filter((line) => line.includes('TELEGRAM_BOT_TOKEN'))).toHaveLength(1);
  });

  test('a webhook of ours goes, another’s stays unless we were told to take over', async () => {
    await side.keep.set(new Map([['webhook', Buffer.from('https://old.example/hooks/telegram')]]));
    for (const ours of [side.standing().address, 'https://old.example/hooks/telegram']) {
      side.double.updates.set({ url: ours, secret: '', allowed: [] });
      const listening = poll();
      await until(() => side.stood.at(-1) === 'telegram up', { what: 'up' });
      expect(side.double.updates.webhook.url).toBe('');
      side.stood.length = 0;
      await listening.close();
      await side.keep.set(new Map([['webhook', Buffer.from('https://old.example/hooks/telegram')]]));
    }

    side.double.updates.set({ url: 'https://production.example/bot', secret: '', allowed: [] });
    const refused = poll();
    await until(() => side.stood.includes('telegram stopped another_address'), { what: 'refused' });
    await until(() => side.asked('getWebhookInfo').length > 4, { what: 'looked again' });
    await refused.close();
    expect(side.double.updates.webhook.url).toBe('https://production.example/bot');
    expect(side.lines.filter((line) => line.includes('TELEGRAM_TAKE_OVER'))).toHaveLength(1);
    expect(side.lines.join('')).not.toContain('production.example');

    poll({ takeOver: true });
    await until(() => side.double.updates.webhook.url === '', { what: 'taken over' });
  });
});
