import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { open as openSimulator } from '../../channels/simulator/index.ts';
import type { Channel } from '../../core/channel.ts';
import { signInternal } from '../../core/internal-signature.ts';
import { openLog } from '../../core/log.ts';
import type { Content, Inbound, Medium, Receipt } from '../../core/message.ts';
import { loadTexts } from '../../i18n.ts';
import { until } from '../../testing/until.ts';
import { openLedger } from './ledger.ts';
import { registerPhones } from './phones.ts';

const internalKey = Buffer.alloc(32, 3);
const texts = loadTexts();

let app: FastifyInstance;
let url: string;
let channel: Channel;
let inbound: Inbound[];
let receipts: Receipt[];
let doorStatus: number | null;
let answer: (message: Inbound) => Content | null;

/** The gateway at its smallest: the simulator channel's own two ends, and an answer at once. */
beforeEach(async () => {
  inbound = [];
  receipts = [];
  doorStatus = null;
  answer = () => null;
  app = Fastify();
  await registerPhones(app, { internalKey, texts, log: openLog(undefined, 'silent') });
  await app.register(async (hooks) => {
    hooks.removeAllContentTypeParsers();
    hooks.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const path of ['/hooks/simulator/message', '/hooks/simulator/status']) {
      hooks.post(path, async (request, reply) => {
        const webhook = channel.receive.webhooks.find((each) => each.path === path);
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const received = webhook?.read({ method: 'POST', url: path, headers: {}, body });
        if (doorStatus !== null) return reply.code(doorStatus).send();
        for (const event of received?.events ?? []) {
          if (event.kind === 'receipt') receipts.push(event);
          else await hear(event);
        }
        return reply.code(received?.answer.status ?? 500).send();
      });
    }
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  channel = openSimulator({ settings: {}, publicUrl: url, localUrl: url, internalKey });
});

afterEach(async () => {
  await channel.close();
  await app.close();
});

async function hear(message: Inbound): Promise<void> {
  inbound.push(message);
  const content = answer(message);
  if (content) await say(message.from[0].value, content);
}

/** @param address e.g. `sms:wideline` */
function say(address: string, content: Content, partId = `part-${inbound.length}`) {
  return channel.send({
    partId,
    account: `simulator-${address.split(':')[0]}`,
    to: { scheme: 'simulator', kind: 'simulated', value: address },
    text: content.text,
    ...(content.choices && { choices: content.choices }),
  });
}

async function receivedBy(phone: Medium, person: string) {
  const response = await fetch(`${url}/simulator/phones/${phone}/${person}/messages`);
  const body = (await response.json()) as { received: Record<string, unknown>[] };
  return body.received;
}

/* ---- the far side, over HTTP */

test('what the channel sends stands on that phone of that person, and on no other', async () => {
  const { externalId } = await say('sms:wideline', { text: 'Mèsi, nou resevwa l.' }, 'part-1');
  expect(await receivedBy('sms', 'wideline')).toEqual([
    {
      externalId,
      partId: 'part-1',
      text: 'Mèsi, nou resevwa l.',
      choices: [],
      at: expect.any(String),
      segments: 1,
    },
  ]);
  expect(await receivedBy('whatsapp', 'wideline')).toEqual([]);
  expect(await receivedBy('sms', 'jozyàn'.normalize('NFD').replace(/\W/g, ''))).toEqual([]);
});

test('the same part sent twice is seen twice', async () => {
  const one = await say('telegram:wideline', { text: 'Repons lan' }, 'part-1');
  const other = await say('telegram:wideline', { text: 'Repons lan' }, 'part-1');
  const received = await receivedBy('telegram', 'wideline');
  expect(received.map(({ externalId }) => externalId)).toEqual([one.externalId, other.externalId]);
  expect(one.externalId).not.toBe(other.externalId);
});

test('nobody without the key puts a message on a phone', async () => {
  const path = `${url}/simulator/phones/sms/wideline/messages`;
  const body = JSON.stringify({ partId: 'part-1', text: 'Nou pa janm di sa' });
  const signatures = [
    undefined,
    '',
    signInternal(Buffer.alloc(32, 4), body),
    signInternal(internalKey, `${body} `),
  ];
  for (const signature of signatures) {
    const headers = signature === undefined ? {} : { 'x-teledjol-internal': signature };
    const response = await fetch(path, { method: 'POST', body, headers });
    expect(response.status).toBe(403);
  }
  expect(await receivedBy('sms', 'wideline')).toEqual([]);
});

test('a signed body that is no message is refused, and so is a phone or a person that cannot be', async () => {
  const post = (path: string, body: string) =>
    fetch(`${url}${path}`, {
      method: 'POST',
      body,
      headers: { 'x-teledjol-internal': signInternal(internalKey, body) },
    }).then(({ status }) => status);
  const message = JSON.stringify({ partId: 'part-1', text: 'Bonjou' });
  expect(await post('/simulator/phones/sms/wideline/messages', '{"text"')).toBe(400);
  expect(await post('/simulator/phones/sms/wideline/messages', '{"text":7}')).toBe(400);
  expect(await post('/simulator/phones/fax/wideline/messages', message)).toBe(404);
  expect(await post('/simulator/phones/sms/a%20b/messages', message)).toBe(404);
});

test('memory stays bounded: the oldest bubbles and the phones longest at rest go first', () => {
  const ledger = openLedger({ phones: 2, bubbles: 3 });
  const receive = (person: string, text: string) =>
    ledger.receive('sms', person, { partId: 'p', text, choices: [] });
  for (const text of ['1', '2', '3', '4']) receive('anita', text);
  expect(ledger.bubblesOf('sms', 'anita').map(({ text }) => text)).toEqual(['2', '3', '4']);
  receive('bob', '1');
  receive('anita', '5');
  receive('clotilde', '1');
  expect(ledger.bubblesOf('sms', 'bob')).toEqual([]);
  expect(ledger.bubblesOf('sms', 'anita')).toHaveLength(3);
  const order = ['anita', 'clotilde'].flatMap((who) => ledger.bubblesOf('sms', who)).map(({ seq }) => seq);
  expect(order).toEqual([...new Set(order)].sort((one, other) => one - other));
});

/* ---- the stream */

/** Reads server-sent events as they come. */
async function openStream(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(url + path, { headers });
  const events: { id: number; externalId: string; phone: string }[] = [];
  let ended = false;
  const reading = (async () => {
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const blocks = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const [, id, data] = /^id: (\d+)\ndata: (.*)$/.exec(block) ?? [];
        if (data !== undefined) events.push({ id: Number(id), ...JSON.parse(data) });
      }
    }
  })().catch(() => {});
  void reading.then(() => {
    ended = true;
  });
  return {
    status: response.status,
    events,
    isOver: () => ended,
    close: () => response.body?.cancel().catch(() => {}),
  };
}

