import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { contact, reply, subscription } from '../../store/schema.ts';
import { type BulletinWorld, openBulletinWorld } from '../../testing/bulletin-world.ts';
import type { Answer } from '../../testing/far-side.ts';
import type { Person } from '../../testing/outbound-world.ts';
import {
  cancelRun,
  estimate,
  formsOf,
  pauseRun,
  resendRun,
  resultsOf,
  resumeRun,
  sendBulletins,
  viewBulletin,
  viewRun,
} from './index.ts';

let world: BulletinWorld;
beforeAll(async () => {
  world = await openBulletinWorld();
});
afterAll(() => world.close());
beforeEach(() => world.begin());
afterEach(() => world.end());

const SAID = 'Biwo vot yo louvri a 6e. Fini: STOP';
const heard = () => world.far.taken.map(({ to }) => to).sort();
const phones = (...of: readonly Person[][]) =>
  of
    .flat()
    .map(({ phone }) => phone)
    .sort();
const stop = (person: Person | undefined) =>
  world.store.db
    .update(contact)
    .set({ stoppedAt: new Date() })
    .where(eq(contact.id, person?.contactId ?? ''));
const unsubscribe = (person: Person | undefined) =>
  world.store.db
    .update(subscription)
    .set({ endedAt: new Date() })
    .where(eq(subscription.contactId, person?.contactId ?? ''));
/** As if everything that went out so far had gone out that long ago. */
const daysLater = (days: number) =>
  world.store.db.execute(sql`update reply set created_at = created_at - ${days} * interval '1 day'`);

