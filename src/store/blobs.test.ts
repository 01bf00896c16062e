import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { freshDatabase } from '../testing/database.ts';
import { addPeople, openTestStore } from '../testing/people.ts';
import { dropUnheld, expireBlobs, hasFile, keepBlob, type NewBlob, openBlob, openFile } from './blobs.ts';
import type { Store } from './connect.ts';
import { forgetContacts, forgetMessages } from './contacts.ts';
import { filesOfMessages } from './files-seen.ts';
import { keepFile } from './media.ts';
import { addReply } from './replies.ts';

let database: { url: string; drop(): Promise<void> };
let store: Store;
let elsewhere: Store;

beforeAll(async () => {
  database = await freshDatabase();
  store = openTestStore(database.url);
  elsewhere = openTestStore(database.url);
});
afterAll(async () => {
  await Promise.all([store.close(), elsewhere.close()]);
  await database.drop();
});
beforeEach(() => store.pool.query('truncate contact, blob, claim, staff cascade'));

const rows = async (statement: string, values: unknown[] = []) =>
  (await store.pool.query(statement, values)).rows;
const file = (content: string): NewBlob => ({
  contentType: 'image/png',
  kind: 'image',
  bytes: Buffer.from(content),
  perceptual: Buffer.alloc(8, 1),
  fingerprint: null,
  seconds: null,
});
const keep = (content: string, on = store) =>
  keepBlob(on.db, {
    seal: on.seal,
    hash: on.seal.hashBytes(Buffer.from(content)),
    file: file(content),
  });

/** Somebody sent this file so many days ago. */
async function sent(content: string, daysAgo: number): Promise<{ contactId: string; messageId: number }> {
  const [person] = await addPeople(store, 1);
  const blobId = await keep(content);
  const [message] = await rows(
    `insert into message (contact_id, channel, account, external_id, received_at, text, handled_at)
     values ($1, 'simulator', 'simulator-sms', $2, now() - $3 * interval '1 day', '', now()) returning id`,
    [person?.contactId, randomUUID(), daysAgo],
  );
  await rows(
    `insert into media (message_id, n, channel, ref, state, blob_id)
     values ($1, 1, 'simulator', '{"url": "", "contentType": ""}', 'stored', $2)`,
    [message.id, blobId],
  );
  await rows(`update blob set created_at = least(created_at, now() - $2 * interval '1 day') where id = $1`, [
    blobId,
    daysAgo,
  ]);
  return { contactId: person?.contactId ?? '', messageId: Number(message.id) };
}

const left = async () =>
  (await rows('select id, sealed, perceptual from blob order by created_at')).map((row) => ({
    ...row,
    sealed: row.sealed !== null,
  }));

test('two processes that keep the same bytes at once keep them once', async () => {
  const ids = await Promise.all(
    Array.from({ length: 20 }, (_, n) => keep('same', n % 2 ? store : elsewhere)),
  );
  expect(new Set(ids).size).toBe(1);
  expect(await left()).toHaveLength(1);
  expect((await openBlob(elsewhere, ids[0] ?? '')).toString()).toBe('same');
  await expect(openBlob(store, randomUUID())).rejects.toMatchObject({ kind: 'gone' });
});

test('a file expires when all who sent it did so long ago; what makes it known again stays', async () => {
  await sent('old', 100);
  await sent('old', 95);
  await sent('young again', 100);
  await sent('young again', 2);
  expect(await expireBlobs(store.db, 90)).toBe(1);
  const [old, young] = [await keep('young again'), await keep('young again')];
  expect(young).toBe(old);
  const [{ id }] = await rows('select id from blob where expired_at is not null');
  expect(await openFile(store, id)).toBeUndefined();
  expect(await hasFile(store.db, id)).toBe(false);
  expect(await left()).toContainEqual({ id, sealed: false, perceptual: Buffer.alloc(8, 1) });
  expect(await expireBlobs(store.db, 90)).toBe(0);
  // Sent anew it is there anew, as the same file.
  expect(await keep('old')).toBe(id);
  expect((await openBlob(store, id)).toString()).toBe('old');
  expect(await rows('select 1 from blob where expired_at is not null')).toEqual([]);
});

test('the files of a claim stay until it is published, however long that takes', async () => {
  const { messageId } = await sent('evidence', 200);
  const [staffId, claimId] = [randomUUID(), randomUUID()];
  await rows(
    `insert into staff (id, name, role, password_hash, language) values ($1, 'a', 'lead', '', 'ht')`,
    [staffId],
  );
  await rows('insert into claim (id, created_by) values ($1, $2)', [claimId, staffId]);
  await rows(
    `insert into tip (id, code, message_id, account, medium, state, claim_id)
     values ($1, 'AB23', $2, 'a', 'sms', 'grouped', $3)`,
    [randomUUID(), messageId, claimId],
  );
  expect(await expireBlobs(store.db, 90)).toBe(0);
  await rows(`update claim set state = 'published'`);
  expect(await expireBlobs(store.db, 90)).toBe(1);
  const files = await filesOfMessages(store.db, [messageId]);
  expect(files.get(messageId)).toMatchObject([{ state: 'expired', kind: 'image', tips: 1 }]);
});

