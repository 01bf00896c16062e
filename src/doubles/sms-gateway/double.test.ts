import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { open } from '../../channels/sms-gateway/index.ts';
import { type Channel, Refused } from '../../core/channel.ts';
import type { Address, Inbound, Outbound, Receipt } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { foldToGsm7 } from '../../core/sms.ts';
import { contextFor } from '../../testing/channel-context.ts';
import { until } from '../../testing/until.ts';
import type { Account } from './account.ts';
import { type SmsGatewayDouble, startSmsGatewayDouble } from './server.ts';

/*
 * Both ends are real: our channel on one side, the double over HTTP on the other. In between stands a bare door that
 * hands each webhook to the channel, as inbound/ does.
 */
const phone: Address = { scheme: 'tel', kind: 'phone', value: '+50937000001' };
const SECRET = 'an-invented-secret';
const CREOLE = 'Èske lekòl yo ap fèmen? Wi, men se pa pou tout tan, ou mèt tann à midi.';
const EMOJI = 'Mèsi anpil 🙏🏽 ç ê “non”';

let double: SmsGatewayDouble;
let channel: Channel;
let door: Server | undefined;
let events: (Inbound | Receipt)[] = [];

afterEach(async () => {
  await channel?.close();
  await double?.close();
  await new Promise((resolve) => door?.close(resolve) ?? resolve(undefined));
});

async function start(kind: Account['kind'], query = '', more: Partial<Account> = {}): Promise<void> {
  events = [];
  const account: Account = {
    kind,
    name: 'x',
    user: 'invented',
    password: 'p&ss w@rd',
    secret: SECRET,
    from: '2004',
    ...more,
  };
  double = await startSmsGatewayDouble(account);
  door = createServer(async (request, response) => {
    const body = await buffer(request);
    const { method = '', url = '', headers } = request;
    const path = url.split('?')[0];
    const webhook = channel.receive.webhooks.find((one) => one.path === path && one.method === method);
    try {
      if (!webhook) throw new Refused(404, 'no such door');
      const received = webhook.read({ method, url, headers, body });
      events.push(...received.events);
      const answer = (await received.later?.(new AbortController().signal)) ?? received.answer;
      response
        .writeHead(answer.status, { ...answer.headers, 'content-type': answer.contentType ?? '' })
        .end(answer.body);
    } catch (error) {
      response.writeHead(error instanceof Refused ? error.status : 500).end();
    }
  });
  await new Promise<void>((resolve) => door?.listen(0, '127.0.0.1', resolve));
  const gatewayUrl = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;
  double.aim(gatewayUrl);
  const path = { kannel: '/cgi-bin/sendsms', jasmin: '/send', android: '/messages' }[kind];
  const url = new URL(double.url + path);
  url.username = account.user;
  url.password = encodeURIComponent(account.password);
  const address = query.includes('&only') ? '' : url.href;
  channel = open(
    contextFor({
      publicUrl: gatewayUrl,
      settings: {
        SMS_GATEWAYS: `x=${kind} ${address}?from=2004&secret=${SECRET}&national=509xxxxxxxx${query.replace('&only', '')}`,
      },
    }),
  );
}

let parts = 0;
function send(text: string, to = phone): Promise<{ externalId: string }> {
  parts += 1;
  const partId = `019ac000-0000-7000-8000-${String(parts).padStart(12, '0')}`;
  const message: Outbound = { partId, account: 'sms-gateway-x', to, text };
  return channel.send(message);
}
const failureOf = (sending: Promise<unknown>) =>
  sending.then(
    () => 'was sent',
    (error: unknown) => (error instanceof SendError ? `${error.kind} ${error.code}` : error),
  );
const statuses = () => events.flatMap((event) => (event.kind === 'receipt' ? [event.status] : []));
const inbound = () => events.filter((event): event is Inbound => event.kind === 'inbound');