describe('who gets it', () => {
  test('those who want the topic, each once, in their language and as their channel has it', async () => {
    const ht = await world.subscribers(3);
    const fr = await world.subscribers(1, { language: 'fr', account: 'whatsapp', topics: ['all'] });
    // There are no words in Spanish: the deployment's first language.
    const es = await world.subscribers(1, { language: 'es' });
    await world.subscribers(2, { topics: ['security'] });
    await world.subscribers(1, { endedAt: new Date() });
    const id = await world.approved();
    await world.sendAll(world.open());
    await world.sendAll(world.open());
    expect(heard()).toEqual(phones(ht, fr, es));
    expect(
      new Set(world.far.taken.filter(({ account }) => account === 'digicel').map(({ text }) => text)),
    ).toEqual(new Set([SAID]));
    expect(world.far.taken.find(({ account }) => account === 'whatsapp')?.text).toBe(
      'Les bureaux de vote ouvrent à 6 heures.\n\nPour changer ou arrêter les bulletins : BULLETIN. Pour ne plus rien recevoir : STOP.',
    );
    const run = await world.runOf(id);
    expect(run).toMatchObject({ state: 'done', n: 1, planned: 5, handled: 5 });
    expect(await viewRun(world.desk, run.id)).toMatchObject({ progress: { sent: 5, underWay: 0 }, left: 0 });
  });

  test('a bulletin for everything reaches everybody; an audience narrows by language, commune, channel and activity', async () => {
    const [a] = await world.subscribers(1, { placeCode: 'HT0111' });
    const [b] = await world.subscribers(1, {
      placeCode: 'HT0111',
      topics: ['security'],
      account: 'whatsapp',
    });
    await world.subscribers(1, { placeCode: 'HT0211' });
    await world.subscribers(1, { placeCode: 'HT0111', language: 'fr' });
    await world.wrote(a as Person, 24 * 3);
    const audience = { places: ['HT0111'], languages: ['ht'] };
    const outbound = world.open();
    await world.approved({ topic: 'all', audience });
    await world.sendAll(outbound);
    expect(heard()).toEqual(phones([a as Person, b as Person]));
    await world.approved({ topic: 'all', audience: { ...audience, media: ['whatsapp'] } });
    await world.approved({ topic: 'all', audience: { ...audience, activeDays: 7 } });
    await world.sendAll(outbound);
    expect(heard()).toEqual(phones([a, a, b, b] as Person[]));
    await world.approved({ topic: 'all', audience: { ...audience, activeDays: 2 } });
    await world.sendAll(outbound);
    expect(heard()).toHaveLength(4);
  });

  test('what was subscribed before it was kept where goes to where they wrote last; Baileys takes none', async () => {
    const [moved] = await world.subscribers(1, { account: null, addressId: null });
    await world.wrote(moved as Person, 100, { account: 'digicel' });
    await world.wrote(moved as Person, 90, { account: 'whatsapp' });
    await world.subscribers(2, { account: 'baileys' });
    const id = await world.approved();
    await world.sendAll(world.open());
    expect(world.far.taken).toMatchObject([{ account: 'whatsapp', to: moved?.phone }]);
    const run = await world.runOf(id);
    expect(await resultsOf(world.desk, run.id)).toEqual([
      { account: 'baileys', outcome: 'skipped', reason: 'not_here', people: 2, units: 0 },
      { account: 'whatsapp', outcome: 'sent', reason: null, people: 1, units: 1 },
    ]);
    expect(run.planned).toBe(1);
  });

  test('where their window is closed it leaves in a template, and where there is none in their language it waits', async () => {
    const [wrote] = await world.subscribers(1, { account: 'cloud' });
    const [silent] = await world.subscribers(1, { account: 'cloud' });
    await world.subscribers(1, { account: 'cloud', language: 'fr' });
    await world.wrote(wrote as Person, 2, { account: 'cloud' });
    const id = await world.approved();
    await world.sendAll(world.open(), 2);
    const to = (person: Person | undefined) => world.far.taken.find((call) => call.to === person?.phone);
    expect(to(wrote)?.template).toBeUndefined();
    expect(to(wrote)?.text).toContain('Biwo vòt yo louvri');
    expect(to(silent)?.template).toEqual({ name: 'bilten', language: 'fr', params: [SAID] });
    expect(world.far.taken).toHaveLength(2);
    expect(await resultsOf(world.desk, (await world.runOf(id)).id)).toContainEqual(
      expect.objectContaining({ account: 'cloud', outcome: 'waiting', reason: 'window_closed', people: 1 }),
    );
  });

  test('who stops or unsubscribes after it was planned, or after it was queued, gets nothing', async () => {
    const people = await world.subscribers(6);
    const [a, b, c, d] = people;
    const id = await world.approved();
    // Planned and queued; nothing has left yet.
    await sendBulletins(world.desk);
    expect(await world.states()).toEqual({ queued: 6 });
    await stop(a);
    await unsubscribe(b);
    await world.open().drain('digicel');
    expect(heard()).toEqual(phones(people.slice(2)));
    expect(await world.states()).toEqual({ cancelled: 2, sent: 4 });
    const second = await world.approved();
    await world.store.db.execute(sql`update bulletin set next_at = null`);
    await pauseRunOf(second, async () => {
      await stop(c);
      await unsubscribe(d);
    });
    await world.sendAll(world.open());
    expect(heard()).toEqual(phones(people.slice(2), people.slice(4)));
    expect(await world.reasons()).toEqual([]);
    expect(
      (await resultsOf(world.desk, (await world.runOf(second)).id)).map(({ reason, people: n }) => [
        reason,
        n,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['stopped', 1],
        ['unsubscribed', 1],
      ]),
    );
    expect((await world.runOf(id)).state).toBe('done');
  });

  /** Begins a sending, takes back what is queued, lets something happen and goes on. */
  async function pauseRunOf(id: string, meanwhile: () => Promise<void>) {
    const lead = await world.member();
    await world.store.db.execute(sql`update bulletin set next_at = now() where id = ${id}`);
    await sendBulletins(world.desk);
    const { id: runId } = await world.runOf(id);
    expect(await pauseRun(world.desk, { by: lead, runId })).toBeNull();
    await meanwhile();
    expect(await resumeRun(world.desk, { by: lead, runId })).toBeNull();
  }
});

