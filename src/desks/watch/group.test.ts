import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listEvents } from '../../store/events.ts';
import { keepFromGrouping, reportsOf } from '../../store/incident-reports.ts';
import { listIncidents, lockIncidents } from '../../store/incidents.ts';
import { DELMAS, number } from '../../testing/observers.ts';
import { until } from '../../testing/until.ts';
import {
  ARMED,
  LATE,
  OBSERVERS,
  type Observer,
  openWatchWorld,
  SHOTS,
  type WatchWorld,
} from '../../testing/watch-world.ts';
import { dismissReport, openToAccused, verifyIncident } from './moves.ts';

const [ONE, TWO, OTHER, TRAINEE] = OBSERVERS;
const KAFOU = number('11300');
/** A section of Delmas. */
const SAINT_MARTIN = number('11201');

let world: WatchWorld;
beforeAll(async () => {
  world = await openWatchWorld();
});
afterAll(() => world.close());
beforeEach(() => world.afresh());

test('of one code, place and time they are one, and each independent source makes it surer', async () => {
  await world.told(ONE, `${ARMED}x3`);
  expect(await world.only()).toMatchObject({
    state: 'received',
    code: ARMED,
    quantity: 3,
    severity: 'Severe',
    urgency: 'Immediate',
    certainty: 'Possible',
    placeCode: 'HT0112',
    exercise: false,
  });
  // A colleague of the same organisation is no independent source; one of another organisation is.
  await world.told(TWO, ARMED);
  expect(await world.only()).toMatchObject({ certainty: 'Possible' });
  await world.told(OTHER, `${ARMED}x5`);
  expect(await world.only()).toMatchObject({ certainty: 'Likely', quantity: 5 });
});

test('elsewhere, of another kind or much later it is another one; near by it is the same', async () => {
  await world.told(ONE, ARMED);
  await world.told(TWO, `${ARMED} ${KAFOU}`);
  await world.told(OTHER, SHOTS);
  expect(await world.incidents()).toHaveLength(3);
  await world.told(OTHER, `${ARMED} ${SAINT_MARTIN}`);
  expect(await world.incidents()).toHaveLength(3);
  await world.talk.store.pool.query(
    `update incident set last_seen_at = last_seen_at - interval '5 hours', first_seen_at = first_seen_at - interval '5 hours'`,
  );
  await world.talk.store.pool.query(`update report set created_at = created_at - interval '5 hours'`);
  await world.told(ONE, ARMED);
  expect(await world.incidents()).toHaveLength(4);
});

test('an exercise and what is real are never one', async () => {
  await world.told(ONE, ARMED);
  await world.told(TRAINEE, ARMED);
  expect((await world.incidents()).map(({ exercise }) => exercise)).toEqual([false, true]);
  const hidden = { codes: [], institution: null };
  const page = { limit: 10, offset: 0 };
  for (const exercise of [true, false]) {
    const listed = await listIncidents(world.desk.store.db, { over: false, exercise, hidden }, page);
    expect(listed.map((one) => one.exercise)).toEqual([exercise]);
  }
});

test('a check-in, what could not be read and what was taken back before make none', async () => {
  await world.told(ONE, number('01'));
  await world.told(ONE, '318');
  const reference = (await world.texts(TWO, ARMED)).slice(0, 7);
  await world.told(TWO, `ANILE ${reference}`);
  expect(await world.incidents()).toEqual([]);
});

test('what is taken back afterwards weighs nothing, and the last one ends it', async () => {
  const first = (await world.texts(ONE, ARMED)).slice(0, 7);
  await world.group();
  const second = (await world.texts(OTHER, ARMED)).slice(0, 7);
  await world.group();
  expect(await world.only()).toMatchObject({ certainty: 'Likely' });
  await world.told(ONE, `ANILE ${first}`);
  expect(await world.only()).toMatchObject({ certainty: 'Possible', state: 'received' });
  await world.told(OTHER, `ANILE ${second}`);
  expect(await world.only()).toMatchObject({ state: 'withdrawn' });
});

