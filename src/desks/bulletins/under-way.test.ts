import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findBulletin, openRuns } from '../../store/bulletins.ts';
import { SMS } from '../../testing/accounts.ts';
import { type BulletinWorld, openBulletinWorld } from '../../testing/bulletin-world.ts';
import type { Person } from '../../testing/outbound-world.ts';
import { until } from '../../testing/until.ts';
import { type BulletinDesk, cancelRun, pauseRun, resendRun, resumeRun, sendBulletins } from './index.ts';

let world: BulletinWorld;
beforeAll(async () => {
  world = await openBulletinWorld();
});
afterAll(() => world.close());
beforeEach(() => world.begin());
afterEach(() => world.end());

const run = (query: ReturnType<typeof sql>) => world.store.db.execute(query);
const heard = () => world.far.taken.map(({ to }) => to).sort();
const phones = (people: readonly Person[]) => people.map(({ phone }) => phone).sort();
const stateOf = async (id: string) => (await world.runOf(id)).state;
/** An account that sends one message a second: no more than fifty are queued there. */
const slow = (): BulletinDesk => ({
  ...world.desk,
  capabilities: new Map([
    ...world.desk.capabilities,
    ['digicel', { ...SMS, pace: { ...SMS.pace, perSecond: 1 } }],
  ]),
});

describe('what was tried and did not arrive', () => {
  test('is tried again though the sending was done by then, and it is done again', async () => {
    await world.subscribers(1);
    const id = await world.approved();
    const outbound = world.open();
    await world.sendAll(outbound);
    await sendBulletins(world.desk);
    expect(await stateOf(id)).toBe('done');
    const { rows } = await run(sql`select id from part`);
    await world.receipt(String(rows[0]?.id), 'failed', 'unreachable');
    expect(await world.states()).toEqual({ queued: 1 });
    await sendBulletins(world.desk);
    expect(await stateOf(id)).toBe('running');
    await world.makeDue();
    await outbound.drain('digicel');
    await sendBulletins(world.desk);
    expect([world.far.taken.length, await stateOf(id)]).toEqual([2, 'done']);
  });

  test('keeps nobody else from leaving: not while it waits, and not where its sending is paused', async () => {
    const people = await world.subscribers(120);
    const desk = slow();
    const id = await world.approved();
    const outbound = world.open();
    let off = true;
    world.far.answer = () => (off ? { refuse: 'unreachable' } : 'take');
    await sendBulletins(desk);
    await outbound.drain('digicel');
    expect(await world.states()).toEqual({ queued: 50 });
    off = false;
    await sendBulletins(desk);
    await outbound.drain('digicel');
    expect(await world.states()).toEqual({ queued: 50, sent: 50 });
    await pauseRun(desk, { by: await world.member(), runId: (await world.runOf(id)).id });
    await world.makeDue();
    const before = world.far.taken.length;
    await world.approved();
    for (let n = 0; n < 4; n += 1) {
      await sendBulletins(desk);
      await outbound.drain('digicel');
    }
    expect(
      world.far.taken
        .slice(before)
        .map(({ to }) => to)
        .sort(),
    ).toEqual(phones(people));
  });

  test('is not tried again once the sending is cancelled', async () => {
    await world.subscribers(1);
    const id = await world.approved();
    await sendBulletins(world.desk);
    const { id: runId } = await world.runOf(id);
    const by = await world.member();
    world.far.answer = async () => {
      expect(await cancelRun(world.desk, { by, runId, why: 'Fot' })).toBeNull();
      return { refuse: 'unreachable' };
    };
    await world.open().drain('digicel');
    await sendBulletins(world.desk);
    expect(await world.states()).toEqual({ cancelled: 1 });
  });
});

describe('the end of a sending', () => {
  test('what may be spent is spent, also where it had not left yet when the money was over', async () => {
    await world.subscribers(10);
    const id = await world.approved({ mostMilli: 4 * world.desk.milliPerUnit('digicel') });
    for (let n = 0; n < 3; n += 1) await sendBulletins(world.desk);
    expect(await stateOf(id)).toBe('running');
    await world.open().drain('digicel');
    await sendBulletins(world.desk);
    expect([world.far.taken.length, await stateOf(id)]).toEqual([4, 'paused']);
    // Whose time is over while it is paused ends.
    await run(sql`update bulletin_run set ends_at = now()`);
    await sendBulletins(world.desk);
    expect(await stateOf(id)).toBe('done');
  });

  test('it can be paused though its account is closed, and one that cannot go on keeps no other', async () => {
    const people = await world.subscribers(2);
    const id = await world.approved();
    await sendBulletins(world.desk);
    const capabilities = new Map([...world.desk.capabilities].filter(([account]) => account !== 'digicel'));
    const fit: BulletinDesk['fit'] = (account, content) => {
      if (!capabilities.has(account)) throw new Error(`no account ${account}`);
      return world.desk.fit(account, content);
    };
    const { id: runId } = await world.runOf(id);
    const by = await world.member();
    expect(await pauseRun({ ...world.desk, capabilities, fit }, { by, runId })).toBeNull();
    expect(await resumeRun(world.desk, { by, runId })).toBeNull();
    const broken: BulletinDesk = {
      ...world.desk,
      fit(account, content) {
        if (content.short?.startsWith('Pa ka')) throw new Error('unfit');
        return world.desk.fit(account, content);
      },
    };
    const bad = await world.approved({ texts: { ht: { text: 'Pa ka', short: 'Pa ka' } } });
    for (let n = 0; n < 2; n += 1) {
      await sendBulletins(broken);
      await world.open().drain('digicel');
    }
    expect(heard()).toEqual(phones(people));
    expect([await stateOf(id), await stateOf(bad)].sort()).toEqual(['done', 'running']);
    expect(world.warned.join()).toContain('a bulletin could not go on');
  });
});

