import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Capabilities } from '../core/channel.ts';
import { expiryOf } from '../core/expiry.ts';
import { openLog } from '../core/log.ts';
import { REPLY_CLASS } from '../core/message.ts';
import { claimReplies } from '../store/claim-replies.ts';
import type { Store } from '../store/connect.ts';
import { finishReplies } from '../store/parts.ts';
import { addReplies, type NewReply } from '../store/replies.ts';
import { contact, part, reply, sender, waiting } from '../store/schema.ts';
import { SMS } from '../testing/accounts.ts';
import { freshDatabase } from '../testing/database.ts';
import { type Answer, type FarSide, startFarSide } from '../testing/far-side.ts';
import { addPeople, openTestStore } from '../testing/people.ts';
import { until } from '../testing/until.ts';
import { type Outbound, openOutbound } from './deliver.ts';

const ACCOUNT = 'far-sms';
let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let far: FarSide;
let opened: Outbound[] = [];
let lines: string[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  store = openTestStore(database.url);
});
afterAll(async () => {
  await store.close();
  await database.drop();
});
beforeEach(async () => {
  await store.db.execute(sql`truncate contact, sender restart identity cascade`);
  far = await startFarSide();
  opened = [];
  lines = [];
});
afterEach(async () => {
  await Promise.all(opened.map((outbound) => outbound.stop()));
  await far.close();
});

function open(
  options: { capabilities?: Capabilities; store?: Store; concurrency?: number; now?: () => number } = {},
) {
  const { capabilities = SMS, store: other, ...rest } = options;
  const outbound = openOutbound({
    store: other ?? store,
    channels: new Map([[ACCOUNT, far.channel({ [ACCOUNT]: capabilities })]]),
    log: openLog((line) => lines.push(line)),
    ...rest,
  });
  opened.push(outbound);
  return outbound;
}

type Person = Awaited<ReturnType<typeof addPeople>>[number];

async function say(person: Person, text: string, more: Partial<NewReply> = {}): Promise<string> {
  const [added] = await addReplies(store.db, [
    {
      contactId: person.contactId,
      addressId: person.addressId,
      account: ACCOUNT,
      class: REPLY_CLASS.reply,
      content: { text },
      cause: 'test.text',
      expiresAt: expiryOf('reply', new Date()),
      ...more,
    },
  ]);
  if (!added) throw new Error('the reply was not kept');
  return added.replyId;
}

const replyOf = async (id: string) => (await store.db.select().from(reply).where(eq(reply.id, id)))[0];
const partsOf = (id: string) => store.db.select().from(part).where(eq(part.replyId, id)).orderBy(part.n);
const reasons = async () => (await store.db.select().from(waiting)).map((row) => row.reason);
const makeDue = () => store.db.execute(sql`update reply set due_at = now() where state = 'queued'`);
const one = async () => {
  const [person] = await addPeople(store, 1);
  if (!person) throw new Error('nobody');
  return person;
};

test('five hundred replies leave exactly once while two processes drain at the same time', async () => {
  const people = await addPeople(store, 100);
  await addReplies(
    store.db,
    [0, 1, 2, 3, 4].flatMap((n) =>
      people.map((person) => ({
        contactId: person.contactId,
        addressId: person.addressId,
        account: ACCOUNT,
        class: REPLY_CLASS.reply,
        content: { text: `${n}` },
        cause: 'test.text',
        expiresAt: expiryOf('reply', new Date()),
      })),
    ),
  );
  const second = openTestStore(database.url);
  const [a, b] = [open(), open({ store: second })];
  await until(async () => {
    await Promise.all([a.drain(ACCOUNT), b.drain(ACCOUNT)]);
    return far.taken.length >= 500;
  });
  await Promise.all([a.drain(ACCOUNT), b.drain(ACCOUNT)]);
  expect(far.calls.length).toBe(500);
  expect(new Set(far.calls.map((call) => call.partId)).size).toBe(500);
  for (const { phone } of people) {
    expect(far.taken.filter((call) => call.to === phone).map((call) => call.text)).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
    ]);
  }
  const states = await store.db.selectDistinct({ state: reply.state }).from(reply);
  expect(states).toEqual([{ state: 'sent' }]);
  const [some] = await store.db.select().from(part).limit(1);
  expect(some).toMatchObject({ state: 'accepted', externalId: far.externalId(some?.id ?? '') });
  await second.close();
});

