import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Capabilities } from '../core/channel.ts';
import { expiryOf } from '../core/expiry.ts';
import { REPLY_CLASS } from '../core/message.ts';
import { forgetContacts, lockContacts } from '../store/contacts.ts';
import { markHandled, unhandledMessages } from '../store/messages.ts';
import { contact, message, reply, spend } from '../store/schema.ts';
import { SMS, WHATSAPP } from '../testing/accounts.ts';
import type { Answer } from '../testing/far-side.ts';
import { openOutboundWorld, type Person } from '../testing/outbound-world.ts';
import { until } from '../testing/until.ts';
import type { Policy } from './policy.ts';

const ACCOUNT = 'far-whatsapp';
const template = { name: 'teledjol_knock', language: 'fr_FR' };
const WINDOW: Capabilities = { ...WHATSAPP, window: { hours: 24, templates: { fr: template } } };
const VERDICT = {
  class: REPLY_CLASS.workflow,
  cause: 'verdict',
  expiresAt: expiryOf('workflow', new Date()),
};

let world: Awaited<ReturnType<typeof openOutboundWorld>>;

beforeAll(async () => {
  world = await openOutboundWorld({ [ACCOUNT]: WINDOW, 'far-sms': SMS });
});
afterAll(() => world.close());
beforeEach(() => world.begin());
afterEach(() => world.end());

const texts = () => world.far.taken.map((call) => call.text);

/** The turn of somebody who has written: what it handles, and what it releases. */
async function turn(person: Person, says?: string): Promise<string[]> {
  return world.store.db.transaction(async (tx) => {
    await lockContacts(tx, [person.contactId]);
    const found = await unhandledMessages(tx, [person.contactId], 20);
    const released = await markHandled(
      tx,
      found.map(({ id }) => id),
    );
    if (says !== undefined) await world.say(person, says);
    return released;
  });
}

test('what would leave a closed window is held, and the rest of the account goes on', async () => {
  const [fresh, stale, silent] = (await world.people(3)) as [Person, Person, Person];
  await world.wrote(fresh, 23);
  await world.wrote(stale, 25);
  // Never wrote here; that they wrote elsewhere opens nothing here.
  await world.wrote(silent, 1, { account: 'far-sms' });
  for (const person of [stale, fresh, silent]) await world.say(person, person.phone);
  await world.say(stale, 'by SMS', { account: 'far-sms' });
  const outbound = world.open();
  await outbound.drain(ACCOUNT);
  await outbound.drain('far-sms');
  expect(texts()).toEqual([fresh.phone, 'by SMS']);
  expect(await world.states()).toEqual({ held: 2, sent: 2 });
  expect(await world.reasons()).toEqual([]);
  expect((await outbound.sweep()).accounts).toEqual([]);
});

test('minutes before the end the window counts as closed: the provider’s clock started before ours', async () => {
  const person = await world.person();
  await world.wrote(person, 24 - 2 / 60);
  await world.say(person, 'a');
  await world.open().drain(ACCOUNT);
  expect(await world.states()).toEqual({ held: 1 });
});

test('when they write, what was held leaves first and in its order, then what they are answered', async () => {
  const [person, other] = (await world.people(2)) as [Person, Person];
  for (const one of [person, other]) await world.wrote(one, 30);
  await world.say(person, 'verdict one', VERDICT);
  await world.say(person, 'verdict two', VERDICT);
  await world.say(person, 'bulletin', { class: REPLY_CLASS.bulk });
  await world.say(other, 'somebody else’s', VERDICT);
  const outbound = world.open();
  await outbound.drain(ACCOUNT);
  expect(await world.states()).toEqual({ held: 4 });

  await world.wrote(person, 0, { handled: false });
  expect(await turn(person, 'the answer')).toEqual([ACCOUNT]);
  await outbound.drain(ACCOUNT);
  expect(texts()).toEqual(['verdict one', 'verdict two', 'the answer', 'bulletin']);
  expect(await world.states()).toEqual({ held: 1, sent: 4 });
});

