import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { expiryOf } from '../core/expiry.ts';
import { openLog } from '../core/log.ts';
import { REPLY_CLASS, type Receipt } from '../core/message.ts';
import { claimReplies } from '../store/claim-replies.ts';
import type { Store } from '../store/connect.ts';
import { applyReceipts } from '../store/parts.ts';
import { addReply } from '../store/replies.ts';
import { contact, part, reply, waiting } from '../store/schema.ts';
import { SMS } from '../testing/accounts.ts';
import { freshDatabase } from '../testing/database.ts';
import { type Answer, type FarSide, startFarSide } from '../testing/far-side.ts';
import { addPeople, openTestStore } from '../testing/people.ts';
import { until } from '../testing/until.ts';
import { type Outbound, openOutbound } from './deliver.ts';
import { fitContent } from './fit.ts';

const ACCOUNT = 'far-sms';
let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let far: FarSide;
let outbound: Outbound;

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
  outbound = openOutbound({
    store,
    channels: new Map([[ACCOUNT, far.channel({ [ACCOUNT]: SMS })]]),
    log: openLog(() => {}, 'silent'),
  });
});
afterEach(async () => {
  await outbound.stop();
  await far.close();
});

const told = (receipts: readonly Receipt[]) =>
  applyReceipts(store.db, receipts, (channel) => (channel === 'far' ? [ACCOUNT] : []));
const about = (
  partId: string,
  status: Receipt['status'],
  meaning?: 'unreachable' | 'opted_out' | 'rejected',
): Receipt => ({
  kind: 'receipt',
  channel: 'far',
  externalId: far.externalId(partId),
  partId,
  status,
  ...(meaning && { error: { code: '30003', meaning } }),
});

async function say(): Promise<string> {
  const [person] = await addPeople(store, 1);
  const added = await addReply(store.db, {
    contactId: person?.contactId ?? '',
    addressId: person?.addressId ?? null,
    account: ACCOUNT,
    class: REPLY_CLASS.reply,
    content: { text: 'Mèsi' },
    cause: 'test.text',
    expiresAt: expiryOf('reply', new Date()),
  });
  return added?.replyId ?? '';
}

/** A reply that was sent, and the id of its part. */
async function sent(): Promise<{ id: string; partId: string }> {
  const id = await say();
  await outbound.drain(ACCOUNT);
  return { id, partId: far.calls.at(-1)?.partId ?? '' };
}

const stateOf = async (id: string) => {
  const [row] = await store.db.select().from(reply).where(eq(reply.id, id));
  const [first] = await store.db.select().from(part).where(eq(part.replyId, id));
  return [row?.state, first?.state];
};
const openReasons = async () =>
  (await store.db.select().from(waiting)).filter((row) => !row.closedAt).map((row) => row.reason);

test('whatever the order and however often they come, receipts only move a part forward', async () => {
  const orders: Receipt['status'][][] = [
    ['sent', 'delivered', 'read'],
    ['read', 'delivered', 'sent', 'accepted'],
    ['delivered', 'read', 'sent', 'read', 'sent'],
  ];
  for (const order of orders) {
    const { id, partId } = await sent();
    for (const status of order) await told([about(partId, status), about(partId, status)]);
    expect(await stateOf(id)).toEqual(['sent', 'read']);
    for (const status of order) expect((await told([about(partId, status)])).moved).toBe(0);
  }
});

test('many receipts in one request, shuffled, with copies', async () => {
  const { id, partId } = await sent();
  const other = await sent();
  const found = await told([
    about(partId, 'delivered'),
    about(other.partId, 'sent'),
    about(partId, 'sent'),
    about(partId, 'delivered'),
    { ...about('0192f0c1-7e4b-7cc0-8a0e-2d1f5c3b9a77', 'sent') },
    { ...about('no-id-of-ours', 'sent') },
  ]);
  expect(found).toEqual({ moved: 2, due: [] });
  expect(await stateOf(id)).toEqual(['sent', 'delivered']);
  expect(await stateOf(other.id)).toEqual(['sent', 'sent']);
});

