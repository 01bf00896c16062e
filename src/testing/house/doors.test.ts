import { connect } from 'node:net';
import twilio from 'twilio';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../until.ts';
import { type GatewayProcess, type House, openHouse, tellWhenRed } from './house.ts';
import { delivered, FIRST_TALK, invent, kindsHeard, type Person, sidOf, standingOf, talk } from './people.ts';

const PUBLIC_URL = 'https://teledjol.example.ht';
const MESSAGE = '/hooks/twilio/message';

let house: House<'left' | 'right'>;
let left: GatewayProcess;
let right: GatewayProcess;
let doors: readonly GatewayProcess[];

beforeAll(async () => {
  house = await openHouse({
    processes: { left: 'web,conversation,outbound,desks', right: 'web,conversation,outbound,desks' },
    publicUrl: PUBLIC_URL,
  });
  ({ left, right } = house.process);
  doors = [left, right];
});
afterEach((context) => tellWhenRed(context, house));
afterAll(() => house?.close());

const one = (medium?: 'sms' | 'whatsapp') => {
  const [person] = invent(house, 1, medium);
  if (!person) throw new Error('nobody was invented');
  return person;
};

describe('one webhook, delivered ten times', () => {
  const orders = {
    'at once': async (deliver: ((n: number) => Promise<number>)[]) =>
      Promise.all(deliver.map((one, n) => one(n))),
    'one after another': async (deliver: ((n: number) => Promise<number>)[]) => {
      const statuses: number[] = [];
      for (const [n, one] of deliver.entries()) statuses.push(await one(n));
      return statuses;
    },
  };
  test.each(Object.entries(orders))('%s over two doors is one message and one reply', async (_, order) => {
    const person = one();
    const door = (n: number) => (n % 2 === 0 ? left : right);
    const deliver = async (n: number) =>
      (await door(n).inbound(person.address, person.rumor, { MessageSid: sidOf(person, 0) })).status;
    expect(await order(Array(10).fill(deliver))).toEqual(Array(10).fill(200));
    await house.quiet();
    expect(kindsHeard(house, person)).toEqual(['kept']);
    expect(await standingOf(house, person)).toMatchObject({ messages: 1, tips: 1, waiting: [] });

    // The tenth copy may come when the talk has long gone on.
    await delivered(doors, person, 1, '1');
    expect(await deliver(0)).toBe(200);
    await delivered(doors, person, 2, '1');
    await house.quiet();
    expect(kindsHeard(house, person)).toEqual(FIRST_TALK);
  });

  test('the same words in a new message are counted, not dropped', async () => {
    const person = one();
    await talk(house, person, { doors });
    await delivered(doors, person, 3, person.rumor);
    await house.quiet();
    expect(house.heard(person.address).at(-2)?.body).not.toBe(house.heard(person.address).at(-1)?.body);
    expect(house.heard(person.address)).toHaveLength(4);
    expect(await standingOf(house, person)).toMatchObject({ messages: 4, tips: 1 });
    const [tip] = await house.rows<{ repeats: number }>(`select repeats from tip where contact_id = $1`, [
      (await standingOf(house, person)).id,
    ]);
    expect(tip?.repeats).toBe(1);
  });
});