test('what is urgent goes first, and different people do not wait for each other', async () => {
  const people = await addPeople(store, 4);
  const classes = ['bulk', 'workflow', 'reply', 'lifeSafety'] as const;
  for (const [at, person] of people.entries()) {
    await say(person, classes[at] ?? '', { class: REPLY_CLASS[classes[at] ?? 'bulk'] });
  }
  await open({ concurrency: 1 }).drain(ACCOUNT);
  expect(far.taken.map((call) => call.text)).toEqual([...classes].reverse());

  const many = await addPeople(store, 20);
  for (const person of many) await say(person, 'Bonjou');
  far.answer = async (): Promise<Answer> => {
    await until(() => far.calls.length === 24);
    return 'take';
  };
  await open().drain(ACCOUNT);
  expect(far.busiest).toBe(20);
});

test('of one person the urgent overtakes the bulletin, and neither leaves before the other has ended', async () => {
  const person = await one();
  await say(person, 'bulletin', { class: REPLY_CLASS.bulk });
  await say(person, 'answer one');
  await say(person, 'answer two');
  await open().drain(ACCOUNT);
  expect(far.taken.map((call) => call.text)).toEqual(['answer one', 'answer two', 'bulletin']);
  expect(far.busiest).toBe(1);
});

test('a reply that waits for its next attempt holds back what was said after it', async () => {
  const person = await one();
  const first = await say(person, 'first');
  await say(person, 'second');
  far.answer = (_call, nth) => (nth === 1 ? { refuse: 'unreachable' } : 'take');
  const outbound = open();
  await outbound.drain(ACCOUNT);
  expect(far.calls.map((call) => call.text)).toEqual(['first']);
  expect(await replyOf(first)).toMatchObject({ state: 'queued', attempts: 1, error: 'unreachable far-400' });
  await makeDue();
  await outbound.drain(ACCOUNT);
  expect(far.calls.map((call) => call.text)).toEqual(['first', 'first', 'second']);
  const [a, b] = far.calls;
  expect(a?.partId).not.toBe(b?.partId);
});

test('the bucket lets out a burst, then what it refills, and one long message puts it into debt', async () => {
  const capabilities = { ...SMS, pace: { perSecond: 0.001, burst: 5 } };
  for (const person of await addPeople(store, 8)) await say(person, 'a');
  const outbound = open({ capabilities });
  await outbound.drain(ACCOUNT);
  expect(far.taken.length).toBe(5);
  const back = (seconds: number) =>
    store.db.update(sender).set({ refilledAt: sql`refilled_at - ${seconds} * interval '1 second'` });
  await back(2_000);
  await outbound.drain(ACCOUNT);
  expect(far.taken.length).toBe(7);
  await back(1_000);
  await say(await one(), 'b'.repeat(480));
  await outbound.drain(ACCOUNT);
  await back(1_000);
  await outbound.drain(ACCOUNT);
  expect(far.taken.length).toBe(9);
  const [row] = await store.db.select().from(sender);
  // Four segments on a bucket of one.
  expect(row?.units).toBe(-3_000);
});

test('an empty bucket wakes the account by itself', async () => {
  for (const person of await addPeople(store, 3)) await say(person, 'a');
  await open({ capabilities: { ...SMS, pace: { perSecond: 20, burst: 1 } } }).drain(ACCOUNT);
  await until(() => far.taken.length === 3);
});

