import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openLog } from './core/log.ts';
import { SEND_ERRORS, SendError, type SendErrorKind } from './core/send-error.ts';
import { openStore, type Store } from './store/connect.ts';
import { openSeal } from './store/seal.ts';
import { freshDatabase } from './testing/database.ts';
import { until } from './testing/until.ts';
import { openTraffic } from './traffic.ts';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
const lines: string[] = [];
const log = openLog((line) => lines.push(line));
beforeAll(async () => {
  database = await freshDatabase();
  store = openStore({ url: database.url, seal: openSeal(Buffer.alloc(32, 7)), log });
});
beforeEach(() => store.pool.query('delete from sender'));
afterAll(async () => {
  await store.close();
  await database.drop();
});

const rows = async () =>
  (
    await store.pool.query(
      'select account, last_in_at, last_out_at, refusals::int, last_refusal from sender order by account',
    )
  ).rows;

test('is written now and then, and once more at the end', async () => {
  const traffic = openTraffic({ store, log, everyMs: 50 });
  const at = new Date('2026-01-15T12:00:00Z');
  traffic.heard(new Map([['in', at]]));
  traffic.heard(new Map([['in', new Date('2026-01-15T11:00:00Z')]]));
  await until(async () => (await rows()).length === 1, { what: 'it is written' });
  expect(await rows()).toEqual([
    { account: 'in', last_in_at: at, last_out_at: null, refusals: 0, last_refusal: null },
  ]);
  traffic.sent({ account: 'out', taken: true });
  await traffic.close();
  expect((await rows())[1]).toMatchObject({ account: 'out', last_out_at: expect.any(Date), refusals: 0 });
});

test('a refusal is what somebody of ours can act on, not that a phone is off; half a reply is both', async () => {
  const traffic = openTraffic({ store, log, everyMs: 60_000 });
  for (const kind of Object.keys(SEND_ERRORS) as SendErrorKind[])
    traffic.sent({ account: kind, taken: false, failure: new SendError(kind, '77') });
  traffic.sent({ account: 'half', taken: true, failure: new SendError('throttled', '429') });
  await traffic.close();
  const found = await rows();
  expect(found.map(({ account }) => account)).toEqual(
    [
      ...(Object.keys(SEND_ERRORS) as SendErrorKind[]).filter((kind) => SEND_ERRORS[kind].fault !== 'person'),
      'half',
    ].sort(),
  );
  expect(found.find(({ account }) => account === 'half')).toMatchObject({
    last_out_at: expect.any(Date),
    refusals: 1,
    last_refusal: 'throttled 429',
  });
});

test('what could not be written is written later, added to what came since', async () => {
  const away = openStore({ url: database.url, seal: store.seal, log });
  const traffic = openTraffic({ store: away, log, everyMs: 20 });
  await store.pool.query('alter table sender rename to sender_gone');
  try {
    traffic.sent({ account: 'x', taken: false, failure: new SendError('rejected', '1') });
    await until(() => lines.some((line) => line.includes('could not be written yet')), { what: 'it failed' });
    traffic.sent({ account: 'x', taken: false, failure: new SendError('rejected', '2') });
  } finally {
    await store.pool.query('alter table sender_gone rename to sender');
  }
  await traffic.close();
  await away.close();
  expect(await rows()).toMatchObject([{ account: 'x', refusals: 2, last_refusal: 'rejected 2' }]);
});
