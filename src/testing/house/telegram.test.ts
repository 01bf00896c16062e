import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Sent } from '../../doubles/telegram/double.ts';
import { startTelegramDouble, type TelegramDouble } from '../../doubles/telegram/server.ts';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';

const token = '7000000001:AAinvented-token_0123456789abcdefgh';
const SLOW = { withinMs: 90_000 };

let house: House<'all'>;
let telegram: TelegramDouble;
let invented = 0;

/** Somebody with a chat of their own and a rumor with a word that stands nowhere else. */
function somebody() {
  invented += 1;
  const chat = 815_000_000 + invented;
  const word = `zandolit${invented}x`;
  house.secrets.add(String(chat)).add(word);
  return { chat, rumor: `Yo di ${word} ap manje bilten vòt yo nan Jeremi` };
}
const heard = (chat: number) => telegram.ledger.filter((sent) => sent.chat === chat);
const last = (chat: number) => heard(chat).at(-1) as Sent;
const tap = (chat: number, at: number) =>
  telegram.taps(last(chat), last(chat).buttons[at]?.callback_data ?? '');
const hears = (chat: number, count: number) =>
  until(() => heard(chat).length >= count, { ...SLOW, what: `${count} messages are on the phone` });
const textOf = ({ parameters }: Sent) => String(parameters.text);
const everythingTaken = () =>
  until(() => telegram.updates.waiting.length === 0, { ...SLOW, what: 'Telegram holds nothing back' });

/** Lets the minute pass after which a send that nobody finished counts as lost. */
const aMinuteLater = () =>
  house.rows(`update reply set claimed_at = claimed_at - interval '2 minutes' where state = 'sending'`);

async function standingOf(chat: number) {
  const hash = house.seal.hashAddress({ scheme: 'telegram', kind: 'chat', value: String(chat) });
  const [found] = await house.rows<{ messages: number; stopped: boolean; tips: number }>(
    `select (select count(*)::int from message where contact_id = c.id) as messages,
       (select count(*)::int from tip where contact_id = c.id) as tips, c.stopped_at is not null as stopped
     from contact c where c.id = (select contact_id from address where hash = $1)`,
    [hash],
  );
  return found;
}

async function open(settings: Record<string, string>): Promise<void> {
  telegram = await startTelegramDouble({ token, username: 'TeledjolTestBot' });
  house = await openHouse({
    processes: { all: 'web,conversation,outbound,desks' },
    environment: {
      CHANNELS: 'simulator,twilio,telegram',
      TELEGRAM_BOT_TOKEN: token,
      TELEGRAM_API_ROOT: telegram.url,
      ...settings,
    },
  });
  house.secrets.add('AAinvented-token');
}
afterEach((context) => tellWhenRed(context, house));