test('when the provider asks us to slow down the account pauses and no reply pays for it', async () => {
  const ids: string[] = [];
  for (const person of await addPeople(store, 10)) ids.push(await say(person, 'a'));
  far.answer = () => ({ refuse: 'throttled', afterSeconds: 7 });
  let clock = Date.now();
  const outbound = open({ now: () => clock });
  await outbound.drain(ACCOUNT);
  expect(far.calls.length).toBe(10);
  expect(await replyOf(ids[0] ?? '')).toMatchObject({ state: 'queued', attempts: 0 });
  await outbound.drain(ACCOUNT);
  await open().drain(ACCOUNT);
  expect(far.calls.length).toBe(10);
  expect((await outbound.sweep()).accounts).toEqual([]);

  await store.db.update(sender).set({ pausedUntil: sql`now()` });
  clock += 8_000;
  far.answer = () => 'take';
  expect((await outbound.sweep()).accounts).toEqual([ACCOUNT]);
  await outbound.drain(ACCOUNT);
  expect(far.taken.length).toBe(10);
});

test('wrong credentials tell the operator once and try one at a time, not every reply', async () => {
  for (const person of await addPeople(store, 40)) await say(person, 'a');
  far.answer = () => ({ refuse: 'misconfigured' });
  let clock = Date.now();
  const outbound = open({ concurrency: 4, now: () => clock });
  await outbound.drain(ACCOUNT);
  const first = far.calls.length;
  expect(first).toBeLessThanOrEqual(8);
  for (let i = 0; i < 3; i++) {
    clock += 301_000;
    await store.db.update(sender).set({ pausedUntil: sql`now()` });
    await outbound.drain(ACCOUNT);
  }
  expect(far.calls.length).toBe(first + 3);
  const errors = lines.map((line) => JSON.parse(line)).filter((line) => line.level === 'error');
  expect(errors.length).toBe(1);
  expect(errors[0]).toMatchObject({ account: ACCOUNT, code: 'far-400' });
});

test('one unreachable destination does not stop the account for everybody', async () => {
  const people = await addPeople(store, 12);
  for (const person of people) await say(person, 'a');
  far.answer = (call) => (call.to === people[0]?.phone ? { refuse: 'misconfigured' } : 'take');
  await open({ concurrency: 1 }).drain(ACCOUNT);
  expect(far.taken.length).toBe(11);
});

test('a call that breaks off stands as unknown before a person and is not made again', async () => {
  const id = await say(await one(), 'a');
  far.answer = () => 'cut';
  const outbound = open();
  await outbound.drain(ACCOUNT);
  expect(await replyOf(id)).toMatchObject({ state: 'unknown' });
  expect(await partsOf(id)).toMatchObject([{ state: 'unknown' }]);
  expect(await reasons()).toEqual(['send_unknown']);
  await makeDue();
  await outbound.drain(ACCOUNT);
  expect(far.calls.length).toBe(1);
});

test('a provider that swallows calls without an answer is left alone after a few', async () => {
  for (const person of await addPeople(store, 30)) await say(person, 'a');
  far.answer = () => 'cut';
  await open({ concurrency: 2 }).drain(ACCOUNT);
  expect(far.calls.length).toBeLessThanOrEqual(6);
  const left = await store.db.select().from(reply).where(eq(reply.state, 'queued'));
  expect(left.length).toBeGreaterThanOrEqual(24);
});

test('what the provider refuses for good goes before a person', async () => {
  const id = await say(await one(), 'a');
  far.answer = () => ({ refuse: 'rejected' });
  await open().drain(ACCOUNT);
  expect(await replyOf(id)).toMatchObject({ state: 'failed', error: 'rejected far-400' });
  expect(await reasons()).toEqual(['send_failed']);
});

test('who has blocked us is stopped and hears nothing more', async () => {
  const person = await one();
  await say(person, 'a');
  const later = await say(person, 'b');
  far.answer = () => ({ refuse: 'opted_out' });
  await open().drain(ACCOUNT);
  expect(far.calls.length).toBe(1);
  expect(await replyOf(later)).toMatchObject({ state: 'cancelled' });
  const [row] = await store.db.select().from(contact);
  expect(row?.stoppedAt).toBeInstanceOf(Date);
  expect(await reasons()).toEqual([]);
});

test('after STOP only its confirmation leaves', async () => {
  const person = await one();
  await store.db.update(contact).set({ stoppedAt: new Date() });
  const verdict = await say(person, 'verdict');
  await say(person, 'Nou p ap ekri w ankò.', { cause: 'start.stopped' });
  await open().drain(ACCOUNT);
  expect(far.taken.map((call) => call.text)).toEqual(['Nou p ap ekri w ankò.']);
  expect(await replyOf(verdict)).toMatchObject({ state: 'cancelled' });
});