test('who writes elsewhere releases nothing here', async () => {
  const person = await world.person();
  await world.say(person, 'verdict', VERDICT);
  await world.open().drain(ACCOUNT);
  await world.wrote(person, 0, { account: 'far-sms', handled: false });
  expect(await turn(person)).toEqual([]);
  expect(await world.states()).toEqual({ held: 1 });
});

test('what is held does not stand in the way of what is said later, and expires by its class', async () => {
  const person = await world.person();
  const verdict = await world.say(person, 'verdict', VERDICT);
  const outbound = world.open();
  await outbound.drain(ACCOUNT);
  await world.wrote(person, 0);
  await world.say(person, 'later');
  await outbound.drain(ACCOUNT);
  expect(texts()).toEqual(['later']);
  await world.pass(8 * 86_400);
  await world.open().sweep();
  expect(await world.replyOf(verdict)).toMatchObject({ state: 'expired', error: 'expired window_closed' });
  expect(await world.reasons()).toEqual(['send_failed']);
});

test('who is having a turn just now is not held: else what the turn released would be held for ever', async () => {
  const person = await world.person();
  await world.say(person, 'verdict', VERDICT);
  const outbound = world.open();
  let drained: Promise<void> = Promise.resolve();
  await world.store.db.transaction(async (tx) => {
    await lockContacts(tx, [person.contactId]);
    await outbound.drain(ACCOUNT);
    expect(await world.states()).toEqual({ queued: 1 });
    await tx.insert(message).values({
      contactId: person.contactId,
      channel: 'far',
      account: ACCOUNT,
      externalId: 'in-now',
      receivedAt: new Date(),
      handledAt: new Date(),
    });
  });
  await until(async () => {
    await world.makeDue();
    drained = outbound.drain(ACCOUNT);
    await drained;
    return world.far.taken.length === 1;
  });
  expect(texts()).toEqual(['verdict']);
});

test('a provider that says so at once, or only later by a receipt, holds the part that was refused', async () => {
  const [now, later] = (await world.people(2)) as [Person, Person];
  for (const person of [now, later]) await world.wrote(person, 1);
  const refused = await world.say(now, 'a');
  const undelivered = await world.say(later, 'b');
  world.far.answer = (call): Answer => (call.to === now.phone ? { refuse: 'window_closed' } : 'take');
  const outbound = world.open();
  await outbound.drain(ACCOUNT);
  const [sent] = world.far.taken;
  await world.receipt(sent?.partId ?? '', 'failed', 'window_closed', '63016');
  // Ten times the same is the same.
  await world.receipt(sent?.partId ?? '', 'failed', 'window_closed', '63016');
  for (const [id, code] of [
    [refused, 'far-400'],
    [undelivered, '63016'],
  ] as const) {
    expect(await world.replyOf(id)).toMatchObject({
      state: 'held',
      error: `window_closed ${code}`,
      finishedAt: null,
    });
  }
  expect(await world.reasons()).toEqual([]);

  world.far.answer = () => 'take';
  await world.store.db.update(message).set({ receivedAt: sql`now() - interval '2 days'` });
  for (const person of [now, later]) {
    await world.wrote(person, 0, { handled: false });
    await turn(person);
  }
  await outbound.drain(ACCOUNT);
  expect(texts()).toEqual(['b', 'a', 'b']);
  expect(await world.states()).toEqual({ sent: 2 });
});

test('who wrote while the provider was refusing is tried again instead of being held', async () => {
  const [at, by] = (await world.people(2)) as [Person, Person];
  for (const person of [at, by]) await world.wrote(person, 1);
  await world.say(at, 'a');
  const other = await world.say(by, 'b');
  let refused = 0;
  world.far.answer = async (call): Promise<Answer> => {
    if (call.to === by.phone) return 'take';
    refused += 1;
    if (refused === 1) await world.wrote(at, 0);
    return refused === 1 ? { refuse: 'window_closed' } : 'take';
  };
  const outbound = world.open();
  await outbound.drain(ACCOUNT);
  expect(texts().sort()).toEqual(['a', 'b']);
  await world.wrote(by, 0);
  const sent = world.far.taken.find((call) => call.text === 'b');
  const { due } = await world.receipt(sent?.partId ?? '', 'failed', 'window_closed');
  expect(due).toEqual([ACCOUNT]);
  expect(await world.replyOf(other)).toMatchObject({ state: 'queued' });
  // The second time it is believed: no circle.
  world.far.answer = () => ({ refuse: 'window_closed' });
  await outbound.drain(ACCOUNT);
  expect(await world.states()).toEqual({ held: 1, sent: 1 });
});