test('without our own id the provider id finds the part, at the accounts of that channel only', async () => {
  const { id, partId } = await sent();
  const { partId: _, ...bare } = about(partId, 'delivered');
  await told([{ ...bare, channel: 'another' }]);
  expect(await stateOf(id)).toEqual(['sent', 'accepted']);
  await told([bare]);
  expect(await stateOf(id)).toEqual(['sent', 'delivered']);
});

test('a receipt that is faster than the answer to the send keeps what it said', async () => {
  const id = await say();
  far.answer = async (call): Promise<Answer> => {
    await told([about(call.partId, 'delivered')]);
    return 'take';
  };
  await outbound.drain(ACCOUNT);
  expect(await stateOf(id)).toEqual(['sent', 'delivered']);
});

test('a failure that is faster than the answer is not overwritten by it', async () => {
  const id = await say();
  far.answer = async (call): Promise<Answer> => {
    await told([about(call.partId, 'failed', 'rejected')]);
    return 'take';
  };
  await outbound.drain(ACCOUNT);
  expect(await stateOf(id)).toEqual(['failed', 'failed']);
  expect(await openReasons()).toEqual(['send_failed']);
});

test('a phone that was off gets it again later, as another call, and copies of the old receipt do nothing', async () => {
  const { id, partId } = await sent();
  expect(await told([about(partId, 'failed', 'unreachable')])).toEqual({ moved: 1, due: [ACCOUNT] });
  expect(await stateOf(id)).toEqual(['queued', 'failed']);
  for (let i = 0; i < 10; i++) {
    expect((await told([about(partId, 'failed', 'unreachable')])).moved).toBe(0);
  }
  await outbound.drain(ACCOUNT);
  expect(far.calls.length).toBe(1);
  await store.db.execute(sql`update reply set due_at = now()`);
  await outbound.drain(ACCOUNT);
  expect(far.calls.length).toBe(2);
  for (let i = 0; i < 10; i++) await told([about(partId, 'failed', 'unreachable')]);
  await store.db.execute(sql`update reply set due_at = now()`);
  await outbound.drain(ACCOUNT);
  expect(far.calls.length).toBe(2);
  expect(await stateOf(id)).toEqual(['sent', 'accepted']);
});

test('a phone that stays off ends before a person, after a handful of attempts', async () => {
  const id = await say();
  for (let i = 0; i < 10; i++) {
    await outbound.drain(ACCOUNT);
    await told([about(far.calls.at(-1)?.partId ?? '', 'failed', 'unreachable')]);
    await store.db.execute(sql`update reply set due_at = now() where state = 'queued'`);
  }
  expect(far.calls.length).toBe(5);
  expect(await stateOf(id)).toEqual(['failed', 'failed']);
  expect(await openReasons()).toEqual(['send_failed']);
});

test('what was delivered does not fail afterwards, and what failed stays failed', async () => {
  const good = await sent();
  await told([about(good.partId, 'delivered')]);
  await told([about(good.partId, 'failed', 'rejected')]);
  expect(await stateOf(good.id)).toEqual(['sent', 'delivered']);
  const bad = await sent();
  await told([about(bad.partId, 'failed', 'rejected')]);
  await told([about(bad.partId, 'delivered')]);
  expect(await stateOf(bad.id)).toEqual(['failed', 'failed']);
  expect(await openReasons()).toEqual(['send_failed']);
});

test('a receipt that says the person has blocked us stops the contact', async () => {
  const { id, partId } = await sent();
  await told([about(partId, 'failed', 'opted_out')]);
  expect(await stateOf(id)).toEqual(['failed', 'failed']);
  const [row] = await store.db.select().from(contact);
  expect(row?.stoppedAt).toBeInstanceOf(Date);
  expect(await openReasons()).toEqual([]);
});