test('what has expired is not sent, and a person sees it where somebody expected it', async () => {
  const [asked, subscribed] = await addPeople(store, 2);
  if (!asked || !subscribed) throw new Error('nobody');
  const past = new Date(Date.now() - 1_000);
  const a = await say(asked, 'a', { expiresAt: past });
  const b = await say(subscribed, 'b', { expiresAt: past, class: REPLY_CLASS.bulk });
  await open().drain(ACCOUNT);
  expect(far.calls).toEqual([]);
  expect([(await replyOf(a))?.state, (await replyOf(b))?.state]).toEqual(['expired', 'expired']);
  const rows = await store.db.select().from(waiting);
  expect(rows.map((row) => [row.contactId, row.reason])).toEqual([[asked.contactId, 'send_failed']]);
});

test('a verdict that expired unsent is seen by a person, too: somebody asked for it', async () => {
  const id = await say(await one(), 'a', {
    class: REPLY_CLASS.workflow,
    expiresAt: new Date(Date.now() - 1_000),
  });
  await open().sweep();
  expect(await replyOf(id)).toMatchObject({ state: 'expired' });
  expect(await reasons()).toEqual(['send_failed']);
});

test('replies at an account that is open nowhere are told to the operator, not only when they expire', async () => {
  await say(await one(), 'a', { account: 'closed-sms' });
  await say(await one(), 'b');
  await store.db.execute(sql`update reply set due_at = now() - interval '11 minutes'`);
  await open().sweep();
  const told = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg.includes('does not serve'));
  expect(told).toMatchObject([{ account: 'closed-sms', count: 1 }]);
});

test('a verdict that was on its way when its asker refused is not sent; the goodbye is', async () => {
  const person = await one();
  const verdict = await say(person, 'Fo', { class: REPLY_CLASS.workflow, cause: 'verdict' });
  const goodbye = await say(person, 'orevwa', { cause: 'start.forgotten' });
  await store.db.update(contact).set({ forgetAt: new Date() }).where(eq(contact.id, person.contactId));
  await open().drain(ACCOUNT);
  expect(await replyOf(verdict)).toMatchObject({ state: 'cancelled', error: 'forgotten' });
  expect(await replyOf(goodbye)).toMatchObject({ state: 'sent' });
  expect(far.taken).toHaveLength(1);
  expect(await reasons()).toEqual([]);
});

test('the sweep ends what expired at an account that nobody serves any more', async () => {
  const id = await say(await one(), 'a', { account: 'gone', expiresAt: new Date(Date.now() - 1_000) });
  await open().sweep();
  expect(await replyOf(id)).toMatchObject({ state: 'expired' });
  expect(await reasons()).toEqual(['send_failed']);
});

test('of a message in parts only what was not taken is sent again', async () => {
  const id = await say(await one(), `${'a'.repeat(20)} ${'b'.repeat(20)} ${'c'.repeat(20)}`);
  const capabilities = { ...SMS, text: { ...SMS.text, max: 20 } };
  far.answer = (_call, nth) => (nth === 2 ? { refuse: 'unavailable' } : 'take');
  const outbound = open({ capabilities });
  await outbound.drain(ACCOUNT);
  expect(far.taken.map((call) => call.text[0])).toEqual(['a']);
  expect((await partsOf(id)).map((row) => row.state)).toEqual(['accepted', 'queued', 'queued']);
  await makeDue();
  await outbound.drain(ACCOUNT);
  expect(far.taken.map((call) => call.text[0])).toEqual(['a', 'b', 'c']);
  expect(await replyOf(id)).toMatchObject({ state: 'sent' });
});

test('woken while it runs, a drain also sends what came meanwhile', async () => {
  const [first, second] = await addPeople(store, 2);
  if (!first || !second) throw new Error('nobody');
  await say(first, 'first');
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  far.answer = async (call): Promise<Answer> => {
    if (call.text === 'first') await held;
    return 'take';
  };
  const outbound = open();
  const draining = outbound.drain(ACCOUNT);
  await until(() => far.calls.length === 1);
  await say(second, 'second');
  const again = outbound.drain(ACCOUNT);
  await until(() => far.taken.length === 1, { what: 'the second is sent while the first is held' });
  release();
  await Promise.all([draining, again]);
  expect(far.taken.map((call) => call.text)).toEqual(['second', 'first']);
});

