import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openFarSide } from '../channels/http-call.ts';
import type { Channel, Sink } from '../core/channel.ts';
import { openLog } from '../core/log.ts';
import { MediaError } from '../core/media-error.ts';
import type { Inbound, Receipt } from '../core/message.ts';
import { SendError } from '../core/send-error.ts';
import { openStore, type Store } from '../store/connect.ts';
import { openSeal } from '../store/seal.ts';
import { SMS } from '../testing/accounts.ts';
import { freshDatabase } from '../testing/database.ts';
import { until } from '../testing/until.ts';
import { catchUp } from './catch-up.ts';

const MINUTE = 60_000;
const NOON = Date.parse('2026-01-15T12:00:00Z');

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let other: Store;
let delivered: (Inbound | Receipt)[] = [];
let lines: string[] = [];
const log = openLog((line) => lines.push(line));

/** A provider with a list of messages, asked over HTTP. */
let asked: string[] = [];
let open = 0;
let busiest = 0;
let answer: () => number | Promise<number> = () => 200;
const provider = createServer(async (request, response) => {
  open += 1;
  busiest = Math.max(busiest, open);
  const since = new URL(request.url ?? '', 'http://far').searchParams.get('since') ?? '';
  asked.push(since);
  const status = await answer();
  open -= 1;
  response.writeHead(status).end(JSON.stringify([{ id: `m-${since}` }]));
});
let line: ReturnType<typeof openFarSide>;

beforeAll(async () => {
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  line = openFarSide(`http://127.0.0.1:${(provider.address() as AddressInfo).port}`);
  database = await freshDatabase();
  const options = { url: database.url, seal: openSeal(Buffer.alloc(32, 7)), log };
  store = openStore(options);
  other = openStore(options);
});
beforeEach(async () => {
  await store.pool.query('delete from sender');
  await store.pool.query('delete from lease');
  [asked, delivered, lines, busiest] = [[], [], [], 0];
  answer = () => 200;
});
afterAll(async () => {
  await line.close();
  await Promise.all([store.close(), other.close()]);
  await database.drop();
  provider.close();
});

const channel: Channel = {
  name: 'far',
  capabilities: { 'far-one': SMS, 'far-two': SMS },
  receive: {
    webhooks: [],
    async catchUp(since, sink) {
      const { status, body } = await line.call({
        method: 'GET',
        path: `/messages?since=${since.toISOString()}`,
        headers: {},
        body: '',
      });
      if (status !== 200) throw new SendError('unavailable', `far-${status}`);
      await sink.deliver(
        (JSON.parse(body) as { id: string }[]).map(({ id }) => ({
          kind: 'inbound',
          channel: 'far',
          account: 'far-one',
          externalId: id,
          from: [{ scheme: 'tel', kind: 'phone', value: '+50937000001' }],
          text: 'alo',
          media: [],
        })),
      );
    },
  },
  send: async () => ({ externalId: 'none' }),
  fetch: async () => {
    throw new MediaError('gone', 'none');
  },
  discard: async () => {},
  close: async () => {},
};

const kept: Sink = { deliver: async (events) => void delivered.push(...events), stands: () => {} };
const run = (at: number, more: { store?: Store; sink?: Sink; channels?: readonly Channel[] } = {}) =>
  catchUp({ store, sink: kept, channels: [channel], log, now: () => new Date(at), ...more });
const reached = async () =>
  (await store.pool.query('select account, caught_up_to from sender order by account')).rows.map((row) => [
    row.account,
    (row.caught_up_to as Date).getTime() - NOON,
  ]);

test('the first time it goes back a quarter of an hour, and then as far as it was, with the same overlap', async () => {
  await run(NOON);
  expect(asked).toEqual([new Date(NOON - 15 * MINUTE).toISOString()]);
  expect(await reached()).toEqual([
    ['far-one', 0],
    ['far-two', 0],
  ]);
  await run(NOON + 5 * MINUTE);
  expect(asked[1]).toBe(new Date(NOON - 15 * MINUTE).toISOString());
  expect(delivered.map((event) => event.kind === 'inbound' && event.account)).toEqual(['far-one', 'far-one']);
});

test('after an outage it asks for all of it, but never for more than a week', async () => {
  await run(NOON);
  await run(NOON + 26 * 60 * MINUTE);
  expect(asked[1]).toBe(new Date(NOON - 15 * MINUTE).toISOString());
  const month = NOON + 30 * 24 * 60 * MINUTE;
  await run(month);
  expect(asked[2]).toBe(new Date(month - 7 * 24 * 60 * MINUTE).toISOString());
});

test('a provider that fails, and messages that could not be kept, are asked for again', async () => {
  await run(NOON);
  answer = () => 503;
  await run(NOON + 5 * MINUTE);
  answer = () => 200;
  const full: Sink = {
    deliver: () => Promise.reject(new Error('neither database nor disk')),
    stands: () => {},
  };
  await run(NOON + 10 * MINUTE, { sink: full });
  expect(await reached()).toEqual([
    ['far-one', 0],
    ['far-two', 0],
  ]);
  expect(lines.filter((said) => said.includes('could not be asked'))).toHaveLength(2);
  await run(NOON + 15 * MINUTE);
  expect(asked).toEqual(Array(4).fill(new Date(NOON - 15 * MINUTE).toISOString()));
  expect((await reached())[0]).toEqual(['far-one', 15 * MINUTE]);
});

test('one process asks at a time, the others leave it; who died over it is followed when the lease ends', async () => {
  let release: (status: number) => void = () => {};
  answer = () =>
    new Promise((resolve) => {
      release = resolve;
    });
  const first = run(NOON);
  await until(() => asked.length === 1, { what: 'the first asks' });
  await run(NOON, { store: other });
  expect(asked).toHaveLength(1);
  release(200);
  await first;
  answer = () => 200;
  await run(NOON + MINUTE, { store: other });
  expect(asked).toHaveLength(2);
  expect(busiest).toBe(1);

  await store.pool.query(
    `insert into lease values ('catch-up far', gen_random_uuid(), now() + interval '1 minute')`,
  );
  await run(NOON + 2 * MINUTE);
  expect(asked).toHaveLength(2);
  await store.pool.query(`update lease set until = now() - interval '1 second'`);
  await run(NOON + 2 * MINUTE);
  expect(asked).toHaveLength(3);
  expect((await store.pool.query('select 1 from lease')).rows).toEqual([]);
});

test('an older answer that comes late does not turn the clock back', async () => {
  await run(NOON + 10 * MINUTE);
  await run(NOON);
  expect((await reached())[0]).toEqual(['far-one', 10 * MINUTE]);
});

test('one channel that cannot be asked does not hold up the next', async () => {
  const broken: Channel = {
    ...channel,
    name: 'broken',
    capabilities: { broken: SMS },
    receive: { webhooks: [], catchUp: () => Promise.reject(new SendError('misconfigured', '401')) },
  };
  const mute: Channel = { ...channel, name: 'mute', receive: { webhooks: [] } };
  await run(NOON, { channels: [broken, mute, channel] });
  expect((await reached()).map(([account]) => account)).toEqual(['far-one', 'far-two']);
});
