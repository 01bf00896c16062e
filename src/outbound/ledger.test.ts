import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Capabilities } from '../core/channel.ts';
import { REPLY_CLASS } from '../core/message.ts';
import { type CostRow, costsOf } from '../store/costs.ts';
import { finishReplies } from '../store/parts.ts';
import { address, cost } from '../store/schema.ts';
import { SMS, WHATSAPP } from '../testing/accounts.ts';
import type { Answer } from '../testing/far-side.ts';
import { openOutboundWorld, type Person } from '../testing/outbound-world.ts';
import type { Policy } from './policy.ts';

const [DIGICEL, NATCOM, CLOUD] = ['digicel', 'natcom', 'cloud'] as const;
const BULLETIN = { name: 'bulletin', language: 'fr' };
const WINDOW: Capabilities = {
  ...WHATSAPP,
  window: { hours: 24, templates: {}, bulletins: { ht: BULLETIN } },
};
const BULK = { class: REPLY_CLASS.bulk, cause: 'bulletin' };
const VERDICT = { class: REPLY_CLASS.workflow, cause: 'verdict' };
const ALARM = { class: REPLY_CLASS.lifeSafety, cause: 'watch.danger' };

let world: Awaited<ReturnType<typeof openOutboundWorld>>;
beforeAll(async () => {
  world = await openOutboundWorld({ [DIGICEL]: SMS, [NATCOM]: SMS, [CLOUD]: WINDOW });
});
afterAll(() => world.close());
beforeEach(() => world.begin());
afterEach(() => world.end());

/** SMS costs 100, abroad 12, a template 79, anything else on WhatsApp 17. */
const policy = (perDayMilli = 1_000_000): Policy => ({
  timeZone: 'America/Port-au-Prince',
  bulk: { perDayMilli },
  priceOf: ({ medium, callingCode, template }) =>
    medium === 'sms' ? (callingCode === '1' ? 12 : 100) : template ? 79 : 17,
});

const ledger = async (): Promise<CostRow[]> => costsOf(world.store.db, '2000-01-01', '2100-01-01');
const short = async () =>
  (await ledger()).map(({ account, what, country, units, milli }) =>
    [account, what, country, units, milli].join(' '),
  );

/** A bulletin as the desk queues it: its text, and the template for who did not write lately. */
const bulletin = (text: string) => ({
  ...BULK,
  account: CLOUD,
  content: { text, template: { ...BULLETIN, params: [text] } },
});

async function abroad(): Promise<Person> {
  const person = await world.person();
  const sealed = world.store.seal.sealAddress({ scheme: 'tel', kind: 'phone', value: '+15550100001' });
  await world.store.db.update(address).set({ sealed }).where(eq(address.id, person.addressId));
  return person;
}

test('what is sent is counted by what it was, where it went and in what; nothing of a number is kept', async () => {
  const [a, b, c, d, e] = (await world.people(5)) as [Person, Person, Person, Person, Person];
  await world.say(a, 'Verdict', VERDICT);
  await world.say(b, 'x'.repeat(200));
  await world.say(c, 'Leave the building', ALARM);
  await world.say(d, 'Bulletin', BULK);
  await world.say(e, 'You did not write', { class: REPLY_CLASS.workflow, cause: 'observer.reminder' });
  await world.say(await abroad(), 'Answer');
  await world.wrote(a, 1, { account: CLOUD });
  await world.say(a, 'Answer', { account: CLOUD });
  const outbound = world.open({ policy: policy() });
  await outbound.drain(DIGICEL);
  await outbound.drain(CLOUD);
  expect(await short()).toEqual([
    'cloud reply 509 1 17',
    'digicel alarm 509 1 100',
    'digicel bulk 509 1 100',
    'digicel reminder 509 1 100',
    'digicel reply 1 1 12',
    'digicel reply 509 2 200',
    'digicel verdict 509 1 100',
  ]);
  const { rows } = await world.store.pool.query(
    `select (now() at time zone 'America/Port-au-Prince')::date::text as today`,
  );
  expect(new Set((await ledger()).map(({ day }) => day))).toEqual(new Set([rows[0]?.today]));
});

test('what was refused has cost nothing, what was taken has, and each is counted once', async () => {
  const [refused, later, cut, undelivered] = (await world.people(4)) as [Person, Person, Person, Person];
  const taken = await world.say(undelivered, 'taken, not delivered');
  await world.say(refused, 'refused');
  await world.say(later, 'at the second attempt');
  await world.say(cut, 'nobody knows');
  let tried = 0;
  world.far.answer = ({ text }): Answer => {
    if (text === 'refused') return { refuse: 'rejected' };
    if (text === 'nobody knows') return 'cut';
    if (text !== 'at the second attempt') return 'take';
    tried += 1;
    return tried === 1 ? { refuse: 'unreachable' } : 'take';
  };
  const outbound = world.open({ policy: policy() });
  await outbound.drain(DIGICEL);
  // The operator has it, and may have the one that broke off: both are on the bill.
  expect(await short()).toEqual(['digicel reply 509 2 200']);
  const [part] = await world.partsOf(taken);
  await world.receipt(part?.id ?? '', 'failed', 'unreachable');
  await world.makeDue();
  await outbound.drain(DIGICEL);
  expect(await short()).toEqual(['digicel reply 509 4 400']);
  // A receipt tells that what broke off had arrived: it stands in the ledger already.
  const lost = world.far.calls.find(({ text }) => text === 'nobody knows');
  await world.receipt(lost?.partId ?? '', 'delivered');
  // The database broke off while it committed: the same result is written once more.
  const [again] = await world.partsOf(taken);
  for (let n = 0; n < 2; n++)
    await finishReplies(world.store, [
      {
        replyId: taken,
        contactId: undelivered.contactId,
        parts: [{ id: again?.id ?? '', state: 'accepted', externalId: `X${again?.id}` }],
      },
    ]);
  expect(await short()).toEqual(['digicel reply 509 4 400']);
});