test('what is corrected goes where it belongs', async () => {
  const reference = (await world.texts(ONE, ARMED)).slice(0, 7);
  await world.group();
  await world.told(ONE, `${reference} ${SHOTS}`);
  expect((await world.incidents()).map(({ code, state }) => [code, state])).toEqual([
    [ARMED, 'withdrawn'],
    [SHOTS, 'received'],
  ]);
});

test('between two groupings it moves to the other incident, and makes that one surer', async () => {
  const reference = await world.told(ONE, ARMED);
  await world.told(OTHER, SHOTS);
  await world.told(ONE, `${reference} ${SHOTS}`);
  expect((await world.incidents()).map(({ code, state, certainty }) => [code, state, certainty])).toEqual([
    [ARMED, 'withdrawn', 'Possible'],
    [SHOTS, 'received', 'Likely'],
  ]);
});

test('corrected to another place it goes there; a count that is corrected moves nothing', async () => {
  const reference = await world.told(ONE, ARMED);
  await world.told(ONE, `${reference} ${ARMED}x7`);
  expect(await world.only()).toMatchObject({ placeCode: 'HT0112', quantity: 7 });
  await world.told(ONE, `${reference} ${ARMED} ${KAFOU}`);
  expect((await world.incidents()).map(({ placeCode, state }) => [placeCode, state])).toEqual([
    ['HT0112', 'withdrawn'],
    ['HT0113', 'received'],
  ]);
});

test('corrected into a check-in it tells of nothing', async () => {
  const reference = await world.told(ONE, ARMED);
  await world.told(ONE, `${reference} ${number('01')}`);
  expect(await world.only()).toMatchObject({ code: ARMED, state: 'withdrawn' });
});

test('what a colleague found of where it was holds where it goes', async () => {
  const reference = await world.told(ONE, ARMED);
  const { id: incidentId } = await world.only();
  await verifyIncident(world.desk, { incidentId, by: await world.member('opc'), accused: ['fadh'] });
  await world.told(ONE, `${reference} ${SHOTS}`);
  expect((await world.incidents()).map(({ accused }) => accused)).toEqual([['fadh'], ['fadh']]);
});

test('a seized phone, and one that is not the observer’s, make nothing surer', async () => {
  await world.told(ONE, ARMED);
  await world.talk.store.pool.query('update observer set blocked_at = now() where number = $1', [
    OTHER.number,
  ]);
  await world.talk.deps.observers.registry.fresh(world.desk.store.db);
  await world.told(OTHER, ARMED);
  await world.talk.store.pool.query('update observer set blocked_at = null');
  await world.talk.says('+50937190001', `${OTHER.number} ${ARMED} ${DELMAS}`);
  await world.group();
  expect(await world.only()).toMatchObject({ certainty: 'Possible' });
});

/** Tells of one thing west or east of others. */
async function at(who: Observer, longitude: number) {
  await world.talk.says(who.phones, `${LATE} ${SAINT_MARTIN}`, { location: { latitude: 18.55, longitude } });
  await world.talk.store.pool.query('update report set place_number = null');
  await world.group();
}
/** West and east of each other by four kilometres, and one in between. */
const [WEST, MIDDLE, EAST] = [-72.32, -72.3, -72.28] as const;
const why = 'li te pale de yon lòt bagay';

async function dismissMiddle(incidentId: string) {
  const reports = await reportsOf(world.desk.store.db, incidentId);
  expect(reports).toHaveLength(3);
  const reportId = reports.find(({ organisation }) => organisation === OTHER.organisation)?.reportId ?? '';
  const by = await world.member('cep');
  expect(await dismissReport(world.desk, { incidentId, by, reportId, why })).toBeNull();
}

test('what a report connects becomes one; without it, it falls apart again', async () => {
  await at(ONE, WEST);
  await at(TWO, EAST);
  expect(await world.open()).toHaveLength(2);
  await at(OTHER, MIDDLE);
  const [joined, ...more] = await world.open();
  expect(more).toEqual([]);
  await dismissMiddle(joined?.id ?? '');
  expect(await world.open()).toHaveLength(2);
});

