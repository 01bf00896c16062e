import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { expiryOf } from '../core/expiry.ts';
import { REPLY_CLASS } from '../core/message.ts';
import { SMS } from '../testing/accounts.ts';
import type { Answer } from '../testing/far-side.ts';
import { openOutboundWorld } from '../testing/outbound-world.ts';

const ACCOUNT = 'far-sms';
const OUTAGE_SECONDS = 40 * 60;
const STEP_SECONDS = 20;

let world: Awaited<ReturnType<typeof openOutboundWorld>>;
let clock: number;

beforeAll(async () => {
  world = await openOutboundWorld({ [ACCOUNT]: SMS });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.begin();
  clock = Date.now();
});
afterEach(() => world.end());

const later = async (seconds: number) => {
  clock += seconds * 1_000;
  await world.pass(seconds);
};

const CLASSES = ['bulk', 'workflow', 'reply', 'lifeSafety'] as const;

/** Eight of each class, the least urgent first, each to somebody else. */
async function queueAll(): Promise<void> {
  for (const name of CLASSES) {
    await world.sayAll(await world.people(8), name, {
      class: REPLY_CLASS[name],
      expiresAt: expiryOf(name, new Date()),
    });
  }
}
const inOrder = [...CLASSES].reverse().flatMap((name) => Array(8).fill(name));

test('forty minutes without the operator: then everything leaves once, in the order of its urgency', async () => {
  await queueAll();
  world.far.answer = () => ({ refuse: 'unavailable' });
  const outbound = world.open({ concurrency: 1, now: () => clock });
  for (let passed = 0; passed < OUTAGE_SECONDS; passed += STEP_SECONDS) {
    await outbound.drain(ACCOUNT);
    await outbound.sweep();
    await later(STEP_SECONDS);
  }
  expect(world.far.taken).toEqual([]);
  // Tried for, and not hammered: once a minute, after the first few.
  expect(world.far.calls.length).toBeLessThan(70);
  expect(world.far.calls.length).toBeGreaterThan(30);
  expect(await world.states()).toEqual({ queued: 32 });

  world.far.answer = () => 'take';
  await later(60);
  await outbound.drain(ACCOUNT);
  expect(world.far.taken.map((call) => call.text)).toEqual(inOrder);
  expect(await world.states()).toEqual({ sent: 32 });
  const { rows } = await world.store.pool.query('select max(attempts) as most from reply');
  expect(rows[0].most).toBeLessThanOrEqual(5);
  expect(await world.reasons()).toEqual([]);
});

test('after such an outage a phone that is off is still tried for more than an hour', async () => {
  const id = await world.say(await world.person(), 'answer');
  world.far.answer = () => ({ refuse: 'unavailable' });
  const outbound = world.open({ now: () => clock });
  for (let passed = 0; passed < OUTAGE_SECONDS; passed += STEP_SECONDS) {
    await outbound.drain(ACCOUNT);
    await later(STEP_SECONDS);
  }
  world.far.answer = () => 'take';
  await later(600);
  for (let passed = 0; passed < 64 * 60; passed += 60) {
    const before = world.far.taken.length;
    await outbound.drain(ACCOUNT);
    const last = world.far.taken.at(-1);
    if (world.far.taken.length > before) await world.receipt(last?.partId ?? '', 'failed', 'unreachable');
    expect(await world.replyOf(id)).toMatchObject({ state: 'queued' });
    await later(60);
  }
  expect(world.far.taken).toHaveLength(4);
  await later(120);
  await outbound.drain(ACCOUNT);
  await world.receipt(world.far.taken.at(-1)?.partId ?? '', 'delivered');
  expect(await world.replyOf(id)).toMatchObject({ state: 'sent' });
});

test.each(['unreachable', 'unavailable', 'throttled'] as const)(
  'an operator that takes everything for forty minutes and then says %s loses nothing',
  async (meaning) => {
    await queueAll();
    let passed = 0;
    const arrived: string[] = [];
    world.far.answer = (): Answer => 'take';
    const outbound = world.open({ concurrency: 1, now: () => clock });
    let told = 0;
    for (; passed < 70 * 60; passed += 60) {
      await outbound.drain(ACCOUNT);
      for (const call of world.far.taken.slice(told)) {
        if (passed < OUTAGE_SECONDS) await world.receipt(call.partId, 'failed', meaning);
        else {
          await world.receipt(call.partId, 'delivered');
          arrived.push(call.text);
        }
      }
      told = world.far.taken.length;
      await later(60);
    }
    expect(arrived).toEqual(inOrder);
    expect(await world.states()).toEqual({ sent: 32 });
    expect(await world.reasons()).toEqual([]);
  },
);