describe('by long polling', () => {
  beforeAll(() => open({ TELEGRAM_MODE: 'polling' }));
  afterAll(async () => {
    await house?.close();
    await telegram?.close();
  });

  test('Start, buttons, a rumor: the whole first talk, each answered once', async () => {
    const { chat, rumor } = somebody();
    telegram.says(chat, '/start');
    await hears(chat, 1);
    expect(last(chat).buttons.map(({ text }) => text)).toContain('Kreyòl');
    tap(chat, 0);
    await hears(chat, 2);
    expect(textOf(last(chat))).toMatch(/dak[òo]/);
    expect(last(chat).buttons).toHaveLength(2);
    tap(chat, 0);
    await hears(chat, 3);
    telegram.says(chat, rumor);
    await hears(chat, 4);
    expect(textOf(last(chat))).toMatch(/k[òo]d: [A-Z0-9]{4}/i);
    await everythingTaken();
    await house.quiet();
    expect(heard(chat)).toHaveLength(4);
    expect(await standingOf(chat)).toEqual({ messages: 4, tips: 1, stopped: false });
    expect(telegram.calls.filter(({ method }) => method === 'answerCallbackQuery')).toHaveLength(2);
    const [account] = await house.rows(`select link from sender where account = 'telegram'`);
    expect(account).toEqual({ link: 'up' });
  });

  test('killed with messages kept and not confirmed, and others not yet asked for: each is one', async () => {
    const kept = Array.from({ length: 6 }, somebody);
    const waiting = Array.from({ length: 6 }, somebody);
    // The call that would confirm the first ones never gets there.
    telegram.tell({ call: 'hold', method: 'getUpdates' });
    telegram.updates.together(() => {
      for (const { chat, rumor } of kept) telegram.says(chat, rumor);
    });
    for (const { chat } of kept)
      await until(async () => (await standingOf(chat))?.messages === 1, { ...SLOW, what: 'it is kept' });
    for (const { chat, rumor } of waiting) telegram.says(chat, rumor);
    for (const { chat } of kept) telegram.says(chat, 'RETE');
    await house.process.all.kill();
    expect(telegram.updates.waiting).toHaveLength(18);
    await aMinuteLater();
    await house.process.all.start();
    await everythingTaken();
    for (const { chat } of waiting) await hears(chat, 1);
    await house.quiet();
    for (const { chat } of waiting) {
      expect(await standingOf(chat)).toEqual({ messages: 1, tips: 1, stopped: false });
      expect(heard(chat)).toHaveLength(1);
    }
    for (const { chat } of kept) {
      expect(await standingOf(chat)).toEqual({ messages: 2, tips: 1, stopped: true });
      const said = heard(chat).map(textOf);
      expect(new Set(said).size, 'nothing is said twice').toBe(said.length);
      expect(said.at(-1)).toMatch(/p ap ekri ou ank[òo]/);
    }
  });

  test('who blocks the bot is stopped without a word, and /start brings them back', async () => {
    const { chat, rumor } = somebody();
    telegram.says(chat, rumor);
    await hears(chat, 1);
    telegram.blocks(chat);
    await until(async () => (await standingOf(chat))?.stopped, { ...SLOW, what: 'they are stopped' });
    telegram.comesBack(chat);
    telegram.says(chat, '/start');
    await hears(chat, 2);
    expect(textOf(last(chat))).toMatch(/ka ekri nou ank[òo]/);
    await house.quiet();
    expect(await standingOf(chat)).toMatchObject({ stopped: false });
    expect(heard(chat)).toHaveLength(2);
  });

  test('where the refusal is the first we hear of it, they are stopped, too', async () => {
    const { chat, rumor } = somebody();
    const description = 'Forbidden: bot was blocked by the user';
    telegram.tell({ call: 'refused', code: 403, description, chat });
    telegram.says(chat, rumor);
    await until(async () => (await standingOf(chat))?.stopped, { ...SLOW, what: 'they are stopped' });
    await house.quiet();
    expect(heard(chat)).toEqual([]);
  });

  test('asked to slow down it waits, and nobody is forgotten', async () => {
    const people = Array.from({ length: 3 }, somebody);
    telegram.tell({ call: 'throttled', retryAfter: 2 });
    for (const { chat, rumor } of people) telegram.says(chat, rumor);
    for (const { chat } of people) await hears(chat, 1);
    await house.quiet();
    for (const { chat } of people) expect(heard(chat)).toHaveLength(1);
  });
});

describe('by webhook', () => {
  beforeAll(() => open({ TELEGRAM_MODE: 'webhook' }));
  afterAll(async () => {
    await house?.close();
    await telegram?.close();
  });

  test('it sets its own address, and ten times the same message is one', async () => {
    await until(() => telegram.updates.webhook.url === `${house.publicUrl}/hooks/telegram`, {
      ...SLOW,
      what: 'the webhook is set',
    });
    const { chat, rumor } = somebody();
    const update = telegram.says(chat, rumor);
    const answers = await Promise.all(Array.from({ length: 9 }, () => telegram.updates.post(update)));
    expect(answers).toEqual(Array(9).fill(200));
    await hears(chat, 1);
    tap(chat, 0);
    await hears(chat, 2);
    await everythingTaken();
    await house.quiet();
    expect(heard(chat)).toHaveLength(2);
    expect(await standingOf(chat)).toEqual({ messages: 2, tips: 1, stopped: false });
    expect(telegram.calls.filter(({ method }) => method === 'answerCallbackQuery')).toHaveLength(1);
  });

  test('who does not know the secret is refused, and leaves no trace', async () => {
    const { chat, rumor } = somebody();
    const update = {
      update_id: 5,
      message: { message_id: 1, chat: { id: chat, type: 'private' }, date: 1, text: rumor },
    };
    expect(await telegram.updates.post(update, 'wrong')).toBe(403);
    expect(await telegram.updates.post(update, '')).toBe(401);
    expect(await standingOf(chat)).toBeUndefined();
  });

  test('killed before it has answered, Telegram tries again, and it is one', async () => {
    const people = Array.from({ length: 8 }, somebody);
    for (const { chat, rumor } of people) telegram.says(chat, rumor);
    await house.process.all.kill();
    await aMinuteLater();
    await house.process.all.start();
    await everythingTaken();
    await house.quiet();
    for (const { chat } of people) {
      expect(await standingOf(chat)).toEqual({ messages: 1, tips: 1, stopped: false });
      expect(heard(chat).length).toBeLessThanOrEqual(1);
    }
  });
});
