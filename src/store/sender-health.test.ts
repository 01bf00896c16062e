import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { freshDatabase } from '../testing/database.ts';
import { openStore, type Store } from './connect.ts';
import { openSeal } from './seal.ts';
import { type AccountHealth, alertTroubled, countTroubled, healthOf } from './sender-health.ts';
import { noteCaughtUp, noteLink, noteTraffic, pauseSender } from './senders.ts';

const ZONE = 'America/Port-au-Prince';
const pace = { perSecond: 2, burst: 10 };
const accounts = new Map([
  ['web', { channel: 'web', pace, listens: true }],
  ['hook', { channel: 'hook', pace, listens: false }],
]);

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
beforeAll(async () => {
  database = await freshDatabase();
  store = openStore({
    url: database.url,
    seal: openSeal(Buffer.alloc(32, 7)),
    log: openLog(undefined, 'silent'),
  });
});
beforeEach(() => store.pool.query('truncate sender, lease, spend, contact cascade'));
afterAll(async () => {
  await store.close();
  await database.drop();
});

const run = (query: string, values: unknown[] = []) => store.pool.query(query, values);
const of = async (account: string): Promise<AccountHealth> => {
  const found = (await healthOf(store.db, accounts, ZONE)).find((one) => one.account === account);
  if (!found) throw new Error(`${account} is not told of`);
  return found;
};
const holds = (seconds: number) =>
  run(
    `insert into lease values ('channel web', gen_random_uuid(), now() + $1 * interval '1 second')
     on conflict (name) do update set until = excluded.until`,
    [seconds],
  );

describe('how an account stands', () => {
  test('before anything was heard of it: a webhook is there, a connection must tell first', async () => {
    expect(await of('hook')).toEqual({
      account: 'hook',
      channel: 'hook',
      standing: 'up',
      note: null,
      since: null,
      needsSomebody: false,
      lastInAt: null,
      lastOutAt: null,
      queue: { lifeSafety: 0, reply: 0, workflow: 0, bulk: 0 },
      held: 0,
      oldestDueAt: null,
      pace: { perSecond: 2, atOnce: 10 },
      paused: null,
      refusals: { total: 0, last: null, lastAt: null },
      spent: { bulk: { units: 0, milli: 0 }, template: { units: 0, milli: 0 } },
    });
    expect(await of('web')).toMatchObject({ standing: 'starting', needsSomebody: false });
  });

  test('as the channel says, as long as somebody holds the connection', async () => {
    await noteLink(store.db, 'web', 'up');
    expect(await of('web')).toMatchObject({ standing: 'down', note: 'nobody_listens' });
    await holds(30);
    expect(await of('web')).toMatchObject({ standing: 'up', note: null });
    await holds(-1);
    expect(await of('web')).toMatchObject({ standing: 'down', note: 'nobody_listens' });
    await noteLink(store.db, 'web', 'stopped', '401');
    expect(await of('web')).toMatchObject({ standing: 'stopped', note: '401', needsSomebody: true });
    expect((await of('web')).since).toBeInstanceOf(Date);
  });

  test('one that is only told of by its rows is closed, and wants nobody', async () => {
    await noteLink(store.db, 'old', 'stopped', '401');
    expect(await of('old')).toMatchObject({
      standing: 'closed',
      channel: null,
      pace: null,
      needsSomebody: false,
    });
    expect((await healthOf(store.db, accounts, ZONE)).map(({ account }) => account)).toEqual([
      'hook',
      'old',
      'web',
    ]);
  });

  test('a connection that is back soon is no trouble, one that stays away is', async () => {
    await noteLink(store.db, 'web', 'down', '503');
    expect(await of('web')).toMatchObject({ standing: 'down', needsSomebody: false });
    await run(`update sender set link_at = now() - interval '3 minutes'`);
    expect(await of('web')).toMatchObject({ standing: 'down', needsSomebody: true });
  });

  test('a provider that refuses what we send is trouble at once, and says why and until when', async () => {
    await noteTraffic(store.db, [
      { account: 'hook', refusals: 3, lastRefusal: 'over_quota 63038', lastRefusalAt: new Date() },
    ]);
    await pauseSender(store.db, 'hook', 60_000, { trouble: true });
    const health = await of('hook');
    expect(health).toMatchObject({ standing: 'trouble', note: 'over_quota 63038', needsSomebody: true });
    expect(health.paused?.why).toBe('over_quota 63038');
    expect(Math.abs((health.paused?.until.getTime() ?? 0) - Date.now() - 60_000)).toBeLessThan(5_000);
    await run(`update sender set paused_until = now() - interval '1 second', trouble_since = null`);
    expect(await of('hook')).toMatchObject({ standing: 'up', paused: null });
  });
});

test('a pause in trouble neither shortens a longer one nor begins the trouble anew', async () => {
  await pauseSender(store.db, 'hook', 600_000, { trouble: true });
  await run(`update sender set trouble_since = now() - interval '5 minutes'`);
  await pauseSender(store.db, 'hook', 5_000, { trouble: true });
  await pauseSender(store.db, 'hook', 5_000, { trouble: false });
  const { since, paused } = await of('hook');
  expect(Math.abs((since?.getTime() ?? 0) - Date.now() + 300_000)).toBeLessThan(30_000);
  expect((paused?.until.getTime() ?? 0) - Date.now()).toBeGreaterThan(500_000);
});