test('after STOP what was held is cancelled, and who is forgotten leaves nothing held', async () => {
  const [stopped, forgotten] = (await world.people(2)) as [Person, Person];
  const held = await world.say(stopped, 'verdict', VERDICT);
  const gone = await world.say(forgotten, 'verdict', VERDICT);
  const outbound = world.open();
  await outbound.drain(ACCOUNT);
  await world.wrote(stopped, 0, { handled: false });
  await world.store.db
    .update(contact)
    .set({ stoppedAt: new Date() })
    .where(eq(contact.id, stopped.contactId));
  await turn(stopped);
  await world.say(stopped, 'stopped', { cause: 'common.stopped' });
  await outbound.drain(ACCOUNT);
  expect(texts()).toEqual(['stopped']);
  expect(await world.replyOf(held)).toMatchObject({ state: 'cancelled', error: 'stopped' });

  await world.store.db
    .update(contact)
    .set({ forgetAt: new Date() })
    .where(eq(contact.id, forgotten.contactId));
  expect(await forgetContacts(world.store.db)).toBe(1);
  expect(await world.replyOf(gone)).toMatchObject({ state: 'cancelled', content: { text: '' } });
});

/* ---- knocking ------------------------------------------------------------------------------------------- */

const policy = (perDay: number): Policy => ({
  timeZone: 'America/Port-au-Prince',
  knock: { perDay, milliEach: 79, languages: ['ht', 'fr'], textIn: (language) => `knock in ${language}` },
});
const spent = async () =>
  (await world.store.db.select().from(spend)).map(({ what, units, milli }) => ({ what, units, milli }));

async function held(count: number): Promise<Person[]> {
  const people = await world.people(count);
  await world.sayAll(people, 'verdict', VERDICT);
  await world.open().drain(ACCOUNT);
  expect(await world.states()).toMatchObject({ held: count });
  return people;
}

test('left to hold, nobody is asked to write', async () => {
  await held(2);
  await world.open({ policy: { timeZone: 'UTC' } }).sweep();
  expect(await world.states()).toEqual({ held: 2 });
});

test('a template asks each once, in a language that has one, and what was held leaves when they write', async () => {
  const [person, other] = (await held(2)) as [Person, Person];
  // Two things are held for this one, and a bulletin is no reason to spend anything.
  await world.say(person, 'verdict two', VERDICT);
  await world.say(await world.person(), 'bulletin', { class: REPLY_CLASS.bulk });
  const outbound = world.open({ policy: policy(200) });
  await outbound.drain(ACCOUNT);
  expect((await outbound.sweep()).accounts).toEqual([ACCOUNT]);
  await outbound.drain(ACCOUNT);
  await world.open({ policy: policy(200) }).sweep();
  expect(world.far.taken.map(({ to, text, template }) => ({ to, text, template }))).toEqual(
    [person, other].map(({ phone }) => ({ to: phone, text: 'knock in fr', template })),
  );
  expect(await spent()).toEqual([{ what: 'template', units: 2, milli: 158 }]);
  await world.wrote(person, 0, { handled: false });
  await turn(person);
  await outbound.drain(ACCOUNT);
  expect(texts().slice(2)).toEqual(['verdict', 'verdict two']);
});