test('a process that dies between claim and send leaves an unknown, and a late receipt settles it', async () => {
  const [a, b] = [await say(), await say()];
  const claim = await claimReplies(store, {
    account: ACCOUNT,
    pace: SMS.pace,
    limit: 10,
    fitTo: (content) => fitContent(content, SMS),
  });
  expect(claim.claimed.length).toBe(2);
  await outbound.drain(ACCOUNT);
  await outbound.sweep();
  expect(await stateOf(a)).toEqual(['sending', 'sending']);
  expect(far.calls).toEqual([]);

  await store.db.execute(sql`update reply set claimed_at = now() - interval '61 seconds'`);
  await outbound.sweep();
  await outbound.drain(ACCOUNT);
  expect(far.calls).toEqual([]);
  expect(await stateOf(a)).toEqual(['unknown', 'unknown']);
  expect(await openReasons()).toEqual(['send_unknown', 'send_unknown']);

  const partOf = (id: string) => claim.claimed.find((one) => one.replyId === id)?.parts[0]?.id ?? '';
  await told([about(partOf(a), 'delivered')]);
  expect(await stateOf(a)).toEqual(['sent', 'delivered']);
  expect(await openReasons()).toEqual(['send_unknown']);
  await told([about(partOf(b), 'failed', 'rejected')]);
  expect(await stateOf(b)).toEqual(['failed', 'failed']);
  expect(await openReasons()).toEqual(['send_failed']);
});

test('while two unknown sends of one person are open, knowing of one closes nothing', async () => {
  const first = await say();
  far.answer = () => 'cut';
  await outbound.drain(ACCOUNT);
  const [person] = await store.db.select().from(reply).where(eq(reply.id, first));
  const second = await addReply(store.db, {
    contactId: person?.contactId ?? '',
    addressId: person?.addressId ?? null,
    account: ACCOUNT,
    class: REPLY_CLASS.reply,
    content: { text: 'De' },
    cause: 'test.text',
    expiresAt: expiryOf('reply', new Date()),
  });
  await outbound.drain(ACCOUNT);
  expect(await openReasons()).toEqual(['send_unknown']);
  await told([about(far.calls[0]?.partId ?? '', 'sent')]);
  expect(await openReasons()).toEqual(['send_unknown']);
  await told([about(far.calls[1]?.partId ?? '', 'sent')]);
  expect(await openReasons()).toEqual([]);
  expect(await stateOf(second?.replyId ?? '')).toEqual(['sent', 'sent']);
});

test('a result that comes after the sweeper gave up corrects it', async () => {
  const id = await say();
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  far.answer = async (): Promise<Answer> => {
    await held;
    return 'take';
  };
  const draining = outbound.drain(ACCOUNT);
  await until(() => far.calls.length === 1);
  await store.db.execute(sql`update reply set claimed_at = now() - interval '61 seconds'`);
  await outbound.sweep();
  expect(await stateOf(id)).toEqual(['unknown', 'unknown']);
  release();
  await draining;
  expect(await stateOf(id)).toEqual(['sent', 'accepted']);
  expect(await openReasons()).toEqual([]);
});

test('receipts and results of the same sends written at once neither block each other nor get lost', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 60; i++) ids.push(await say());
  const receipts: Promise<unknown>[] = [];
  far.answer = (call, nth): Answer => {
    const outcome =
      nth % 3 === 0 ? about(call.partId, 'failed', 'rejected') : about(call.partId, 'delivered');
    receipts.push(told([about(call.partId, 'sent'), outcome]));
    receipts.push(told([outcome, about(call.partId, 'sent')]));
    return 'take';
  };
  await outbound.drain(ACCOUNT);
  await Promise.all(receipts);
  const states = await Promise.all(ids.map(stateOf));
  expect(states.filter((state) => state.join() === 'failed,failed').length).toBe(20);
  expect(states.filter((state) => state.join() === 'sent,delivered').length).toBe(40);
});