describe('how often', () => {
  test('who wants one a day gets the first, and the second the next day if it is still worth it', async () => {
    const daily = await world.subscribers(1, { frequency: 'daily' });
    const each = await world.subscribers(1);
    const outbound = world.open();
    await world.approved();
    await world.sendAll(outbound);
    const later = await world.approved({ validHours: 48 });
    const short = await world.approved({ validHours: 1 });
    await world.sendAll(outbound);
    expect(heard()).toEqual(phones(daily, each, each, each));
    expect((await world.runOf(later)).state).toBe('running');
    expect(await resultsOf(world.desk, (await world.runOf(short)).id)).toContainEqual(
      expect.objectContaining({ outcome: 'skipped', reason: 'too_often', people: 1 }),
    );
    await daysLater(1);
    await world.store.db.execute(sql`update bulletin_send set not_before = now() where state = 'later'`);
    await world.sendAll(outbound);
    expect(heard()).toEqual(phones(daily, daily, each, each, each));
    expect((await world.runOf(later)).state).toBe('done');
  });

  test('nobody gets more a day than the country allows; a week is a week', async () => {
    const people = await world.subscribers(1);
    const weekly = await world.subscribers(1, { frequency: 'weekly' });
    const outbound = world.open();
    for (let n = 0; n < world.desk.bulletinsPerDay + 1; n += 1) {
      await world.approved({ validHours: 1 });
      await world.sendAll(outbound);
    }
    expect(heard()).toEqual(phones(...Array(world.desk.bulletinsPerDay).fill(people), weekly));
    await daysLater(6);
    await world.approved({ validHours: 1 });
    await world.sendAll(outbound);
    expect(heard().filter((to) => to === weekly[0]?.phone)).toHaveLength(1);
    await daysLater(0.6);
    await world.approved({ validHours: 1 });
    await world.sendAll(outbound);
    expect(heard().filter((to) => to === weekly[0]?.phone)).toHaveLength(2);
  });

  test('in quiet hours nothing leaves, not even what is queued; afterwards all of it does', async () => {
    const people = await world.subscribers(3);
    const id = await world.approved();
    await sendBulletins(world.desk);
    const outbound = world.open();
    const hour = new Date().getHours();
    const quiet = { ...world.desk, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
    await sendBulletins({ ...quiet, quietHours: { from: hour, until: (hour + 2) % 24 } });
    await outbound.drain('digicel');
    expect(heard()).toEqual([]);
    expect((await world.runOf(id)).restsUntil).toBeInstanceOf(Date);
    await world.store.db.execute(sql`update bulletin_run set rests_until = now()`);
    await outbound.drain('digicel');
    expect(heard()).toEqual(phones(people));
  });
});

describe('while it leaves', () => {
  test('paused it stops at once, resumed it goes on, cancelled it ends; nobody gets two', async () => {
    const people = await world.subscribers(300);
    const id = await world.approved();
    const lead = await world.member();
    const outbound = world.open({ concurrency: 4 });
    await sendBulletins(world.desk);
    const { id: runId } = await world.runOf(id);
    world.far.answer = async (_call, nth): Promise<Answer> => {
      if (nth === 100) expect(await pauseRun(world.desk, { by: lead, runId })).toBeNull();
      return 'take';
    };
    await outbound.drain('digicel');
    // What was with the provider is with the provider.
    const before = world.far.taken.length;
    expect(before).toBeGreaterThanOrEqual(100);
    expect(before).toBeLessThan(100 + 2 * 4);
    expect(await pauseRun(world.desk, { by: lead, runId })).toBe('state');
    await world.sendAll(outbound);
    await outbound.drain('digicel');
    expect(world.far.taken).toHaveLength(before);
    expect(await world.runIs(runId)).toMatchObject({ state: 'paused', planned: 300, handled: before });
    world.far.answer = async (_call, nth): Promise<Answer> => {
      if (nth === 200)
        expect(await cancelRun(world.desk, { by: lead, runId, why: 'Fot nan tèks la' })).toBeNull();
      return 'take';
    };
    expect(await resumeRun(world.desk, { by: lead, runId })).toBeNull();
    await world.sendAll(outbound);
    expect(world.far.taken.length).toBeLessThan(200 + 2 * 4);
    expect(new Set(heard()).size).toBe(world.far.taken.length);
    expect(await resumeRun(world.desk, { by: lead, runId })).toBe('state');
    const results = await resultsOf(world.desk, runId);
    expect(results.reduce((sum, { people: n }) => sum + n, 0)).toBe(people.length);
  });

  test('two processes and a commit that is repeated give each person one', async () => {
    const people = await world.subscribers(400);
    await world.approved();
    const two = [world.open({ alone: true }), world.open({ alone: true })];
    for (let n = 0; n < 10; n += 1) {
      await Promise.all([sendBulletins(world.desk), sendBulletins(world.desk)]);
      // As if a process had died after its commit and begun anew with what it thought was due.
      if (n === 1)
        await world.store.db.execute(sql`update bulletin_send set state = 'due' where state = 'queued'`);
      await Promise.all(two.map((outbound) => outbound.drain('digicel')));
    }
    expect(heard()).toEqual(phones(people));
  });

  test('an answer leaves before the rest of a bulletin', async () => {
    const people = await world.subscribers(200);
    await world.approved();
    await sendBulletins(world.desk);
    world.far.answer = async (_call, nth): Promise<Answer> => {
      if (nth === 20) await world.say(people[150] as Person, 'answer');
      return 'take';
    };
    await world.open({ concurrency: 4 }).drain('digicel');
    const at = world.far.taken.findIndex(({ text }) => text === 'answer');
    expect(at).toBeGreaterThan(0);
    expect(at).toBeLessThan(20 + 2 * 4);
  });

  test('only as much is queued as an account sends soon: a pause has little to take back', async () => {
    await world.subscribers(5_000);
    const id = await world.approved();
    await sendBulletins(world.desk);
    await sendBulletins(world.desk);
    expect(await world.states()).toEqual({ queued: 4_000 });
    expect((await world.runOf(id)).handled).toBe(4_000);
  });

  test('it pauses before it costs more than it may, and nobody else is held up', async () => {
    await world.subscribers(10);
    const each = world.desk.milliPerUnit('digicel');
    const id = await world.approved({ mostMilli: 4 * each });
    await world.sendAll(world.open());
    await sendBulletins(world.desk);
    expect(world.far.taken).toHaveLength(4);
    const { run } = (await viewRun(world.desk, (await world.runOf(id)).id)) ?? {};
    expect(run).toMatchObject({ state: 'paused', pausedFor: 'money', milli: 4 * each });
    const lines = world.warned.map((line) => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ runId: run?.id, level: 'warn' }));
  });
});

