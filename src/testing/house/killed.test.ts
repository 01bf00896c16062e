import { connect } from 'node:net';
import twilio from 'twilio';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../until.ts';
import { type House, openHouse, tellWhenRed } from './house.ts';
import {
  delivered,
  FIRST_TALK,
  invent,
  kindsHeard,
  type Person,
  saidIn,
  sidOf,
  standingOf,
  talk,
} from './people.ts';

let house: House<'all'>;
let all: House<'all'>['process']['all'];

beforeAll(async () => {
  house = await openHouse({ processes: { all: 'web,conversation,outbound,desks' } });
  all = house.process.all;
});
afterEach((context) => tellWhenRed(context, house));
afterAll(() => house?.close());

/** Each answer is known by its last words: the thanks go on to ask how the rumor came. */
const CAUSES: Record<string, (typeof FIRST_TALK)[number]> = {
  'start.language': 'kept',
  'start.consent': 'consent',
  'rumor.source': 'thanks',
};

/** Lets the minute pass after which a send that nobody finished counts as lost. */
const aMinuteLater = () =>
  house.rows(`update reply set claimed_at = claimed_at - interval '2 minutes' where state = 'sending'`);

/** How often the far side got each answer, and whether our books are honest about those it may not have got. */
async function answeredOnce(person: Person): Promise<'all' | 'unknown'> {
  const heard = kindsHeard(house, person);
  const standing = await standingOf(house, person);
  const unknown = standing.unknown.map((cause) => CAUSES[cause]);
  expect(new Set(heard).size, `twice: ${heard}`).toBe(heard.length);
  expect(heard).toEqual(FIRST_TALK.filter((kind) => heard.includes(kind)));
  for (const kind of FIRST_TALK) if (!heard.includes(kind)) expect(unknown).toContain(kind);
  expect(standing.waiting).toEqual(unknown.length > 0 ? ['send_unknown'] : []);
  expect(standing).toMatchObject({ consented: true, language: 'ht', messages: 3, tips: 1 });
  return unknown.length > 0 ? 'unknown' : 'all';
}

const rounds = [
  { moment: 'after the first 200', ready: (said: number) => said >= 1 },
  { moment: 'after half of the 200s', ready: (said: number) => said >= 18 },
  { moment: 'while the first replies leave', ready: (_: number, sent: number) => sent >= 4 },
  { moment: 'while many replies leave', ready: (_: number, sent: number) => sent >= 20 },
];

describe.each(rounds)('killed $moment', ({ ready }) => {
  test('every acknowledged message is answered once, in order, or a person of ours is told', async () => {
    const people = invent(house, 12);
    const before = house.double.ledger.length;
    let acknowledged = 0;
    const talks = people.map(async (person) => {
      for (const [n, text] of saidIn(person).entries()) {
        await delivered([all], person, n, text);
        acknowledged += 1;
      }
    });
    await until(() => ready(acknowledged, house.double.ledger.length - before), {
      what: 'the moment has come',
    });
    await all.kill();
    await aMinuteLater();
    await all.start();
    await Promise.all(talks);
    await house.quiet();
    for (const person of people) await answeredOnce(person);
  });
});

test('killed while the provider keeps silent: nobody knows, so a person of ours decides, and the rest goes on', async () => {
  const people = invent(house, 4, 'sms');
  for (const { address } of people) {
    house.double.tell({ call: 'hang', to: address });
    house.double.tell({ receipts: 'none', to: address });
  }
  const talks = people.map((person) => talk(house, person, { doors: [all], waits: false }));
  await until(() => people.every((person) => house.heard(person.address).length > 0), {
    what: 'all were called',
  });
  await all.kill();
  await aMinuteLater();
  await all.start();
  await Promise.all(talks);
  await house.quiet();
  for (const person of people) {
    expect(await answeredOnce(person)).toBe('unknown');
    expect(kindsHeard(house, person)).toEqual(FIRST_TALK);
  }
});

test('told to stop under traffic it ends by itself, in time, and nothing is lost, doubled or in doubt', async () => {
  const people = invent(house, 50);
  const before = house.double.ledger.length;
  const talks = people.map((person) => talk(house, person, { doors: [all], waits: false }));
  await until(() => house.double.ledger.length - before > 5, { withinMs: 60_000, what: 'replies leave' });
  const { code, ms } = await all.stop();
  expect({ code, inTime: ms < 15_000 }).toEqual({ code: 0, inTime: true });
  await all.start();
  await Promise.all(talks);
  await house.quiet();
  for (const person of people) {
    expect(await answeredOnce(person)).toBe('all');
    expect(kindsHeard(house, person)).toEqual(FIRST_TALK);
  }
});

test('what comes in on an open connection while the gateway stops is kept, too, because nobody delivers it again', async () => {
  const [person] = invent(house, 1, 'sms') as [Person];
  const requestOf = (n: number, more: readonly string[] = []) => {
    const fields = { MessageSid: sidOf(person, n), From: person.address, Body: saidIn(person)[n] ?? '' };
    const body = new URLSearchParams(fields).toString();
    const url = `${house.publicUrl}/hooks/twilio/message`;
    const head = [
      'POST /hooks/twilio/message HTTP/1.1',
      'host: gateway',
      'content-type: application/x-www-form-urlencoded',
      `content-length: ${body.length}`,
      `x-twilio-signature: ${twilio.getExpectedTwilioSignature(house.account.authToken, url, fields)}`,
      ...more,
    ];
    return `${head.join('\r\n')}\r\n\r\n${body}`;
  };
  const socket = connect(Number(new URL(all.url).port), '127.0.0.1');
  let answers = '';
  socket.on('data', (chunk) => {
    answers += chunk;
  });
  // It says when it has read the head: from then on the connection is busy.
  const first = requestOf(0, ['expect: 100-continue']);
  socket.write(first.slice(0, -1));
  await until(() => answers.includes('100 Continue'), { withinMs: 60_000, what: 'the first one has begun' });
  const stopped = all.stop();
  const isShut = async () => !(await fetch(`${all.url}/healthz`).catch(() => undefined));
  await until(isShut, { withinMs: 60_000, what: 'the door is shut for others' });
  socket.write(first.slice(-1) + requestOf(1));
  await until(() => answers.split('HTTP/1.1 200').length === 3, { withinMs: 60_000, what: 'both are taken' });
  expect((await stopped).code).toBe(0);
  socket.destroy();
  await all.start();
  await delivered([all], person, 2, saidIn(person)[2] ?? '');
  await house.quiet();
  expect(await answeredOnce(person)).toBe('all');
});