test('a file that we sent expires by the same rule', async () => {
  const blobId = await keep('ours');
  const [person] = await addPeople(store, 1);
  const attachment = { blobId, kind: 'image', contentType: 'image/png', size: 4 } as const;
  await addReply(store.db, {
    contactId: person?.contactId ?? '',
    addressId: null,
    account: 'a',
    class: 1,
    content: { text: '', attachment },
    cause: 'staff',
    expiresAt: new Date(),
  });
  await rows(`update blob set created_at = now() - interval '100 days'`);
  expect(await expireBlobs(store.db, 90)).toBe(0);
  await rows(`update reply set created_at = now() - interval '100 days'`);
  expect(await expireBlobs(store.db, 90)).toBe(1);
});

test('with the last who sent it, or was sent it, a file goes wholly; with anybody else it stays', async () => {
  const one = await sent('shared', 1);
  const two = await sent('shared', 1);
  const alone = await sent('alone', 1);
  for (const { contactId } of [one, alone]) await store.db.transaction((tx) => forgetMessages(tx, contactId));
  expect(await left()).toHaveLength(1);
  expect(await rows('select 1 from media')).toHaveLength(1);

  // The second is forgotten, too, but a colleague has sent the file on to a third.
  const blobId = await keep('shared');
  const [third] = await addPeople(store, 1);
  const content = {
    text: 'gade',
    attachment: { blobId, kind: 'image', contentType: 'image/png', size: 6 } as const,
  };
  await addReply(store.db, {
    contactId: third?.contactId ?? '',
    addressId: null,
    account: 'a',
    class: 1,
    content,
    cause: 'staff',
    expiresAt: new Date(),
  });
  await store.db.transaction((tx) => forgetMessages(tx, two.contactId));
  expect(await left()).toHaveLength(1);
  await rows(`update reply set state = 'sent'`);
  await rows('update contact set forget_at = now() where id = $1', [third?.contactId]);
  expect(await forgetContacts(store.db)).toBe(1);
  expect(await left()).toEqual([]);
});

test('a file that somebody sends while its last owner is forgotten is not lost: one waits for the other', async () => {
  for (let round = 0; round < 10; round += 1) {
    const content = randomBytes(8).toString('hex');
    const { contactId } = await sent(content, 1);
    const [next] = await rows(
      `insert into message (contact_id, channel, account, external_id, received_at, text)
       values ($1, 'simulator', 'a', $2, now(), '') returning id`,
      [(await addPeople(store, 1))[0]?.contactId, randomUUID()],
    );
    const [{ id }] = await rows(
      `insert into media (message_id, n, channel, ref) values ($1, 1, 'simulator', '{"url": "", "contentType": ""}')
       returning id`,
      [next.id],
    );
    const hash = store.seal.hashBytes(Buffer.from(content));
    const [, known] = await Promise.all([
      store.db.transaction((tx) => forgetMessages(tx, contactId)),
      keepFile(elsewhere, id, hash),
    ]);
    // It was deleted first: then it is taken in like any new one.
    if (known === 'unknown') expect(await keepFile(elsewhere, id, hash, file(content))).toBe('stored');
    const files = await filesOfMessages(elsewhere.db, [Number(next.id)]);
    expect(files.get(Number(next.id))).toMatchObject([{ state: 'there' }]);
    // Whole, and the only one: what belonged to the forgotten went, or became theirs.
    expect(await rows('select 1 from blob where hash = $1 and sealed is not null', [hash])).toHaveLength(1);
  }
});

test('nothing is dropped that anybody holds', async () => {
  await sent('held', 1);
  const [{ id }] = await rows('select id from blob');
  await dropUnheld(store.db, [id, id, randomUUID()]);
  expect(await left()).toHaveLength(1);
  await rows('delete from media');
  await dropUnheld(store.db, [id]);
  expect(await left()).toEqual([]);
});

test('what a verdict rests on and how it was spoken stays however old it is, also when who sent it is forgotten', async () => {
  const { contactId } = await sent('shown', 400);
  const [shown, spoken] = [await keep('shown'), await keep('spoken')];
  await sent('other', 400);
  const [staffId, claimId, verdictId] = [randomUUID(), randomUUID(), randomUUID()];
  await rows(
    `insert into staff (id, name, role, password_hash, language) values ($1, 'a', 'lead', '', 'ht')`,
    [staffId],
  );
  await rows(`insert into claim (id, created_by, state) values ($1, $2, 'closed')`, [claimId, staffId]);
  await rows(
    `insert into evidence (id, claim_id, kind, stance, note, blob_id, added_by, struck_at)
     values ($1, $2, 'document', 'refutes', 'x', $3, $4, now())`,
    [randomUUID(), claimId, shown, staffId],
  );
  await rows(
    `insert into verdict (id, claim_id, version, rating, author_id) values ($1, $2, 1, 'false', $3)`,
    [verdictId, claimId, staffId],
  );
  await rows(
    `insert into verdict_text (verdict_id, language, summary, body, audio_id) values ($1, 'ht', 'x', 'x', $2)`,
    [verdictId, spoken],
  );
  await rows(`update blob set created_at = now() - interval '400 days'`);
  expect(await expireBlobs(store.db, 90)).toBe(1);
  expect((await openBlob(store, shown)).toString()).toBe('shown');
  expect((await openBlob(store, spoken)).toString()).toBe('spoken');
  await store.db.transaction((tx) => forgetMessages(tx, contactId));
  await store.db.transaction((tx) => dropUnheld(tx, [spoken]));
  expect(await hasFile(store.db, shown)).toBe(true);
  expect(await hasFile(store.db, spoken)).toBe(true);
});