test('what waits is counted by class, what is held apart, and how long the oldest that is due has waited', async () => {
  const contactId = randomUUID();
  await run('insert into contact (id) values ($1)', [contactId]);
  await run(
    `insert into reply (id, contact_id, account, class, content, cause, expires_at, due_at, state)
     select gen_random_uuid(), $1, account, class, '{"text": "x"}', 'x', now() + interval '1 day',
       now() + due * interval '1 minute', state
     from (values ('hook', 0, -4, 'queued'), ('hook', 1, -90, 'queued'), ('hook', 1, 30, 'queued'),
       ('hook', 3, 5, 'held'), ('hook', 1, -500, 'sent'), ('web', 3, 10, 'queued')) as v(account, class, due, state)`,
    [contactId],
  );
  const hook = await of('hook');
  expect(hook.queue).toEqual({ lifeSafety: 1, reply: 2, workflow: 0, bulk: 0 });
  expect(hook.held).toBe(1);
  expect(Math.round((Date.now() - (hook.oldestDueAt?.getTime() ?? 0)) / 60_000)).toBe(90);
  expect(await of('web')).toMatchObject({ queue: { bulk: 1 }, oldestDueAt: null });
});

test('what is left of the pace, and what was spent on the day of the deployment', async () => {
  await run(`insert into sender (account, units_milli, refilled_at) values ('hook', -3000, now())`);
  expect((await of('hook')).pace).toEqual({ perSecond: 2, atOnce: 0 });
  await run(`update sender set units_milli = 4900, refilled_at = now()`);
  expect((await of('hook')).pace?.atOnce).toBeGreaterThanOrEqual(4);
  await run(
    `insert into spend values ((now() at time zone $1)::date, 'hook', 'bulk', 12, 900),
      ((now() at time zone $1)::date - 1, 'hook', 'bulk', 500, 9000),
      ((now() at time zone $1)::date, 'web', 'template', 1, 60)`,
    [ZONE],
  );
  expect((await of('hook')).spent).toEqual({
    bulk: { units: 12, milli: 900 },
    template: { units: 0, milli: 0 },
  });
  expect((await of('web')).spent.template).toEqual({ units: 1, milli: 60 });
});

describe('what is noted', () => {
  test('adds up over processes, and only moves forward', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 0, 15, 12, minute));
    await noteTraffic(store.db, []);
    await noteTraffic(store.db, [
      { account: 'web', refusals: 0, lastInAt: at(5) },
      { account: 'hook', refusals: 2, lastOutAt: at(7), lastRefusal: 'rejected 2', lastRefusalAt: at(7) },
    ]);
    await noteTraffic(store.db, [
      { account: 'hook', refusals: 1, lastInAt: at(9), lastRefusal: 'rejected 1', lastRefusalAt: at(6) },
      { account: 'web', refusals: 0, lastInAt: at(4), lastOutAt: at(4) },
    ]);
    expect(await of('hook')).toMatchObject({
      lastInAt: at(9),
      lastOutAt: at(7),
      refusals: { total: 3, last: 'rejected 2', lastAt: at(7) },
    });
    expect(await of('web')).toMatchObject({ lastInAt: at(5), lastOutAt: at(4) });
  });

  test('of many processes at once loses nothing', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const both = ['web', 'hook', 'third'].map((account) => ({ account, refusals: 1 }));
        return noteTraffic(store.db, n % 2 === 0 ? both : both.toReversed());
      }),
    );
    expect((await of('third')).refusals.total).toBe(40);
  });

  test('does not make a new account begin with an empty bucket', async () => {
    await noteTraffic(store.db, [{ account: 'hook', refusals: 0, lastInAt: new Date() }]);
    await noteLink(store.db, 'web', 'up');
    await noteCaughtUp(store.db, ['third'], new Date());
    expect((await of('hook')).pace?.atOnce).toBe(10);
    expect((await of('web')).pace?.atOnce).toBe(10);
  });
});

test('trouble is alarmed once it has lasted, each once, and again only after the account was well', async () => {
  const names = [...accounts.keys()];
  const ask = () => alertTroubled(store.db, names, 15);
  await noteLink(store.db, 'web', 'stopped', '401');
  await noteLink(store.db, 'old', 'stopped', '401');
  await run(
    `insert into sender (account, units_milli, refilled_at, trouble_since) values ('hook', 0, now(), now())`,
  );
  expect(await countTroubled(store.db, names)).toBe(2);
  expect(await ask()).toEqual([]);
  await run(`update sender set link_at = now() - interval '16 minutes'`);
  // Two processes have the duty: one of them says it.
  expect((await Promise.all([ask(), ask(), ask()])).flat()).toEqual(['web']);
  await run(`update sender set trouble_since = now() - interval '16 minutes' where account = 'hook'`);
  expect(await ask()).toEqual(['hook']);
  expect(await ask()).toEqual([]);
  await noteLink(store.db, 'web', 'up');
  expect(await ask()).toEqual([]);
  expect(await countTroubled(store.db, names)).toBe(1);
  await noteLink(store.db, 'web', 'stopped', '403');
  await run(`update sender set link_at = now() - interval '16 minutes'`);
  expect(await ask()).toEqual(['web']);
});