describe('afterwards', () => {
  test('results per channel and reason; it is sent again to those only whom it did not reach', async () => {
    const people = await world.subscribers(4);
    const [dead, off, unsure] = people;
    world.far.answer = ({ to }) => {
      if (to === dead?.phone) return { refuse: 'unreachable' };
      if (to === off?.phone) return { refuse: 'rejected' };
      return to === unsure?.phone ? 'cut' : 'take';
    };
    const id = await world.approved();
    const outbound = world.open();
    await world.sendAll(outbound);
    await world.store.db.execute(
      sql`update reply set state = 'failed', error = 'unreachable x' where state = 'queued'`,
    );
    await sendBulletins(world.desk);
    const run = await world.runOf(id);
    const lead = await world.member();
    expect(await resultsOf(world.desk, run.id)).toEqual([
      { account: 'digicel', outcome: 'failed', reason: 'rejected', people: 1, units: 0 },
      { account: 'digicel', outcome: 'failed', reason: 'unreachable', people: 1, units: 0 },
      { account: 'digicel', outcome: 'sent', reason: null, people: 1, units: 1 },
      { account: 'digicel', outcome: 'unknown', reason: null, people: 1, units: 1 },
    ]);
    // A line of the results, not a case for a person.
    expect(await world.reasons()).toEqual([]);
    world.far.answer = () => 'take';
    const again = await resendRun(world.desk, { by: lead, runId: run.id });
    expect(await resendRun(world.desk, { by: lead, runId: run.id })).toBe('state');
    await world.sendAll(outbound);
    expect(
      world.far.taken
        .slice(2)
        .map(({ to }) => to)
        .sort(),
    ).toEqual(phones([dead, off] as Person[]));
    expect(again).toEqual({ runId: (await world.runOf(id)).id });
  });

  test('a correction reaches who got it, whatever they want now, but not who stopped, and nobody else', async () => {
    const people = await world.subscribers(4, { frequency: 'weekly' });
    const [refused, left, stopped, heldByOther] = people;
    world.far.answer = ({ to }) => (to === refused?.phone ? { refuse: 'rejected' } : 'take');
    const outbound = world.open();
    const id = await world.approved();
    await world.sendAll(outbound);
    await world.subscribers(3);
    const run = await world.runOf(id);
    world.far.answer = () => 'take';
    // Who got it by a second sending got it.
    await resendRun(world.desk, { by: await world.member(), runId: run.id });
    await world.sendAll(outbound);
    const sofar = world.far.taken.length;
    await unsubscribe(left);
    await stop(stopped);
    await world.store.db
      .update(contact)
      .set({ personSince: new Date() })
      .where(eq(contact.id, heldByOther?.contactId ?? ''));
    await world.approved({}, run.id);
    await world.sendAll(outbound);
    expect(
      world.far.taken
        .slice(sofar)
        .map(({ to }) => to)
        .sort(),
    ).toEqual(phones([refused, left] as Person[]));
  });

  test('what expired with the day is not sent late, and a sending ends', async () => {
    await world.subscribers(2);
    const id = await world.approved();
    await sendBulletins(world.desk);
    await world.store.db.execute(sql`update bulletin_run set ends_at = now() - interval '1 minute'`);
    await world.store.db.execute(sql`update reply set expires_at = now() - interval '1 minute'`);
    await world.sendAll(world.open());
    await world.open().drain('digicel');
    expect(heard()).toEqual([]);
    const run = await world.runOf(id);
    expect(run.state).toBe('done');
    expect(await resumeRun(world.desk, { by: await world.member(), runId: run.id })).toBe('state');
  });
});

