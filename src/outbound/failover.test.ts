import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Channel } from '../core/channel.ts';
import { REPLY_CLASS } from '../core/message.ts';
import { sender } from '../store/schema.ts';
import { pauseSender } from '../store/senders.ts';
import { SMS, WHATSAPP } from '../testing/accounts.ts';
import type { Answer } from '../testing/far-side.ts';
import { startOutboundProcess } from '../testing/outbound-process.ts';
import { openOutboundWorld, type Person } from '../testing/outbound-world.ts';
import { until } from '../testing/until.ts';
import { standInsOf } from './failover.ts';
import type { Policy } from './policy.ts';

const [DIGICEL, NATCOM, TWILIO] = ['sms-digicel', 'sms-natcom', 'twilio-sms'] as const;
const ACCOUNTS = { [DIGICEL]: SMS, [NATCOM]: SMS, [TWILIO]: { ...SMS, text: { ...SMS.text, max: 20 } } };
const STAND_INS: [string, readonly string[]][] = [
  [DIGICEL, [NATCOM, TWILIO]],
  [NATCOM, [TWILIO]],
];
const policy: Policy = {
  timeZone: 'UTC',
  failover: { standIns: new Map(STAND_INS), afterSeconds: 60 },
};

let world: Awaited<ReturnType<typeof openOutboundWorld>>;
let clock: number;

beforeAll(async () => {
  world = await openOutboundWorld(ACCOUNTS);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.begin();
  clock = Date.now();
});
afterEach(() => world.end());

const open = (more = {}) => world.open({ policy, now: () => clock, ...more });
const later = async (seconds: number) => {
  clock += seconds * 1_000;
  await world.pass(seconds);
};
/** What each account was asked to send, in order. */
const asked = (account: string) =>
  world.far.calls.filter((call) => call.account === account).map((c) => c.text);
const took = (account: string) =>
  world.far.taken.filter((call) => call.account === account).map((c) => c.text);
const troubleOf = async (account: string) =>
  (await world.store.db.select().from(sender).where(eq(sender.account, account)))[0]?.troubleSince;
const refusing =
  (...accounts: string[]) =>
  ({ account }: { account: string }): Answer =>
    accounts.includes(account) ? { refuse: 'unavailable' } : 'take';

test('after a minute of trouble others stand in, most urgent first, and bulletins wait', async () => {
  const people = await world.people(8);
  for (const [n, person] of people.slice(0, 6).entries()) await world.say(person, `answer ${n}`);
  await world.say(people[6] as Person, 'danger', { class: REPLY_CLASS.lifeSafety });
  await world.say(people[7] as Person, 'bulletin', { class: REPLY_CLASS.bulk });
  world.far.answer = refusing(DIGICEL);
  const outbound = open({ concurrency: 1 });
  await outbound.drain(DIGICEL);
  expect(await troubleOf(DIGICEL)).toBeInstanceOf(Date);
  await later(50);
  await outbound.sweep();
  expect(asked(NATCOM)).toEqual([]);
  await later(11);
  expect((await outbound.sweep()).accounts).toContain(NATCOM);
  await outbound.drain(NATCOM);
  expect(took(NATCOM)).toEqual(['danger', ...[0, 1, 2, 3, 4, 5].map((n) => `answer ${n}`)]);
  expect(await world.states()).toEqual({ queued: 1, sent: 7 });
  expect(world.told.filter(({ msg }) => msg.includes('given to another'))).toMatchObject([
    { account: DIGICEL, count: 7 },
  ]);

  // What the same people are told next goes to their own account, which is well again.
  world.far.answer = () => 'take';
  await world.say(people[0] as Person, 'next');
  await outbound.drain(DIGICEL);
  expect(took(DIGICEL)).toEqual(['next', 'bulletin']);
  await until(async () => (await troubleOf(DIGICEL)) === null);
});