test('who must not see an incident sees it neither as a part of another one nor when it falls apart', async () => {
  await at(ONE, WEST);
  await at(TWO, EAST);
  const [, east] = await world.open();
  const by = await world.member('opc');
  await verifyIncident(world.desk, { incidentId: east?.id ?? '', by, accused: ['fadh'] });
  await at(OTHER, MIDDLE);
  const joined = await world.open();
  expect(joined.map(({ accused }) => accused)).toEqual([['fadh']]);
  await dismissMiddle(joined[0]?.id ?? '');
  expect((await world.open()).map(({ accused }) => accused)).toEqual([['fadh'], ['fadh']]);
});

test('what was opened to the accused takes in nothing that was not', async () => {
  await at(ONE, WEST);
  await at(TWO, EAST);
  const [west] = await world.open();
  const of = { incidentId: west?.id ?? '', by: await world.member('opc') };
  await verifyIncident(world.desk, { ...of, accused: ['fadh'] });
  expect(await openToAccused(world.desk, { ...of, why: 'yo dwe reponn' })).toBeNull();
  await at(OTHER, MIDDLE);
  expect(await world.open()).toHaveLength(2);
});

test('a report is taken out while its incident is being grouped: one after the other, and neither fails', async () => {
  await world.told(ONE, ARMED);
  await world.told(OTHER, ARMED);
  const { id: incidentId } = await world.only();
  const [report] = await reportsOf(world.desk.store.db, incidentId);
  const by = await world.member('cep');
  let dismissed: ReturnType<typeof dismissReport> | undefined;
  const reportId = report?.reportId ?? '';
  await world.desk.store.db.transaction(async (tx) => {
    // As grouping does: reports first, then the incidents that they belong to.
    await keepFromGrouping(tx);
    await tx.execute(sql`select 1 from report where id = ${reportId} for update`);
    dismissed = dismissReport(world.desk, { incidentId, by, reportId, why: 'li pale de lòt bagay' });
    await until(
      async () => {
        const { rows } = await world.talk.store.pool.query(
          `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
        );
        return rows.length > 0;
      },
      { withinMs: 20_000, what: 'the colleague waits for the grouping' },
    );
    await lockIncidents(tx, [incidentId]);
  });
  expect(await dismissed).toBeNull();
  expect(await reportsOf(world.desk.store.db, incidentId)).toHaveLength(1);
});

describe('a flood', () => {
  /** So many people tell the same of one place, a second apart. */
  const flood = (people: number) =>
    world.talk.store.pool.query(
      `with people as (insert into contact (id) select gen_random_uuid() from generate_series(1, $1) returning id)
        insert into report (id, kind, code, account, medium, contact_id, items, place_number, place_code, to_group, created_at)
          select gen_random_uuid(), 'incident', 'n' || row_number() over (), 'simulator-sms', 'sms', id, $2, $3, 'HT0112',
            true, now() - row_number() over () * interval '1 second' from people`,
      [people, JSON.stringify([{ code: ARMED }]), DELMAS],
    );
  const counted = async () => {
    const { rows } = await world.talk.store.pool.query(
      `select count(*)::int as reports, count(r.report_id)::int as attached, count(distinct r.report_id)::int as once,
        count(distinct r.incident_id)::int as incidents, (count(*) filter (where to_group))::int as waiting
        from report left join incident_report r on r.report_id = report.id`,
    );
    return rows[0];
  };

  test('of three thousand reports is one incident, in one call', async () => {
    await flood(3_000);
    expect(await world.group()).toBe(3_000);
    expect(await counted()).toEqual({
      reports: 3_000,
      attached: 3_000,
      once: 3_000,
      incidents: 1,
      waiting: 0,
    });
    // So many who do not know of each other weigh as much as one observer, and no more.
    expect(await world.only()).toMatchObject({ code: ARMED, certainty: 'Possible' });
    expect(await world.group()).toBe(0);
  });

  test('of two that group at the same time each report is taken by one', async () => {
    await flood(450);
    const taken = await Promise.all([world.group(), world.group()]);
    expect(taken.reduce((sum, n) => sum + n)).toBe(450);
    expect(await counted()).toEqual({ reports: 450, attached: 450, once: 450, incidents: 1, waiting: 0 });
    const { id } = await world.only();
    const events = await listEvents(world.desk.store.db, [id]);
    expect(events.map(({ what }) => what)).toEqual(['received']);
  });
});
