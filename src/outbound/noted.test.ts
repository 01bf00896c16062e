import { afterAll, beforeAll, expect, test } from 'vitest';
import { expiryOf } from '../core/expiry.ts';
import { openLog } from '../core/log.ts';
import { REPLY_CLASS } from '../core/message.ts';
import type { Store } from '../store/connect.ts';
import { addReplies } from '../store/replies.ts';
import { SMS } from '../testing/accounts.ts';
import { freshDatabase } from '../testing/database.ts';
import { type Answer, type FarSide, startFarSide } from '../testing/far-side.ts';
import { addPeople, openTestStore } from '../testing/people.ts';
import { openOutbound } from './deliver.ts';

const ACCOUNT = 'far-sms';
let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let far: FarSide;

beforeAll(async () => {
  database = await freshDatabase();
  store = openTestStore(database.url);
  far = await startFarSide();
});
afterAll(async () => {
  await store.close();
  await far.close();
  await database.drop();
});

test('whoever counts is told of each reply how it went at the provider', async () => {
  const people = await addPeople(store, 3);
  await addReplies(
    store.db,
    people.map(({ contactId, addressId }) => ({
      contactId,
      addressId,
      account: ACCOUNT,
      class: REPLY_CLASS.reply,
      content: { text: 'Mèsi' },
      cause: 'test.text',
      expiresAt: expiryOf('reply', new Date()),
    })),
  );
  const answers: Answer[] = ['take', { refuse: 'rejected' }, 'cut'];
  far.answer = (_call, nth) => answers[nth - 1] ?? 'take';
  const noted: unknown[] = [];
  const outbound = openOutbound({
    store,
    channels: new Map([[ACCOUNT, far.channel({ [ACCOUNT]: SMS })]]),
    noted: ({ account, taken, failure }) => noted.push([account, taken, failure?.kind]),
    log: openLog(undefined, 'silent'),
    concurrency: 1,
  });
  await outbound.drain(ACCOUNT);
  await outbound.stop();
  expect(noted).toEqual([
    [ACCOUNT, true, undefined],
    [ACCOUNT, false, 'rejected'],
    [ACCOUNT, false, 'outcome_unknown'],
  ]);
});