describe('how often, and when', () => {
  test('two processes with two bulletins give one a day to who wants one a day', async () => {
    await world.subscribers(200, { frequency: 'daily' });
    const quiet = {
      ...world.desk,
      quietHours: { from: new Date().getUTCHours(), until: (new Date().getUTCHours() + 2) % 24 },
      timeZone: 'UTC',
    };
    for (let n = 0; n < 4; n += 1) await world.approved();
    await sendBulletins(quiet);
    expect(await world.states()).toEqual({});
    // Held up in the middle of it, so that two of them surely look at the same people at once.
    const sending = await world.store.db.transaction(async (tx) => {
      await tx.execute(sql`select from contact for update`);
      const both = [1, 2].map(() => sendBulletins(world.desk));
      // Not in the transaction: that would see the same connections again and again.
      await until(async () => {
        const { rows } =
          await world.store.db.execute(sql`select count(*)::int as n from pg_locks l join pg_stat_activity a
          on a.pid = l.pid where not l.granted and a.datname = current_database()`);
        return rows[0]?.n === 2;
      });
      return { both };
    });
    await Promise.all(sending.both);
    const { rows } = await run(
      sql`select count(*)::int as n from reply group by contact_id having count(*) > 1`,
    );
    expect(rows).toEqual([]);
    expect(await world.states()).toEqual({ queued: 200 });
  });

  test('in quiet hours nothing leaves even where nobody is there to hold it back', async () => {
    const people = await world.subscribers(2);
    await world.approved();
    await sendBulletins(world.desk);
    let isQuiet = true;
    const outbound = world.open({ policy: { timeZone: 'UTC', isQuiet: () => isQuiet } });
    const [person] = people;
    await world.say(person as Person, 'answer');
    await outbound.drain('digicel');
    expect(world.far.taken.map(({ text }) => text)).toEqual(['answer']);
    isQuiet = false;
    await outbound.drain('digicel');
    expect(world.far.taken).toHaveLength(3);
  });

  test('a weekly one that begins at its very hour goes out at that hour', async () => {
    const at = new Date(Date.now() + 40 * 86_400_000);
    at.setUTCHours(12, 0, 0, 0);
    const clock = new Intl.DateTimeFormat('en', {
      timeZone: world.desk.timeZone,
      hour: 'numeric',
      hourCycle: 'h23',
    });
    const weekly = { weekday: at.getUTCDay(), minutes: Number(clock.format(at)) * 60 };
    const id = await world.approved({ startsAt: at, weekly });
    expect((await findBulletin(world.store.db, id))?.nextAt).toEqual(at);
  });
});

describe('again, and set right', () => {
  test('what was queued when it was cancelled is sent again; who has a part of it is not sent it twice', async () => {
    const people = await world.subscribers(3);
    const [has] = people;
    const id = await world.approved();
    const outbound = world.open();
    await sendBulletins(world.desk);
    const by = await world.member();
    const { id: runId } = await world.runOf(id);
    // Their words have arrived; the recording beside them is still to be tried.
    await run(sql`insert into part (id, reply_id, n, account, text, segments, state)
      select gen_random_uuid(), id, 1, account, 'x', 1, 'accepted' from reply where contact_id = ${has?.contactId}`);
    await cancelRun(world.desk, { by, runId, why: 'Fot' });
    expect(await resendRun(world.desk, { by, runId })).toMatchObject({ runId: expect.any(String) });
    await world.sendAll(outbound);
    expect(heard()).toEqual(phones(people.slice(1)));
    // They have it, and hear what is right.
    await world.approved({}, runId);
    await world.sendAll(outbound);
    expect(heard()).toEqual(phones([...people, ...people.slice(1)]));
  });

  test('once its correction has begun nobody gets it any more, nor is it sent again; a correction goes first', async () => {
    const people = await world.subscribers(120);
    const desk = slow();
    const id = await world.approved();
    const outbound = world.open();
    await sendBulletins(desk);
    await outbound.drain('digicel');
    const first = heard();
    expect(first).toHaveLength(50);
    await sendBulletins(desk);
    const { id: runId } = await world.runOf(id);
    const right = { ht: { text: 'Pa vre.', short: 'Pa vre.' } };
    const correction = await world.approved({ texts: right }, runId);
    await sendBulletins(desk);
    expect(await stateOf(id)).toBe('cancelled');
    await outbound.drain('digicel');
    await world.sendAll(outbound);
    expect(world.far.taken.filter(({ text }) => !text.startsWith('Pa vre'))).toHaveLength(50);
    expect(heard()).toEqual([...first, ...first].sort());
    const by = await world.member();
    expect(await resendRun(desk, { by, runId })).toBe('outdated');
    await run(sql`update bulletin_run set state = 'running', finished_at = null`);
    for (let n = 0; n < 5; n += 1)
      expect((await openRuns(world.store.db, new Date()))[0]?.id).toBe((await world.runOf(correction)).id);
    expect(people).toHaveLength(120);
  });
});