test('a receipt that is faster than its own send, and a process that died, leave nothing out', async () => {
  const [fast, lost] = (await world.people(2)) as [Person, Person];
  await world.say(fast, 'fast');
  world.far.answer = async ({ partId }): Promise<Answer> => {
    await world.receipt(partId, 'delivered');
    return 'take';
  };
  const outbound = world.open({ policy: policy() });
  await outbound.drain(DIGICEL);
  expect(await short()).toEqual(['digicel reply 509 1 100']);
  await world.say(lost, 'lost');
  world.far.answer = async ({ partId }): Promise<Answer> => {
    // As if it had died here: the sweeper of another finds it first.
    await world.pass(3_600);
    await outbound.sweep();
    await world.receipt(partId, 'delivered');
    return 'take';
  };
  await outbound.drain(DIGICEL);
  expect(await short()).toEqual(['digicel reply 509 2 200']);
});

test('a ceiling of nothing stops bulletins, and never a verdict, an answer or an alarm', async () => {
  const people = await world.people(40);
  await world.sayAll(people.slice(0, 10), 'Bulletin', BULK);
  await world.sayAll(people.slice(10, 20), 'Verdict', VERDICT);
  await world.sayAll(people.slice(20, 30), 'Answer');
  await world.sayAll(people.slice(30), 'Leave the building', ALARM);
  const outbound = world.open({ policy: policy(0) });
  await outbound.drain(DIGICEL);
  await world.sayAll(people.slice(0, 5), 'Answer');
  await outbound.drain(DIGICEL);
  expect(await short()).toEqual([
    'digicel alarm 509 10 1000',
    'digicel reply 509 15 1500',
    'digicel verdict 509 10 1000',
  ]);
  expect(await world.states()).toEqual({ queued: 10, sent: 35 });
});

test('the ceiling is held against what each recipient costs', async () => {
  await world.say(await abroad(), 'Bulletin', BULK);
  await world.sayAll(await world.people(2), 'Bulletin', BULK);
  await world.open({ policy: policy(112) }).drain(DIGICEL);
  expect(await short()).toEqual(['digicel bulk 1 1 12', 'digicel bulk 509 1 100']);
});

test('four processes that send from two accounts count every message', async () => {
  const people = await world.people(300);
  await world.sayAll(people.slice(0, 100), 'Answer');
  await world.sayAll(people.slice(100, 150), 'Verdict', { ...VERDICT, account: NATCOM });
  await world.sayAll(people.slice(150), 'Bulletin', { ...BULK, account: NATCOM });
  const processes = Array.from({ length: 4 }, () =>
    world.open({ policy: policy(), alone: true, concurrency: 8 }),
  );
  await Promise.all(processes.flatMap((outbound) => [outbound.drain(DIGICEL), outbound.drain(NATCOM)]));
  expect(world.far.taken).toHaveLength(300);
  expect(await short()).toEqual([
    'digicel reply 509 100 10000',
    'natcom bulk 509 150 15000',
    'natcom verdict 509 50 5000',
  ]);
});

test('a bulletin leaves a closed window by its template and an open one as it is', async () => {
  const [near, far] = (await world.people(2)) as [Person, Person];
  await world.wrote(near, 1, { account: CLOUD });
  const text = 'Biwo yo louvri.\n\nAle vote.';
  for (const person of [near, far]) await world.say(person, text, bulletin(text));
  await world.open({ policy: policy() }).drain(CLOUD);
  const to = (person: Person) => world.far.taken.find((call) => call.to === person.phone);
  expect(to(near)).toMatchObject({ text });
  expect(to(near)).not.toHaveProperty('template');
  expect(to(far)?.template).toEqual({ ...BULLETIN, params: ['Biwo yo louvri. Ale vote.'] });
  expect(await short()).toEqual(['cloud bulk 509 2 96']);
});

test('a template that is refused is tried once: the rest wait until people write, and get it as it is', async () => {
  const people = await world.people(30);
  for (const person of people) await world.say(person, 'Bulletin', bulletin('Bulletin'));
  world.far.answer = ({ template }): Answer => (template ? { refuse: 'template_refused' } : 'take');
  const outbound = world.open({ policy: policy(), concurrency: 2 });
  await outbound.drain(CLOUD);
  const asked = world.far.calls.length;
  expect(asked).toBeLessThanOrEqual(2);
  expect(await world.states()).toEqual({ held: 30 });
  expect(world.told.filter(({ level }) => level === 'error')).toHaveLength(1);
  expect(await world.reasons()).toEqual([]);
  // Others are answered, and the first one, who was tried, writes.
  const first = people.find(({ phone }) => phone === world.far.calls[0]?.to) as Person;
  await world.wrote(first, 0, { account: CLOUD });
  await world.store.pool.query(`update reply set state = 'queued', due_at = now() where contact_id = $1`, [
    first.contactId,
  ]);
  await outbound.drain(CLOUD);
  expect(world.far.taken.map(({ to, text, template }) => ({ to, text, template }))).toEqual([
    { to: first.phone, text: 'Bulletin', template: undefined },
  ]);
  expect(await short()).toEqual(['cloud bulk 509 1 17']);
  expect(await world.store.db.select().from(cost)).toHaveLength(1);
});