describe.each(['kannel', 'jasmin', 'android'] as const)('%s', (kind) => {
  test('gets texts in GSM-7 and in UCS-2 as they were written, and tells how far they got', async () => {
    await start(kind);
    const folded = foldToGsm7(CREOLE);
    const { externalId } = await send(folded);
    await send(EMOJI);
    expect(double.refused).toEqual([]);
    expect(double.ledger.map(({ to, text, ucs2 }) => ({ to, text, ucs2 }))).toEqual([
      { to: '+50937000001', text: folded, ucs2: false },
      { to: '+50937000001', text: EMOJI, ucs2: true },
    ]);
    expect(externalId).toMatch(/^x:[\w-]{36}$/);
    await until(() => statuses().length === 4, { what: 'receipts have come' });
    expect(statuses().sort()).toEqual(['delivered', 'delivered', 'sent', 'sent']);
    const told = events.filter((event): event is Receipt => event.kind === 'receipt');
    for (const { partId, externalId: id } of told) {
      expect(partId).toMatch(/^019ac000-0000-7000-8000-/);
      expect(id).toMatch(/^x:/);
    }
    // The event is here before the call that brought it is answered.
    await until(() => double.called.length === 4, { what: 'calls are answered' });
    expect(double.called.map(({ answered }) => answered)).toEqual([200, 200, 200, 200]);
  });

  test('says that a phone was not reached, late, twice, and in the wrong order', async () => {
    await start(kind);
    double.tell({ receipts: 'failed', afterMs: 30 });
    await send('Bonjou');
    await until(() => statuses().length === 2, { what: 'both have come' });
    expect(events.at(-1)).toMatchObject({
      status: 'failed',
      error: { meaning: kind === 'android' ? 'unavailable' : 'unreachable' },
    });
    for (const receipts of ['duplicated', 'reordered', 'early'] as const) {
      const before = statuses().length;
      double.tell({ receipts });
      await send('Bonjou');
      const count = receipts === 'duplicated' ? 4 : 2;
      await until(() => statuses().length === before + count, { what: `${receipts} have come` });
    }
    expect(await double.receipt(double.ledger[0]?.id ?? '', 'sent')).toBe(200);
  });

  test.each([
    ['throttled', /^throttled /],
    ['broken', /^unavailable /],
    ['refused', /^invalid_address /],
    ['stranger', /^misconfigured /],
    ['drop', /^outcome_unknown /],
  ] as const)('%s is told as it is', async (call, means) => {
    await start(kind);
    double.tell({ call });
    expect(await failureOf(send('Bonjou'))).toMatch(means);
    expect(double.ledger).toHaveLength(call === 'drop' ? 1 : 0);
    await send('Bonjou');
  });

  test('an answer that it never gives may mean anything, or that the address is wrong', async () => {
    await start(kind);
    double.tell({ call: 'rubbish' });
    expect(await failureOf(send('Bonjou'))).toMatch(
      kind === 'android' ? /^misconfigured 301/ : /^outcome_unknown 200/,
    );
  });

  test('nothing is called for who cannot get an SMS', async () => {
    await start(kind);
    for (const to of [
      { scheme: 'whatsapp', kind: 'bsuid', value: 'HT.4566546130240823' },
      { scheme: 'tel', kind: 'phone', value: 'DIGICEL' },
    ] satisfies Address[])
      expect(await failureOf(send('Bonjou', to))).toMatch(/^invalid_address/);
    expect(double.refused).toEqual([]);
  });

  test('hands over what people write, however their number is written', async () => {
    await start(kind);
    for (const from of ['+50937000001', '50937000001', '0050937000001', '37000001'])
      expect(await double.sms(from, CREOLE)).toMatchObject({ tries: 1 });
    await double.sms('+50937000001', EMOJI);
    await double.sms('2004', 'Ou genyen!');
    expect(inbound().map(({ from: [from], text }) => [from.value, text])).toEqual([
      ...Array(4).fill(['+50937000001', CREOLE]),
      ['+50937000001', EMOJI],
      ['2004', 'Ou genyen!'],
    ]);
    expect(new Set(inbound().map(({ externalId }) => externalId)).size).toBe(6);
  });

  test('the same request again is the same message, the same words later are not', async () => {
    await start(kind);
    for (const id of ['0c2a5b1e-1', '0c2a5b1e-1', '0c2a5b1e-2'])
      await double.sms('+50937000001', 'Bonjou', { id });
    const ids = inbound().map(({ externalId }) => externalId);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  test('is not heard without its secret', async () => {
    await start(kind, '', { secret: 'another-invented-secret' });
    expect(await double.sms('+50937000001', 'Bonjou')).toEqual({ status: 403, body: '', tries: 1 });
    expect(events).toEqual([]);
  });
});

describe('kannel', () => {
  test('what it refuses to know is not sent to it: the double takes documented variables only', async () => {
    await start('kannel', '&smsc=haiti&priority=1');
    await send('Bonjou');
    expect(double.ledger).toHaveLength(1);
    const odd = await fetch(`${double.url}/cgi-bin/sendsms?username=invented&password=p%26ss+w%40rd&too=1`);
    expect(odd.status).toBe(400);
  });

  test.each(['utf-8', 'iso-8859-1', 'utf-16be'] as const)('writes %s, by GET and by POST', async (as) => {
    await start('kannel');
    const text = as === 'utf-16be' ? EMOJI : 'Lèkòl yo ap fèmen à midi, ç’est “vrè”'.replace(/[’“”]/g, '-');
    for (const post of [false, true]) await double.sms('+50937000001', text, { as, post });
    expect(inbound().map((message) => message.text)).toEqual([text, text]);
  });

  test('without an id, its time tells a copy from a repeat', async () => {
    await start('kannel');
    for (const at of [1_795_780_000, 1_795_780_000, 1_795_780_007])
      await double.sms('+50937000001', 'Bonjou', { id: '', at });
    const ids = inbound().map(({ externalId }) => externalId);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
    // With neither, a copy counts twice rather than a person not at all.
    const read = channel.receive.webhooks.find(({ path }) => path === '/hooks/sms/x')?.read;
    const bare = () =>
      read?.({
        method: 'GET',
        url: `/hooks/sms/x?secret=${SECRET}&from=37000001&text=Bonjou`,
        headers: {},
        body: Buffer.alloc(0),
      }).events[0]?.externalId;
    expect(bare()).not.toBe(bare());
  });

  test('hands over parts, which say what they are parts of', async () => {
    await start('kannel');
    const part = { ref: 0xa7, of: 2 };
    await double.sms('+50937000001', 'mwatye ', { part: { ...part, n: 1 } });
    await double.sms('+50937000001', 'mwatye', { part: { ...part, n: 2 } });
    expect(inbound().map(({ fragment }) => fragment)).toEqual([
      { ref: 'a7', n: 1, of: 2 },
      { ref: 'a7', n: 2, of: 2 },
    ]);
  });

  test('a receipt is believed by its own key or the secret, and by nothing else', async () => {
    await start('kannel');
    const read = channel.receive.webhooks.find(({ path }) => path.endsWith('/status'))?.read;
    const receipt = (query: string) => () =>
      read?.({ method: 'GET', url: `/hooks/sms/x/status?${query}`, headers: {}, body: Buffer.alloc(0) });
    expect(receipt('part=p1&status=1')).toThrow(Refused);
    expect(receipt('part=p1&key=00&status=1')).toThrow(Refused);
    expect(receipt(`secret=${SECRET}&status=1`)).toThrow(/no message/);
    expect(receipt(`part=p1&secret=${SECRET}&status=1`)()?.events).toHaveLength(1);
    expect(receipt(`part=p1&secret=${SECRET}&status=4711`)()?.events).toEqual([]);
  });
});

describe('a reply in the answer', () => {
  const by = () => double.ledger.map(({ by, text, ucs2 }) => ({ by, text, ucs2 }));

  test('travels to the request that waits for that person, and to no other', async () => {
    await start('kannel', '&reply=answer&only', { repliesByAnswer: true });
    expect(channel.sendsWhereItListens).toBe(true);
    const other = double.sms('+50937000002', 'Bonjou');
    const asked = double.sms('+50937000001', 'Bonjou');
    const { externalId } = await send('Bonjou, sa ou tande?');
    expect(externalId).toMatch(/^x:/);
    expect(await asked).toMatchObject({ status: 200, body: 'Bonjou, sa ou tande?' });
    await send('Mèsi 🙏', { ...phone, value: '+50937000002' });
    expect(await other).toMatchObject({ status: 200, body: 'Mèsi 🙏' });
    expect(by()).toEqual([
      { by: 'answer', text: 'Bonjou, sa ou tande?', ucs2: false },
      { by: 'answer', text: 'Mèsi 🙏', ucs2: true },
    ]);
  });

  test('takes along what else that person is told at the same moment, in its order', async () => {
    await start('kannel', '&reply=answer&only', { repliesByAnswer: true });
    const asked = double.sms('+50937000001', 'Bonjou');
    await send('Verifikasyon an');
    await send('Bonjou, sa ou tande?');
    expect(await asked).toMatchObject({ status: 200, body: 'Verifikasyon an\nBonjou, sa ou tande?' });
    // Not more than an SMS carries there: the rest is held.
    const more = double.sms('+50937000001', 'Bonjou');
    await send('x'.repeat(600));
    expect(await failureOf(send('y'.repeat(100)))).toBe('window_closed nobody_waits');
    expect((await more).body).toBe('x'.repeat(600));
  });

  test('comes quicker than the request comes to wait', async () => {
    await start('kannel', '&reply=answer&only', { repliesByAnswer: true });
    const sending = send('Byenveni');
    await double.sms('+50937000001', 'Bonjou');
    await sending;
    expect(by()).toEqual([{ by: 'answer', text: 'Byenveni', ucs2: false }]);
  });

  test('is empty when there is nothing to say, and what comes later is held', async () => {
    await start('kannel', '&reply=answer&wait=1&only', { repliesByAnswer: true });
    expect(await double.sms('+50937000001', 'Bonjou')).toMatchObject({ status: 200, body: '' });
    expect(double.ledger).toEqual([]);
    expect(await failureOf(send('Byenveni'))).toBe('window_closed nobody_waits');
  });

  test('goes by a call where nobody waits and there is an address', async () => {
    await start('kannel', '&reply=answer&wait=1');
    await send('Byenveni');
    expect(by()).toEqual([{ by: 'call', text: 'Byenveni', ucs2: false }]);
  });

  test('is in the alphabet of the gateway', async () => {
    await start('kannel', '&reply=answer&charset=iso-8859-1&only', { repliesByAnswer: true });
    const asked = double.sms('+50937000001', 'Bonjou');
    await send('Lèkòl');
    await asked;
    expect(by()).toEqual([{ by: 'answer', text: 'Lèkòl', ucs2: false }]);
  });

  test('ends with the channel', async () => {
    await start('kannel', '&reply=answer&only');
    const asked = double.sms('+50937000001', 'Bonjou');
    await until(() => inbound().length === 1, { what: 'it has come' });
    await channel.close();
    expect(await asked).toMatchObject({ status: 200, body: '' });
  });
});

test('a call that is made twice is one message at the phone', async () => {
  await start('android');
  const message: Outbound = {
    partId: '019ac000-0000-7000-8000-999999999999',
    account: 'sms-gateway-x',
    to: phone,
    text: 'Bonjou',
  };
  await channel.send(message);
  await channel.send(message);
  expect(double.ledger).toHaveLength(1);
});
