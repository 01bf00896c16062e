import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { capabilitiesOf as linkedDevice } from '../channels/whatsapp-web/capabilities.ts';
import type { Capabilities } from '../core/channel.ts';
import { REPLY_CLASS } from '../core/message.ts';
import { spend } from '../store/schema.ts';
import { SMS, WHATSAPP } from '../testing/accounts.ts';
import type { Answer } from '../testing/far-side.ts';
import { openOutboundWorld, type Person } from '../testing/outbound-world.ts';
import type { Policy } from './policy.ts';

const [DIGICEL, NATCOM, FREE, QUIET, PACED] = ['digicel', 'natcom', 'free', 'quiet', 'paced'] as const;
const BULK = { class: REPLY_CLASS.bulk, cause: 'bulletin' };
const PACED_CAN: Capabilities = {
  ...WHATSAPP,
  pace: { ...WHATSAPP.pace, perPerson: { messages: 3, seconds: 60 } },
};

let world: Awaited<ReturnType<typeof openOutboundWorld>>;

beforeAll(async () => {
  world = await openOutboundWorld({
    [DIGICEL]: SMS,
    [NATCOM]: SMS,
    [FREE]: WHATSAPP,
    // What is linked through Baileys, as it says itself.
    [QUIET]: linkedDevice(60),
    [PACED]: PACED_CAN,
  });
});
afterAll(() => world.close());
beforeEach(() => world.begin());
afterEach(() => world.end());

const policy = (perDayMilli: number): Policy => ({
  timeZone: 'America/Port-au-Prince',
  bulk: { perDayMilli },
  priceOf: ({ medium }) => (medium === 'sms' ? 100 : 0),
});
const spent = async () => {
  const rows = await world.store.db.select().from(spend);
  return {
    units: rows.reduce((sum, row) => sum + row.units, 0),
    milli: rows.reduce((sum, row) => sum + row.milli, 0),
  };
};

test('ten thousand bulletins are waiting: an answer leaves before the next of them', async () => {
  const people = await world.people(10_000);
  await world.sayAll(people, 'bulletin', BULK);
  await world.sayAll(people.slice(0, 20), 'answer');
  await world.say(people[50] as Person, 'danger', { class: REPLY_CLASS.lifeSafety });
  let late = false;
  world.far.answer = async (_call, nth): Promise<Answer> => {
    if (nth !== 40) return 'take';
    // While bulletins leave, somebody is answered.
    await world.say(people[9_999] as Person, 'late answer');
    late = true;
    return 'take';
  };
  const outbound = world.open({ concurrency: 8 });
  const draining = outbound.drain(DIGICEL);
  await draining;
  const texts = world.far.taken.map((call) => call.text);
  expect(texts).toHaveLength(10_022);
  // Eight at a time: what was under way already may end first.
  expect(texts.slice(0, 21).filter((text) => text === 'bulletin')).toEqual([]);
  expect(late).toBe(true);
  expect(texts.indexOf('late answer')).toBeLessThan(40 + 2 * 8);
  const toHim = world.far.taken.filter((call) => call.to === people[9_999]?.phone);
  expect(toHim.map((call) => call.text)).toEqual(['late answer', 'bulletin']);
}, 120_000);

test('a pace is counted in segments: one long bulletin costs as much as four short ones', async () => {
  const capabilities: Capabilities = { ...SMS, pace: { perSecond: 0.001, burst: 4 } };
  const own = await openOutboundWorld({ slow: capabilities });
  await own.begin();
  const [a, b] = (await own.people(2)) as [Person, Person];
  await own.say(a, 'x'.repeat(480));
  await own.say(b, 'short');
  await own.open().drain('slow');
  expect(own.far.taken).toHaveLength(1);
  await own.end();
  await own.close();
});

test('bulk costs by the segment, stops at the day’s ceiling, waits for the next day and holds back nobody else', async () => {
  const people = await world.people(30);
  await world.sayAll(people.slice(0, 15), 'x'.repeat(200), BULK);
  await world.sayAll(people.slice(15), 'answer');
  const outbound = world.open({ policy: policy(1_050) });
  await outbound.drain(DIGICEL);
  // Two segments each, ten cents a segment: five of them, and half a segment is left over.
  expect(world.far.taken.filter((call) => call.text !== 'answer')).toHaveLength(5);
  expect(world.far.taken.filter((call) => call.text === 'answer')).toHaveLength(15);
  expect(await spent()).toEqual({ units: 10, milli: 1_000 });
  const { rows } = await world.store.pool.query(`
    select distinct due_at = ((now() at time zone 'America/Port-au-Prince')::date + 1)::timestamp
      at time zone 'America/Port-au-Prince' as tomorrow from reply where state = 'queued'`);
  expect(rows).toEqual([{ tomorrow: true }]);
  expect((await outbound.sweep()).accounts).toEqual([]);
  await world.sayAll(people.slice(15), 'later answer');
  await world.say(people[3] as Person, 'one more', BULK);
  await outbound.drain(DIGICEL);
  expect(world.far.taken.filter((call) => call.text === 'later answer')).toHaveLength(15);
  expect(world.told.filter(({ level }) => level === 'error')).toMatchObject([{ account: DIGICEL }]);
  expect(await world.reasons()).toEqual([]);
});