test('what had been fitted for one account is fitted anew for the other', async () => {
  const id = await world.say(await world.person(), 'a text that is longer than twenty letters');
  world.far.answer = refusing(DIGICEL, NATCOM);
  const outbound = open();
  for (let n = 0; n < 10; n++) {
    await outbound.drain(DIGICEL);
    await later(30);
  }
  expect(await world.partsOf(id)).toMatchObject([{ account: DIGICEL, state: 'queued' }]);
  await pauseSender(world.store.db, NATCOM, 3_600_000, { trouble: true });
  await outbound.sweep();
  await outbound.drain(TWILIO);
  expect(took(TWILIO)).toEqual(['a text that is', 'longer than twenty', 'letters']);
  expect((await world.partsOf(id)).map(({ account, state }) => [account, state])).toEqual(
    Array(3).fill([TWILIO, 'accepted']),
  );
});

test('an account that is only asked to slow down is not in trouble', async () => {
  await world.sayAll(await world.people(6), 'answer');
  world.far.answer = () => ({ refuse: 'throttled', afterSeconds: 3_600 });
  const outbound = open();
  await outbound.drain(DIGICEL);
  await later(3_500);
  await outbound.sweep();
  expect(await troubleOf(DIGICEL)).toBeNull();
  expect(asked(NATCOM)).toEqual([]);
});

test('who is asked to slow down just now stands in for nobody', async () => {
  await world.say(await world.person(), 'answer');
  await pauseSender(world.store.db, DIGICEL, 3_600_000, { trouble: true });
  await later(120);
  await pauseSender(world.store.db, NATCOM, 600_000, { trouble: false });
  const outbound = open();
  await outbound.sweep();
  await outbound.drain(TWILIO);
  expect(took(TWILIO)).toEqual(['answer']);
});

test('where everybody is in trouble nothing is moved to and fro', async () => {
  await world.sayAll(await world.people(6), 'answer');
  for (const account of [DIGICEL, NATCOM, TWILIO]) {
    await pauseSender(world.store.db, account, 3_600_000, { trouble: true });
  }
  await later(120);
  await open().sweep();
  const { rows } = await world.store.pool.query('select distinct account from reply');
  expect(rows).toEqual([{ account: DIGICEL }]);
});

test('what may have reached somebody stays where it is: unknown, half sent, undelivered, being sent', async () => {
  const [unknown, half, undelivered, sending] = (await world.people(4)) as [Person, Person, Person, Person];
  const long = `${'a'.repeat(1_600)} ${'b'.repeat(10)}`;
  await world.say(undelivered, 'undelivered');
  const outbound = open({ concurrency: 1 });
  await outbound.drain(DIGICEL);
  await world.receipt(world.far.taken[0]?.partId ?? '', 'failed', 'unreachable');
  for (const [person, text] of [
    [unknown, 'unknown'],
    [half, long],
    [sending, 'sending'],
  ] as const) {
    await world.say(person, text);
  }
  let release = () => {};
  const hangs = new Promise<void>((resolve) => {
    release = resolve;
  });
  world.far.answer = async ({ text }): Promise<Answer> => {
    if (text === 'unknown') return 'cut';
    if (text === 'sending') await hangs;
    return text.startsWith('b') ? { refuse: 'unavailable' } : 'take';
  };
  const draining = outbound.drain(DIGICEL);
  await until(() => world.far.calls.some((call) => call.text === 'sending'));
  await pauseSender(world.store.db, DIGICEL, 1, { trouble: true });
  await later(120);
  await open({ alone: true }).sweep();
  const { rows } = await world.store.pool.query('select distinct account from reply');
  expect(rows).toEqual([{ account: DIGICEL }]);
  release();
  await draining;
});

test('two processes that stand in at once move and send each reply once', async () => {
  await world.sayAll(await world.people(300), 'answer');
  await pauseSender(world.store.db, DIGICEL, 3_600_000, { trouble: true });
  await later(120);
  const processes = [open({ alone: true }), open({ alone: true })];
  await Promise.all(processes.map((outbound) => outbound.sweep()));
  await Promise.all(processes.map((outbound) => outbound.drain(NATCOM)));
  expect(took(NATCOM)).toHaveLength(300);
  expect(new Set(world.far.taken.map((call) => call.to)).size).toBe(300);
});