test('nobody is asked twice within three days, and never who stopped us or asked to be forgotten', async () => {
  const [person, stopped, forgotten] = (await held(3)) as [Person, Person, Person];
  await world.store.db
    .update(contact)
    .set({ stoppedAt: new Date() })
    .where(eq(contact.id, stopped.contactId));
  await world.store.db
    .update(contact)
    .set({ forgetAt: new Date() })
    .where(eq(contact.id, forgotten.contactId));
  const days = async (n: number) => {
    await world.pass(n * 86_400);
    const outbound = world.open({ policy: policy(200) });
    await outbound.sweep();
    await outbound.drain(ACCOUNT);
    return world.far.taken.map((call) => call.to);
  };
  expect(await days(0)).toEqual([person.phone]);
  expect(await days(2.9)).toEqual([person.phone]);
  expect(await days(0.2)).toEqual([person.phone, person.phone]);
});

test('the day’s budget is never passed, however many processes spend it', async () => {
  await held(40);
  const processes = Array.from({ length: 4 }, () => world.open({ policy: policy(25), alone: true }));
  for (let round = 0; round < 3; round++) {
    await Promise.all(processes.map((outbound) => outbound.sweep()));
    await Promise.all(processes.map((outbound) => outbound.drain(ACCOUNT)));
  }
  expect(new Set(world.far.taken.map((call) => call.to)).size).toBe(25);
  expect(world.far.taken).toHaveLength(25);
  expect(await spent()).toEqual([{ what: 'template', units: 25, milli: 25 * 79 }]);
  // A process that is started meanwhile finds nothing left.
  const another = world.open({ policy: policy(25) });
  await another.sweep();
  await another.drain(ACCOUNT);
  expect(world.far.taken).toHaveLength(25);
  // Yesterday's money is another day's.
  await world.store.db.update(spend).set({ day: '2026-01-01' });
  const tomorrow = world.open({ policy: policy(25) });
  await tomorrow.sweep();
  await tomorrow.drain(ACCOUNT);
  expect(world.far.taken).toHaveLength(40);
});

test('what is left of the budget goes to who must be warned, however long others have waited', async () => {
  await held(3);
  const person = await world.person();
  await world.say(person, 'leave the building', { class: REPLY_CLASS.lifeSafety });
  const outbound = world.open({ policy: policy(1) });
  await outbound.drain(ACCOUNT);
  await outbound.sweep();
  await outbound.drain(ACCOUNT);
  expect(world.far.taken.map(({ to }) => to)).toEqual([person.phone]);
});

test('a template that Meta has paused stops nobody who is answered without one', async () => {
  await held(5);
  world.far.answer = ({ template: asked }): Answer => (asked ? { refuse: 'misconfigured' } : 'take');
  const outbound = world.open({ policy: policy(200) });
  for (let round = 0; round < 3; round++) {
    await outbound.sweep();
    await outbound.drain(ACCOUNT);
    await world.makeDue();
  }
  expect(world.far.calls.length).toBeGreaterThan(5);
  const person = await world.person();
  await world.wrote(person, 0);
  await world.say(person, 'leave the building', { class: REPLY_CLASS.lifeSafety });
  await outbound.drain(ACCOUNT);
  expect(texts()).toEqual(['leave the building']);
});

test('while a template is refused nobody else’s turn to be asked is wasted on it', async () => {
  await held(5);
  world.far.answer = ({ template: asked }): Answer => (asked ? { refuse: 'template_refused' } : 'take');
  let now = Date.now();
  const outbound = world.open({ policy: policy(1), now: () => now });
  const round = async () => {
    await outbound.sweep();
    await outbound.drain(ACCOUNT);
    now += 31_000;
    await world.store.db.delete(spend);
    return world.far.calls.length;
  };
  expect(await round()).toBe(1);
  expect(await round()).toBe(1);
  now += 600_000;
  world.far.answer = () => 'take';
  expect(await round()).toBe(2);
  expect(texts()).toEqual(['knock in fr']);
});

test('who wrote before the template left is not asked any more', async () => {
  const [person] = (await held(1)) as [Person];
  const outbound = world.open({ policy: policy(200) });
  await outbound.sweep();
  await world.wrote(person, 0, { handled: false });
  await turn(person);
  await outbound.drain(ACCOUNT);
  expect(texts()).toEqual(['verdict']);
  const [knock] = await world.store.db.select().from(reply).where(eq(reply.cause, 'knock'));
  expect(knock).toMatchObject({ state: 'cancelled', error: 'window_open' });
});
