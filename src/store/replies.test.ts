import { randomUUID } from 'node:crypto';
import { asc, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expiryOf } from '../core/expiry.ts';
import { REPLY_CLASS } from '../core/message.ts';
import { SMS } from '../testing/accounts.ts';
import { freshDatabase } from '../testing/database.ts';
import { addPeople, openTestStore } from '../testing/people.ts';
import { claimReplies } from './claim-replies.ts';
import type { Store } from './connect.ts';
import { addReplies, type NewReply } from './replies.ts';
import { claim, part, reply, staff, verdict, waiting } from './schema.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
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
});

async function rowFor(text: string, more: Partial<NewReply> = {}): Promise<NewReply> {
  const [person] = await addPeople(store, 1);
  return {
    contactId: person?.contactId ?? '',
    addressId: person?.addressId ?? null,
    account: 'far-sms',
    class: REPLY_CLASS.workflow,
    content: { text },
    cause: 'verdict',
    expiresAt: expiryOf('workflow', new Date()),
    ...more,
  };
}

const claimAll = (fitTo = (content: { text: string }) => [{ text: content.text, segments: 1 }]) =>
  claimReplies(store, { account: 'far-sms', pace: SMS.pace, limit: 100, fitTo });

async function publishedVerdict(): Promise<string> {
  const [staffId, claimId, verdictId] = [randomUUID(), randomUUID(), randomUUID()];
  await store.db
    .insert(staff)
    .values({ id: staffId, name: staffId, role: 'verifier', passwordHash: '-', language: 'ht' });
  await store.db.insert(claim).values({ id: claimId, createdBy: staffId });
  await store.db
    .insert(verdict)
    .values({ id: verdictId, claimId, version: 1, rating: 'false', authorId: staffId });
  return verdictId;
}

test('a verdict is said once to each person, however often and however simultaneously it is published', async () => {
  const verdictId = await publishedVerdict();
  const row = await rowFor('Fo', { verdictId });
  const other = await rowFor('Fo', { verdictId });
  const rounds = await Promise.all([
    addReplies(store.db, [row, other]),
    addReplies(store.db, [other, row, row]),
    addReplies(store.db, [row]),
  ]);
  expect(rounds.flat().filter((added) => added !== null).length).toBe(2);
  expect((await store.db.select().from(reply)).length).toBe(2);
});

test('rows keep the order in which they were given, and tell which were added', async () => {
  const verdictId = await publishedVerdict();
  const row = await rowFor('0');
  const said = { ...row, verdictId };
  await addReplies(store.db, [said]);
  const added = await addReplies(store.db, [
    { ...row, content: { text: '1' } },
    said,
    { ...row, content: { text: '2' } },
    { ...row, content: { text: '3' } },
  ]);
  expect(added.map((one) => one !== null)).toEqual([true, false, true, true]);
  const kept = await store.db.select().from(reply).orderBy(asc(reply.seq));
  expect(kept.map((one) => one.content.text)).toEqual(['0', '1', '2', '3']);
});

test('a letter that the database cannot keep costs the letter, not the turn', async () => {
  const row = await rowFor('a\u0000b\ud83d c', {
    content: { text: 'a\u0000b\ud83d c', short: '\ude00', choices: [{ id: 'x', label: '\u0000Wi' }] },
  });
  await addReplies(store.db, [row]);
  const [kept] = await store.db.select().from(reply);
  expect(kept?.content).toEqual({ text: 'ab\ufffd c', short: '\ufffd', choices: [{ id: 'x', label: 'Wi' }] });
});

test('what cannot be fitted or has no address goes before a person and holds up nobody', async () => {
  const rows = [
    await rowFor('throws'),
    await rowFor(''),
    await rowFor('nowhere', { addressId: null }),
    await rowFor('good'),
  ];
  await addReplies(store.db, rows);
  const found = await claimAll((content) => {
    if (content.text === 'throws') throw new Error('a bug');
    return content.text === '' ? [] : [{ text: content.text, segments: 1 }];
  });
  expect(found.claimed.map((one) => one.parts[0]?.text)).toEqual(['good']);
  const states = (await store.db.select().from(reply).orderBy(asc(reply.seq))).map((row) => row.state);
  expect(states).toEqual(['failed', 'failed', 'failed', 'sending']);
  expect((await store.db.select().from(waiting)).map((row) => row.reason)).toEqual(
    Array(3).fill('send_failed'),
  );
});

test('an address sealed with another key is a failure that a person sees, not a crash', async () => {
  await addReplies(store.db, [await rowFor('lost')]);
  await store.db.execute(
    sql`update address set sealed = '\\x00112233445566778899aabbccddeeff00112233445566778899'`,
  );
  expect((await claimAll()).claimed).toEqual([]);
  expect(await store.db.select().from(reply)).toMatchObject([{ state: 'failed' }]);
});

test('claims that run at the same time never share a reply, and parts are there before anybody calls', async () => {
  const rows = await Promise.all(Array.from({ length: 40 }, (_, n) => rowFor(`${n}`)));
  await addReplies(store.db, rows);
  const claims = await Promise.all(
    Array.from({ length: 6 }, () =>
      claimReplies(store, {
        account: 'far-sms',
        pace: SMS.pace,
        limit: 10,
        fitTo: ({ text }) => [{ text, segments: 1 }],
      }),
    ),
  );
  const ids = claims.flatMap((one) => one.claimed.map(({ replyId }) => replyId));
  expect([ids.length, new Set(ids).size]).toEqual([40, 40]);
  const parts = await store.db.select().from(part);
  expect([parts.length, parts.every(({ state }) => state === 'sending')]).toEqual([40, true]);
});

test('a person who can be reached at two accounts hears from one while the other stands still', async () => {
  const row = await rowFor('sms', { account: 'paused-sms' });
  await addReplies(store.db, [row, { ...row, account: 'far-sms', content: { text: 'whatsapp' } }]);
  expect((await claimAll()).claimed.map((one) => one.parts[0]?.text)).toEqual(['whatsapp']);
});