test('a page that lost its line gets what it missed, once, and then what comes', async () => {
  const first = await say('sms:wideline', { text: 'youn' });
  const second = await say('telegram:wideline', { text: 'de' });
  const before = await openStream('/simulator/people/wideline/stream');
  await until(() => before.events.length === 2, { what: 'both old messages came' });
  const [seen] = before.events;
  const again = await openStream('/simulator/people/wideline/stream', {
    'last-event-id': String(seen?.id),
  });
  await say('sms:somebody-else', { text: 'pa pou li' });
  const third = await say('whatsapp:wideline', { text: 'twa' });
  await until(() => again.events.length >= 2, { what: 'the missed and the new message came' });
  expect(again.events.map(({ externalId }) => externalId)).toEqual([second.externalId, third.externalId]);
  expect(before.events.map(({ externalId }) => externalId)).toEqual([
    first.externalId,
    second.externalId,
    third.externalId,
  ]);
});

test('open streams do not keep the server from closing', async () => {
  const stream = await openStream('/simulator/people/wideline/stream');
  await app.close();
  await until(stream.isOver, { what: 'the stream ended', withinMs: 5_000 });
});

test('one person cannot hold all streams: the ninth is told to come later, and a closed one makes room', async () => {
  const path = '/simulator/people/wideline/stream';
  const streams = await Promise.all(Array.from({ length: 8 }, () => openStream(path)));
  expect((await fetch(url + path)).status).toBe(503);
  expect((await openStream('/simulator/people/jozyan/stream')).status).toBe(200);
  const controller = new AbortController();
  expect(streams.map(({ status }) => status)).toEqual(Array(8).fill(200));
  controller.abort();
  await app.close();
});

/* ---- the page, without a script */

test('a visitor gets a person of their own, and the page allows no script but ours', async () => {
  const people = await Promise.all(
    [1, 2].map(async () => {
      const response = await fetch(`${url}/simulator`, { redirect: 'manual' });
      expect(response.status).toBe(303);
      return new URL(response.headers.get('location') ?? '', url).searchParams.get('person');
    }),
  );
  expect(people[0]).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
  expect(people[0]).not.toBe(people[1]);
  const page = await fetch(`${url}/simulator?person=${people[0]}`);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain('unsafe');
  const html = await page.text();
  for (const language of texts.languages)
    expect(html).toContain(texts.text(language, 'simulator.explanation'));
  expect((await fetch(`${url}/simulator?person=<script>`, { redirect: 'manual' })).status).toBe(303);
});

test('what is said on a phone stays text, whatever it holds', async () => {
  await say('whatsapp:wideline', {
    text: '<script>alert(1)</script> & "',
    choices: [{ id: '"><b>', label: '<b>Wi</b>' }],
  });
  const html = await (await fetch(`${url}/simulator?person=wideline`)).text();
  expect(html).toContain('&lt;script>alert(1)&lt;/script> &amp; &quot;');
  expect(html).not.toContain('<b>');
});

const form = (values: Record<string, string>) =>
  fetch(`${url}/simulator/send`, {
    method: 'POST',
    body: new URLSearchParams({ person: 'wideline', lang: 'fr', ...values }),
    redirect: 'manual',
  });

test('the plain form goes through the webhook and comes back to the page with the answer on it', async () => {
  answer = ({ text }) => ({ text: `Nou resevwa: ${text}` });
  const response = await form({ phone: 'sms', text: 'Liy 1\r\nLiy 2', forwarded: 'often' });
  expect(response.headers.get('location')).toBe('/simulator?person=wideline&lang=fr#sms');
  expect(inbound).toMatchObject([
    { account: 'simulator-sms', text: 'Liy 1\nLiy 2', forwarded: 'often', from: [{ value: 'sms:wideline' }] },
  ]);
  const html = await (await fetch(url + (response.headers.get('location') ?? ''))).text();
  expect(html).toContain('Nou resevwa: Liy 1\nLiy 2');
  expect(html.indexOf('>Liy 1\nLiy 2<')).toBeLessThan(html.indexOf('Nou resevwa:'));
});

test('a message that the gateway did not take is said to be unsent', async () => {
  doorStatus = 503;
  const response = await form({ phone: 'sms', text: 'Bonjou' });
  const html = await (await fetch(url + (response.headers.get('location') ?? ''))).text();
  expect(html).toContain(texts.text('fr', 'simulator.unsent'));
  expect((await form({ phone: 'fax', text: 'Bonjou' })).status).toBe(400);
});