describe('before', () => {
  test('each channel’s form, its segments and its price, and whom it would reach', async () => {
    const id = await world.approved();
    await world.subscribers(3);
    await world.subscribers(2, { account: 'whatsapp', language: 'fr' });
    await world.subscribers(1, { account: 'baileys' });
    const { texts, bulletin } = (await viewBulletin(world.desk, id)) ?? {};
    if (!texts || !bulletin) throw new Error('it is gone');
    const forms = await formsOf(world.desk, texts);
    const each = world.desk.milliPerUnit('digicel');
    expect(forms.map(({ account, language }) => `${account} ${language}`)).toEqual([
      'digicel ht',
      'digicel fr',
      'whatsapp ht',
      'whatsapp fr',
      'cloud ht',
      'cloud fr',
    ]);
    expect(forms[0]).toMatchObject({ parts: [{ text: SAID }], segments: 1, milli: each });
    expect(await estimate(world.desk, bulletin, texts)).toEqual({
      lines: [
        { account: 'baileys', language: 'ht', people: 1, units: 0, milli: 0, refused: true },
        { account: 'digicel', language: 'ht', people: 3, units: 3, milli: 3 * each, refused: false },
        expect.objectContaining({ account: 'whatsapp', language: 'fr', people: 2, units: 2 }),
      ],
      people: 5,
      milli: 3 * each + 2 * world.desk.milliPerUnit('whatsapp'),
    });
    await world.sendAll(world.open());
    const { rows } = await world.store.db.execute(
      sql`select sum(segments)::int as units from part join ${reply} r on r.id = reply_id where r.account = 'digicel'`,
    );
    expect(rows).toEqual([{ units: 3 }]);
  });
});