describe('what is not the provider’s', () => {
  const formOf = (person: Person): Record<string, string> => ({
    AccountSid: house.account.accountSid,
    MessageSid: sidOf(person, 0),
    From: person.address,
    To: house.account.smsFrom,
    Body: person.rumor,
    NumMedia: '0',
  });
  const signed = (
    fields: Record<string, string>,
    url = PUBLIC_URL + MESSAGE,
    token = house.account.authToken,
  ) => twilio.getExpectedTwilioSignature(token, url, fields);
  const post = async (
    body: string | Buffer,
    headers: Record<string, string>,
    path = MESSAGE,
  ): Promise<number> => {
    const answer = await request(left.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
    await answer.body.dump();
    return answer.statusCode;
  };
  /** What the door says when only the head of a request has come. */
  const answerToHead = (length: number, signature: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(Number(new URL(left.url).port), '127.0.0.1');
      socket.once('error', reject);
      socket.once('data', (answer) => {
        resolve(answer.toString().split('\r\n')[0] ?? '');
        socket.destroy();
      });
      const type = 'content-type: application/x-www-form-urlencoded';
      const head = [`POST ${MESSAGE} HTTP/1.1`, 'host: x', type, `x-twilio-signature: ${signature}`];
      socket.write(`${[...head, `content-length: ${length}`].join('\r\n')}\r\n\r\nBody=`);
    });
  const keptSoFar = async () => {
    const [kept] = await house.rows<{ n: string }>(
      'select (select count(*) from message) + (select count(*) from contact) as n',
    );
    return Number(kept?.n);
  };

  test('is refused, and neither kept nor written into the log', async () => {
    const before = await keptSoFar();
    const person = one('sms');
    house.secrets.add(person.address.replace('+509', ''));
    const fields = formOf(person);
    const body = new URLSearchParams(fields).toString();
    const good = signed(fields);
    const with_ = (signature: string, more = {}) => ({ 'x-twilio-signature': signature, ...more });

    expect(await post(body, {})).toBe(400);
    expect(await post(body, with_(''))).toBe(400);
    for (const wrong of [
      'x',
      'a'.repeat(5_000),
      signed(fields, undefined, 'another token'),
      good.toLowerCase(),
    ])
      expect(await post(body, with_(wrong))).toBe(403);

    // Signed for another address: what the caller writes into Host does not make it ours.
    const elsewhere = signed(fields, `https://evil.example${MESSAGE}`);
    for (const forged of [
      { host: 'evil.example' },
      { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
      { forwarded: 'host=evil.example;proto=https' },
    ])
      expect(await post(body, with_(elsewhere, forged))).toBe(403);
    expect(await post(body, with_(signed(fields, left.url + MESSAGE)))).toBe(403);
    expect(await post(body, with_(good), '/hooks/twilio/status')).toBe(403);
    expect(await post(body, with_(good), `${MESSAGE}?part=1`)).toBe(403);

    // One byte of the body.
    expect(await post(body.replace('Yo+di', 'Yo+da'), with_(good))).toBe(403);
    expect(await post(`${body}&Extra=1`, with_(good))).toBe(403);
    expect(await post(body.replace('NumMedia=0', ''), with_(good))).toBe(403);

    for (const type of [
      '',
      'text/plain',
      'application/json',
      'multipart/form-data',
      'x/y;;;',
      'no type',
      '*',
    ]) {
      expect([400, 415]).toContain(await post('{"rubbish', { 'content-type': type }));
      expect([403, 415]).toContain(await post('{"rubbish', with_(good, { 'content-type': type })));
    }
    expect((await fetch(left.url + MESSAGE)).status).toBe(404);
    expect(await keptSoFar()).toBe(before);
  });

  test('a body of four megabytes is refused unread, signed or not', async () => {
    const before = await keptSoFar();
    const fields = { ...formOf(one('sms')), Body: 'zwazo gwo anpil '.repeat(262_144) };
    house.secrets.add('zwazo gwo');
    const body = new URLSearchParams(fields).toString();
    expect(await answerToHead(body.length, signed(fields))).toBe('HTTP/1.1 413 Payload Too Large');
    expect(await answerToHead(body.length, 'none')).toBe('HTTP/1.1 413 Payload Too Large');
    expect(await keptSoFar()).toBe(before);
  });

  test('a true message is taken whatever stands in its Host', async () => {
    const person = one('sms');
    const fields = formOf(person);
    const body = new URLSearchParams(fields).toString();
    house.secrets.add(person.address.replace('+509', ''));
    const headers = { 'x-twilio-signature': signed(fields), host: 'evil.example' };
    expect(await post(body, headers)).toBe(200);
    await until(() => house.heard(person.address).length > 0, { withinMs: 60_000, what: 'it is answered' });
    expect(kindsHeard(house, person)).toEqual(['kept']);
  });
});

test('U+0000 in the middle of full batches sinks nobody: every message is kept, every person answered', async () => {
  const people = invent(house, 200);
  const spoilt = (n: number) => n % 20 === 7;
  const textOf = (person: Person, n: number) =>
    n === 107 ? '\u0000' : spoilt(n) ? person.rumor.replace(' ap ', ' ap \u0000') : person.rumor;
  const statuses = await Promise.all(
    people.map(async (person, n) => {
      const sid = { MessageSid: sidOf(person, 0) };
      return (await left.inbound(person.address, textOf(person, n), sid)).status;
    }),
  );
  expect(statuses).toEqual(people.map(() => 200));
  await house.quiet();
  for (const [n, person] of people.entries()) {
    expect(house.heard(person.address)).toHaveLength(1);
    if (n !== 107) expect(kindsHeard(house, person)).toEqual(['kept']);
    const standing = await standingOf(house, person);
    // Where nothing is left to read, a person of ours looks.
    expect(standing).toMatchObject({ messages: 1, waiting: n === 107 ? ['unreadable'] : [] });
    const [message] = await house.rows<{ cleaned: boolean; text: string }>(
      'select cleaned, text from message where contact_id = $1',
      [standing.id],
    );
    expect(message).toEqual({ cleaned: spoilt(n), text: textOf(person, n).replace('\u0000', '') });
  }
});

describe('receipts', () => {
  /** What our books say of the first thing a person was sent. */
  const stateOf = async (person: Person) => {
    const [sent] = house.heard(person.address);
    const id = new URL(sent?.statusCallback ?? '').searchParams.get('part');
    const [part] = await house.rows<{ state: string }>('select state from part where id = $1', [id]);
    return part?.state;
  };
  const firstOf = (person: Person) => house.heard(person.address)[0]?.sid ?? '';
  const told = (person: Person) => house.double.called.filter(({ sid }) => sid === firstOf(person));

  const cases = [
    { medium: 'sms', receipts: 'duplicated', ends: 'delivered', count: 4 },
    { medium: 'sms', receipts: 'reordered', ends: 'delivered', count: 2 },
    { medium: 'sms', receipts: 'early', ends: 'delivered', count: 2 },
    { medium: 'whatsapp', receipts: 'duplicated', ends: 'read', count: 6 },
    { medium: 'whatsapp', receipts: 'reordered', ends: 'read', count: 3 },
    { medium: 'whatsapp', receipts: 'early', ends: 'read', count: 3 },
  ] as const;
  test.each(cases)('$receipts by $medium end at $ends, and late ones change nothing', async (how) => {
    const person = one(how.medium);
    house.double.tell({ receipts: how.receipts, to: person.address });
    await delivered(doors, person, 0, person.rumor);
    await until(() => told(person).length === how.count, {
      withinMs: 60_000,
      what: 'all receipts have come',
    });
    await until(async () => (await stateOf(person)) === how.ends, {
      withinMs: 60_000,
      what: `it counts as ${how.ends}`,
    });
    for (const late of ['queued', 'sending', 'sent', 'sent']) {
      expect(await house.double.receipt(firstOf(person), late)).toBeLessThan(300);
      expect(await stateOf(person)).toBe(how.ends);
    }
    // What a phone has confirmed cannot fail any more.
    expect(await house.double.receipt(firstOf(person), 'undelivered', 30005)).toBeLessThan(300);
    expect(await stateOf(person)).toBe(how.ends);
    await house.quiet();
    expect(kindsHeard(house, person)).toEqual(['kept']);
    expect((await standingOf(house, person)).waiting).toEqual([]);
  });

  test('a failure for good stays one, is sent no second time, and stands before a person of ours', async () => {
    const person = one('sms');
    house.double.tell({ receipts: 'failed', code: 30005, to: person.address });
    await delivered(doors, person, 0, person.rumor);
    await until(() => told(person).length === 2, { withinMs: 60_000, what: 'both receipts have come' });
    await until(async () => (await stateOf(person)) === 'failed', {
      withinMs: 60_000,
      what: 'it counts as failed',
    });
    for (const late of ['sent', 'delivered'])
      expect(await house.double.receipt(firstOf(person), late)).toBeLessThan(300);
    expect(await stateOf(person)).toBe('failed');
    await house.quiet();
    expect(kindsHeard(house, person)).toEqual(['kept']);
    expect((await standingOf(house, person)).waiting).toEqual(['send_failed']);
  });
});