test('the next day there is money again', async () => {
  await world.sayAll(await world.people(4), 'bulletin', BULK);
  await world.open({ policy: policy(200) }).drain(DIGICEL);
  expect(world.far.taken).toHaveLength(2);
  await world.store.db.update(spend).set({ day: '2026-01-01' });
  await world.makeDue();
  await world.open({ policy: policy(200) }).drain(DIGICEL);
  expect(world.far.taken).toHaveLength(4);
});

test('nothing is allowed that costs: what is free leaves all the same', async () => {
  await world.sayAll(await world.people(3), 'bulletin', BULK);
  await world.sayAll(await world.people(3), 'free bulletin', { ...BULK, account: FREE });
  const outbound = world.open({ policy: policy(0) });
  await outbound.drain(DIGICEL);
  await outbound.drain(FREE);
  expect(world.far.taken.map((call) => call.text)).toEqual(Array(3).fill('free bulletin'));
  expect(await spent()).toEqual({ units: 0, milli: 0 });
});

test('four processes at two accounts cannot spend the same money', async () => {
  const people = await world.people(200);
  await world.sayAll(people.slice(0, 100), 'bulletin', BULK);
  await world.sayAll(people.slice(100), 'bulletin', { ...BULK, account: NATCOM });
  const processes = Array.from({ length: 4 }, () =>
    world.open({ policy: policy(6_300), alone: true, concurrency: 4 }),
  );
  await Promise.all(processes.flatMap((outbound) => [outbound.drain(DIGICEL), outbound.drain(NATCOM)]));
  expect(world.far.taken).toHaveLength(63);
  expect(await spent()).toEqual({ units: 63, milli: 6_300 });
});

test('a bulletin that was surely not sent is not paid for twice', async () => {
  const [person] = (await world.people(1)) as [Person];
  await world.say(person, 'bulletin', BULK);
  world.far.answer = (_call, nth) => (nth === 1 ? { refuse: 'unreachable' } : 'take');
  const outbound = world.open({ policy: policy(100) });
  await outbound.drain(DIGICEL);
  await world.makeDue();
  await outbound.drain(DIGICEL);
  expect(world.far.taken).toHaveLength(1);
  expect(await spent()).toEqual({ units: 1, milli: 100 });
});

test('a bulletin that the operator took and could not deliver is paid for once more, or waits', async () => {
  const id = await world.say(await world.person(), 'bulletin', BULK);
  const outbound = world.open({ policy: policy(100) });
  await outbound.drain(DIGICEL);
  const [sent] = await world.partsOf(id);
  await world.receipt(sent?.id ?? '', 'failed', 'unreachable');
  await world.makeDue();
  await outbound.drain(DIGICEL);
  expect(world.far.taken).toHaveLength(1);
  await world.makeDue();
  await world.open({ policy: policy(200) }).drain(DIGICEL);
  expect(world.far.taken).toHaveLength(2);
  expect(await spent()).toEqual({ units: 2, milli: 200 });
});

test('a bulletin that the money does not suffice for is not overtaken by a shorter one', async () => {
  const [a, b] = (await world.people(2)) as [Person, Person];
  await world.say(a, 'x'.repeat(200), BULK);
  await world.say(b, 'short', BULK);
  await world.open({ policy: policy(100) }).drain(DIGICEL);
  expect(world.far.taken).toEqual([]);
});

test('where bulletins may not leave they end with a clear reason, and nobody has to look', async () => {
  const [a, b] = (await world.people(2)) as [Person, Person];
  const id = await world.say(a, 'bulletin', { ...BULK, account: QUIET });
  await world.say(b, 'answer', { account: QUIET });
  await world.open().drain(QUIET);
  expect(await world.replyOf(id)).toMatchObject({ state: 'failed', error: 'rejected bulk_not_here' });
  expect(world.far.taken.map((call) => call.text)).toEqual(['answer']);
  expect(await world.reasons()).toEqual([]);
});

test('one person gets no more than the provider allows, and nobody else waits for that', async () => {
  const [chatty, other] = (await world.people(2)) as [Person, Person];
  for (let n = 1; n <= 5; n++) await world.say(chatty, `${n}`, { account: PACED });
  await world.say(other, 'other', { account: PACED });
  const outbound = world.open();
  await outbound.drain(PACED);
  expect(world.far.taken.map((call) => call.text).sort()).toEqual(['1', '2', '3', 'other']);
  await world.makeDue();
  await outbound.drain(PACED);
  expect(world.far.taken).toHaveLength(4);
  await world.pass(61);
  await outbound.drain(PACED);
  const toChatty = world.far.taken.filter((call) => call.to === chatty.phone);
  expect(toChatty.map((call) => call.text)).toEqual(['1', '2', '3', '4', '5']);
});

test('when the provider says it of one person, only that reply steps back', async () => {
  const people = await world.people(12);
  await world.sayAll(people, 'answer', { account: PACED });
  world.far.answer = (call) => (call.to === people[0]?.phone ? { refuse: 'person_throttled' } : 'take');
  await world.open({ concurrency: 1 }).drain(PACED);
  expect(world.far.taken).toHaveLength(11);
  const { rows } = await world.store.db.execute(
    sql`select due_at > now() + interval '30 seconds' as later from reply where state = 'queued'`,
  );
  expect(rows).toEqual([{ later: true }]);
  expect(world.told).toEqual([]);
});