test('one call that hangs does not hold back others, even when nobody wakes us', async () => {
  const [first, second] = await addPeople(store, 2);
  if (!first || !second) throw new Error('nobody');
  await say(first, 'first');
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  far.answer = async (call): Promise<Answer> => {
    if (call.text === 'first') await held;
    return 'take';
  };
  const draining = open().drain(ACCOUNT);
  await until(() => far.calls.length === 1);
  await say(second, 'second');
  await until(() => far.taken.length === 1);
  release();
  await draining;
});

test('stop waits for what is being sent and takes up nothing more', async () => {
  const ids: string[] = [];
  for (const person of await addPeople(store, 6)) ids.push(await say(person, 'a'));
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  far.answer = async (): Promise<Answer> => {
    await held;
    return 'take';
  };
  const outbound = open({ concurrency: 2 });
  const draining = outbound.drain(ACCOUNT);
  await until(() => far.calls.length === 2);
  const stopping = outbound.stop();
  release();
  await Promise.all([draining, stopping]);
  expect(far.calls.length).toBe(2);
  const states = (await store.db.select().from(reply)).map((row) => row.state).sort();
  expect(states).toEqual(['queued', 'queued', 'queued', 'queued', 'sent', 'sent']);
});

test('a claim whose commit breaks off is given back instead of standing as unknown', async () => {
  const id = await say(await one(), 'a');
  await store.db.execute(sql`
    create function break_off() returns trigger language plpgsql as $$
    begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return null; end $$;
    create constraint trigger break_off after update on reply deferrable initially deferred
      for each row when (new.state = 'sending') execute function break_off()`);
  const outbound = open();
  await expect(outbound.drain(ACCOUNT)).rejects.toThrow('the commit of a claim broke off');
  await store.db.execute(sql`drop trigger break_off on reply; drop function break_off`);
  await until(async () => {
    await outbound.drain(ACCOUNT);
    return far.taken.length > 0;
  });
  expect(await replyOf(id)).toMatchObject({ state: 'sent', attempts: 0 });
  expect(far.calls.length).toBe(1);
});

test('who was wrong about a claim cannot take the reply away from who really has it', async () => {
  const id = await say(await one(), 'a');
  const claim = () =>
    claimReplies(store, {
      account: ACCOUNT,
      pace: SMS.pace,
      limit: 1,
      fitTo: ({ text }) => [{ text, segments: 1 }],
    });
  const [ours] = (await claim()).claimed;
  const giveBack = (partId: string) =>
    finishReplies(store, [
      {
        replyId: id,
        contactId: ours?.contactId ?? '',
        parts: [{ id: partId, state: 'queued' }],
        again: { afterMs: 0, counts: false, error: 'unavailable claim_in_doubt' },
      },
    ]);
  await giveBack('0192f0c1-7e4b-7cc0-8a0e-2d1f5c3b9a77');
  expect(await replyOf(id)).toMatchObject({ state: 'sending' });
  await giveBack(ours?.parts[0]?.id ?? '');
  expect(await replyOf(id)).toMatchObject({ state: 'queued' });
  expect((await claim()).claimed[0]?.parts[0]?.id).not.toBe(ours?.parts[0]?.id);
});

test('neither a text nor a number is logged', async () => {
  const people = await addPeople(store, 3);
  const kinds = ['rejected', 'misconfigured', 'throttled'] as const;
  for (const person of people) await say(person, 'Yon sekrè');
  far.answer = (_call, nth) => ({ refuse: kinds[nth % 3] ?? 'rejected' });
  await open().drain(ACCOUNT);
  expect(lines.length).toBeGreaterThan(2);
  for (const line of lines) {
    expect(line).not.toContain('sekrè');
    for (const { phone } of people) expect(line).not.toContain(phone.slice(1));
  }
});
