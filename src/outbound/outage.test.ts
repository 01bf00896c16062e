import { afterAll, beforeAll, expect, test } from 'vitest';
import { expiryOf } from '../core/expiry.ts';
import { openLog } from '../core/log.ts';
import { REPLY_CLASS } from '../core/message.ts';
import type { Store } from '../store/connect.ts';
import { migrate } from '../store/migrate.ts';
import { addReplies } from '../store/replies.ts';
import { part, reply } from '../store/schema.ts';
import { SMS } from '../testing/accounts.ts';
import { type Answer, type FarSide, startFarSide } from '../testing/far-side.ts';
import { addPeople, openTestStore } from '../testing/people.ts';
import { type PrivatePostgres, startPrivatePostgres } from '../testing/private-postgres.ts';
import { until } from '../testing/until.ts';
import { openOutbound } from './deliver.ts';

const ACCOUNT = 'far-sms';
let postgres: PrivatePostgres;
let store: Store;
let far: FarSide;

beforeAll(async () => {
  postgres = await startPrivatePostgres();
  await migrate(postgres.url);
  store = openTestStore(postgres.url);
  far = await startFarSide();
}, 120_000);
afterAll(async () => {
  await store.close();
  await far.close();
  await postgres.remove();
});

test('sends that end while the database is away are written when it is back, and never made again', async () => {
  const people = await addPeople(store, 8);
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
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  far.answer = async (_call, nth): Promise<Answer> => {
    await held;
    if (nth === 1) return { refuse: 'rejected' };
    return nth === 2 ? { refuse: 'unavailable' } : 'take';
  };
  const lines: string[] = [];
  const outbound = openOutbound({
    store,
    channels: new Map([[ACCOUNT, far.channel({ [ACCOUNT]: SMS })]]),
    log: openLog((line) => lines.push(line)),
    concurrency: 4,
  });
  const draining = outbound.drain(ACCOUNT);
  await until(() => far.calls.length === 4);
  await postgres.stop();
  release();
  await until(() => lines.some((line) => line.includes('could not be written')));
  await postgres.start();
  await draining.catch(() => outbound.drain(ACCOUNT));
  await until(async () => {
    await store.db.update(reply).set({ dueAt: new Date(0) });
    await outbound.drain(ACCOUNT);
    return far.taken.length >= 7;
  });
  await outbound.stop();
  expect(far.calls.length).toBe(9);
  expect(new Set(far.taken.map((call) => call.to)).size).toBe(7);
  const states = (await store.db.select().from(reply)).map((row) => row.state).sort();
  expect(states).toEqual(['failed', ...Array(7).fill('sent')]);
  const kept = await store.db.select().from(part);
  expect(kept.filter((row) => row.externalId === far.externalId(row.id)).length).toBe(7);
}, 120_000);
