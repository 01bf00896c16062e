import { afterEach, beforeEach, expect, test } from 'vitest';
import { signInternal } from '../../core/internal-signature.ts';
import type { Medium } from '../../core/message.ts';
import { loadTexts } from '../../i18n.ts';
import { openPhonesAlone, type PhonesAlone } from '../../testing/phones-alone.ts';
import { until } from '../../testing/until.ts';
import { openLedger } from './ledger.ts';

const internalKey = Buffer.alloc(32, 3);
const texts = loadTexts();

let phones: PhonesAlone;
let url: string;

beforeEach(async () => {
  phones = await openPhonesAlone(internalKey);
  url = phones.url;
});

afterEach(() => phones.close());

async function receivedBy(phone: Medium, person: string) {
  const response = await fetch(`${url}/simulator/phones/${phone}/${person}/messages`);
  const body = (await response.json()) as { received: Record<string, unknown>[] };
  return body.received;
}

/* ---- the far side, over HTTP */

test('what the channel sends stands on that phone of that person, and on no other', async () => {
  const { externalId } = await phones.say('sms:wideline', { text: 'Mèsi, nou resevwa l.' }, 'part-1');
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
  expect(await receivedBy('sms', 'jozyan')).toEqual([]);
});

test('the same part sent twice is seen twice', async () => {
  const one = await phones.say('telegram:wideline', { text: 'Repons lan' }, 'part-1');
  const other = await phones.say('telegram:wideline', { text: 'Repons lan' }, 'part-1');
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
  const hangUp = new AbortController();
  const response = await fetch(url + path, { headers, signal: hangUp.signal });
  const events: { id: number; externalId: string; phone: string }[] = [];
  let over = false;
  const read = async () => {
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
  };
  void read()
    .catch(() => {})
    .finally(() => {
      over = true;
    });
  return { status: response.status, events, isOver: () => over, hangUp: () => hangUp.abort() };
}

test('a page that lost its line gets what it missed, once, and then what comes', async () => {
  const first = await phones.say('sms:wideline', { text: 'youn' });
  const second = await phones.say('telegram:wideline', { text: 'de' });
  const before = await openStream('/simulator/people/wideline/stream');
  await until(() => before.events.length === 2, { what: 'both old messages came' });
  const [seen] = before.events;
  const again = await openStream('/simulator/people/wideline/stream', {
    'last-event-id': String(seen?.id),
  });
  await phones.say('sms:somebody-else', { text: 'pa pou li' });
  const third = await phones.say('whatsapp:wideline', { text: 'twa' });
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
  await phones.app.close();
  await until(stream.isOver, { what: 'the stream ended', withinMs: 5_000 });
});

test('one person cannot hold all streams: the ninth must wait until one hangs up', async () => {
  const path = '/simulator/people/wideline/stream';
  const streams = await Promise.all(Array.from({ length: 8 }, () => openStream(path)));
  expect(streams.map(({ status }) => status)).toEqual(Array(8).fill(200));
  expect((await openStream(path)).status).toBe(503);
  expect((await openStream('/simulator/people/jozyan/stream')).status).toBe(200);
  streams[0]?.hangUp();
  await until(async () => (await openStream(path)).status === 200, { what: 'there is room again' });
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
  await phones.say('whatsapp:wideline', {
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
  phones.answer = ({ text }) => ({ text: `Nou resevwa: ${text}` });
  const response = await form({ phone: 'sms', text: 'Liy 1\r\nLiy 2', forwarded: 'often' });
  expect(response.headers.get('location')).toBe('/simulator?person=wideline&lang=fr#sms');
  expect(phones.inbound).toMatchObject([
    { account: 'simulator-sms', text: 'Liy 1\nLiy 2', forwarded: 'often', from: [{ value: 'sms:wideline' }] },
  ]);
  const html = await (await fetch(url + (response.headers.get('location') ?? ''))).text();
  expect(html).toContain('Nou resevwa: Liy 1\nLiy 2');
  expect(html.indexOf('>Liy 1\nLiy 2<')).toBeLessThan(html.indexOf('Nou resevwa:'));
});

test('a message that the gateway did not take is said to be unsent', async () => {
  phones.doorStatus = 503;
  const response = await form({ phone: 'sms', text: 'Bonjou' });
  const html = await (await fetch(url + (response.headers.get('location') ?? ''))).text();
  expect(html).toContain(texts.text('fr', 'simulator.unsent'));
  expect(html).not.toContain('Bonjou');
  expect((await form({ phone: 'sms', text: 'a'.repeat(5_000) })).status).toBe(400);
  expect((await form({ phone: 'fax', text: 'Bonjou' })).status).toBe(400);
});