test('a far side that swallows calls, and processes killed meanwhile: nobody is told twice by anybody', async () => {
  const people = await world.people(60);
  await world.sayAll(people, 'answer');
  // It takes them and never says so; the other account works, though not at once.
  world.far.answer = async ({ account }, nth): Promise<Answer> => {
    if (account === DIGICEL) return 'cut';
    return nth % 7 === 0 ? { refuse: 'unavailable' } : 'take';
  };
  const start = () =>
    startOutboundProcess({
      databaseUrl: world.url,
      farUrl: world.far.url,
      accounts: ACCOUNTS,
      standIns: STAND_INS,
      afterSeconds: 1,
    });
  let processes = [start(), start()];
  for (const reached of [8, 25]) {
    await until(() => world.far.calls.length >= reached, { withinMs: 60_000, what: `${reached} calls` });
    await Promise.all(processes.map((one) => one.kill()));
    await world.store.pool.query(
      `update reply set claimed_at = claimed_at - interval '2 minutes' where state = 'sending'`,
    );
    processes = [start(), start()];
  }
  await until(
    async () => {
      const { queued = 0, sending = 0 } = await world.states();
      return queued + sending === 0;
    },
    { withinMs: 120_000, what: 'everything has ended' },
  );
  await Promise.all(processes.map((one) => one.kill()));
  const told = world.far.taken.map((call) => call.to);
  expect(new Set(told).size).toBe(told.length);
  const { sent = 0, unknown = 0 } = await world.states();
  expect(sent + unknown).toBe(60);
  expect(took(NATCOM).length).toBeGreaterThan(30);
  // Who was not reached was claimed by a process that died: it stands as unknown before a person, too.
  const unsure = await world.store.pool.query(`select contact_id from reply where state = 'unknown'`);
  const known = new Set(unsure.rows.map((row) => row.contact_id));
  for (const one of people) expect(told.includes(one.phone) || known.has(one.contactId)).toBe(true);
  expect(await world.reasons()).toEqual(Array(unknown).fill('send_unknown'));
}, 240_000);

const channel = (capabilities: Channel['capabilities']) => ({ capabilities }) as Channel;
const twilio = channel({ 'twilio-sms': SMS, 'twilio-natcom': SMS, 'twilio-whatsapp': WHATSAPP });
const gateway = channel({ 'sms-gateway-1': SMS });
const channels = new Map([
  ...Object.keys(twilio.capabilities).map((name) => [name, twilio] as const),
  ['sms-gateway-1', gateway] as const,
]);

test('not told otherwise, the SMS accounts of one channel stand in for each other', () => {
  expect(Object.fromEntries(standInsOf(channels, new Map()))).toEqual({
    'twilio-sms': ['twilio-natcom'],
    'twilio-natcom': ['twilio-sms'],
    'sms-gateway-1': [],
  });
  const told = new Map([
    ['twilio-sms', []],
    ['sms-gateway-1', ['twilio-natcom']],
  ]);
  expect(Object.fromEntries(standInsOf(channels, told))).toEqual({
    'twilio-sms': [],
    'twilio-natcom': ['twilio-sms'],
    'sms-gateway-1': ['twilio-natcom'],
  });
});

test('an account that can only answer is stood in for, and stands in for nobody', () => {
  const mixed = channel({ called: SMS, answers: { ...SMS, answersOnly: true } });
  const both = new Map(Object.keys(mixed.capabilities).map((name) => [name, mixed] as const));
  expect(Object.fromEntries(standInsOf(both, new Map()))).toEqual({ called: [], answers: ['called'] });
  expect(() => standInsOf(both, new Map([['called', ['answers']]]))).toThrow('no address to call');
});

test.each([
  ['sms-gateway-2', ['twilio-sms'], 'no open channel has an account "sms-gateway-2"'],
  ['twilio-sms', ['nobody'], 'no open channel has an account "nobody"'],
  ['twilio-sms', ['twilio-whatsapp'], 'twilio-whatsapp is no SMS account'],
  ['twilio-whatsapp', ['twilio-sms'], 'twilio-whatsapp is no SMS account'],
  ['twilio-sms', ['twilio-sms'], 'cannot stand in for itself'],
])('%s cannot have %j', (account, standIns, says) => {
  expect(() => standInsOf(channels, new Map([[account, standIns]]))).toThrow(says);
});
