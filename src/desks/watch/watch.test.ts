import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addEvents, listEvents, verifyEvents } from '../../store/events.ts';
import { listIncidents, reportsOf } from '../../store/incidents.ts';
import { DELMAS, number } from '../../testing/observers.ts';
import { OBSERVERS, openWatchWorld, type WatchWorld } from '../../testing/watch-world.ts';
import { dueAt } from './clock.ts';
import { hiddenFrom, maySee } from './desk.ts';
import { tellLate } from './late.ts';
import {
  askToClose,
  closeIncident,
  confirmIncident,
  dismissReport,
  openToAccused,
  pauseClock,
  reopenIncident,
  resumeClock,
  returnIncident,
  takeIncident,
  validateIncident,
  verifyIncident,
} from './moves.ts';
import { readByPerson } from './read-by-person.ts';
import { acknowledge, leaveAndTellBack, respond, transmitIncident } from './transmit.ts';
import { incidentView } from './view.ts';
import { tellWarnings, warnings } from './warnings.ts';

const [ARMED, SHOTS, ABUSE, LATE] = ['31', '32', '43', '11'].map(number) as [string, string, string, string];
const [ONE, TWO, OTHER, TRAINEE] = OBSERVERS;
const KAFOU = number('11300');
/** A section of Delmas. */
const SAINT_MARTIN = number('11201');

let world: WatchWorld;
beforeAll(async () => {
  world = await openWatchWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  world.onTime();
  await world.talk.store.pool.query('delete from incident');
  await world.talk.store.pool.query('delete from report');
});

async function told(who: (typeof OBSERVERS)[number], text: string) {
  await world.texts(who, text);
  await world.group();
}
const only = async () => {
  const all = await world.incidents();
  expect(all).toHaveLength(1);
  return all[0] as (typeof all)[number];
};
const open = async () => (await world.incidents()).filter(({ state }) => state !== 'duplicate');

describe('reports become incidents', () => {
  test('of one code, place and time they are one, and each independent source makes it surer', async () => {
    await told(ONE, `${ARMED}x3`);
    expect(await only()).toMatchObject({
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
    await told(TWO, ARMED);
    expect(await only()).toMatchObject({ certainty: 'Possible' });
    await told(OTHER, `${ARMED}x5`);
    expect(await only()).toMatchObject({ certainty: 'Likely', quantity: 5 });
  });

  test('elsewhere, of another kind or much later it is another one; near by it is the same', async () => {
    await told(ONE, ARMED);
    await told(TWO, `${ARMED} ${KAFOU}`);
    await told(OTHER, SHOTS);
    expect(await world.incidents()).toHaveLength(3);
    await told(OTHER, `${ARMED} ${SAINT_MARTIN}`);
    expect(await world.incidents()).toHaveLength(3);
    await world.talk.store.pool.query(
      `update incident set last_seen_at = last_seen_at - interval '5 hours', first_seen_at = first_seen_at - interval '5 hours'`,
    );
    await world.talk.store.pool.query(`update report set created_at = created_at - interval '5 hours'`);
    await told(ONE, ARMED);
    expect(await world.incidents()).toHaveLength(4);
  });

  test('an exercise and what is real are never one', async () => {
    await told(ONE, ARMED);
    await told(TRAINEE, ARMED);
    expect((await world.incidents()).map(({ exercise }) => exercise)).toEqual([false, true]);
    const hidden = { codes: [], institution: null };
    const page = { limit: 10, offset: 0 };
    for (const exercise of [true, false]) {
      const listed = await listIncidents(world.desk.store.db, { over: false, exercise, hidden }, page);
      expect(listed.map((one) => one.exercise)).toEqual([exercise]);
    }
  });

  test('a check-in, what could not be read and what was taken back before make none', async () => {
    await told(ONE, number('01'));
    await told(ONE, '318');
    const reference = (await world.texts(TWO, ARMED)).slice(0, 7);
    await told(TWO, `ANILE ${reference}`);
    expect(await world.incidents()).toEqual([]);
  });

  test('what is taken back afterwards weighs nothing, and the last one ends it', async () => {
    const first = (await world.texts(ONE, ARMED)).slice(0, 7);
    await world.group();
    const second = (await world.texts(OTHER, ARMED)).slice(0, 7);
    await world.group();
    expect(await only()).toMatchObject({ certainty: 'Likely' });
    await told(ONE, `ANILE ${first}`);
    expect(await only()).toMatchObject({ certainty: 'Possible', state: 'received' });
    await told(OTHER, `ANILE ${second}`);
    expect(await only()).toMatchObject({ state: 'withdrawn' });
  });

  test('what is corrected goes where it belongs', async () => {
    const reference = (await world.texts(ONE, ARMED)).slice(0, 7);
    await world.group();
    await told(ONE, `${reference} ${SHOTS}`);
    expect((await world.incidents()).map(({ code, state }) => [code, state])).toEqual([
      [ARMED, 'withdrawn'],
      [SHOTS, 'received'],
    ]);
  });

  test('a seized phone, and one that is not the observer’s, make nothing surer', async () => {
    await told(ONE, ARMED);
    await world.talk.store.pool.query('update observer set blocked_at = now() where number = $1', [
      OTHER.number,
    ]);
    await world.talk.deps.observers.registry.fresh(world.desk.store.db);
    await told(OTHER, ARMED);
    await world.talk.store.pool.query('update observer set blocked_at = null');
    await world.talk.says('+50937190001', `${OTHER.number} ${ARMED} ${DELMAS}`);
    await world.group();
    expect(await only()).toMatchObject({ certainty: 'Possible' });
  });

  test('what a report connects becomes one; without it, it falls apart again', async () => {
    // West and east of each other by four kilometres, and one in between.
    const pin = (longitude: number) => ({ location: { latitude: 18.55, longitude } });
    const at = async (who: (typeof OBSERVERS)[number], longitude: number) => {
      await world.talk.says(who.phones, `${LATE} ${SAINT_MARTIN}`, pin(longitude));
      await world.talk.store.pool.query(`update report set place_number = null where place_number = $1`, [
        SAINT_MARTIN,
      ]);
      await world.group();
    };
    await at(ONE, -72.32);
    await at(TWO, -72.28);
    expect(await open()).toHaveLength(2);
    await at(OTHER, -72.3);
    const [joined, ...more] = await open();
    expect(more).toEqual([]);
    const reports = await reportsOf(world.desk.store.db, joined?.id ?? '');
    expect(reports).toHaveLength(3);
    const by = await world.member('cep');
    const middle = reports.find(({ organisation }) => organisation === 'CSO-B');
    expect(
      await dismissReport(world.desk, {
        incidentId: joined?.id ?? '',
        by,
        reportId: middle?.reportId ?? '',
        why: 'li te pale de yon lòt bagay',
      }),
    ).toBeNull();
    expect(await open()).toHaveLength(2);
  });
});

describe('the way of an incident', () => {
  test('verified, confirmed by one, validated by another institution, sent, acknowledged, answered, closed by two', async () => {
    await told(ONE, ARMED);
    const [council, rights, police] = [
      await world.member('cep'),
      await world.member('opc'),
      await world.member('pnh'),
    ];
    const { id: incidentId } = await only();
    const of = (by: typeof council) => ({ incidentId, by });
    const state = async () => (await only()).state;
    expect(await takeIncident(world.desk, of(council))).toBeNull();
    expect(await state()).toBe('triage');
    // While one holds it, others do not move it.
    expect(await verifyIncident(world.desk, of(rights))).toBe('held');
    expect(await verifyIncident(world.desk, of(council))).toBeNull();
    const confirmed = {
      certainty: 'Likely',
      why: 'nou rele l',
      summary: 'Twa moun ak zam devan pòt la',
    } as const;
    expect(await confirmIncident(world.desk, { ...of(council), ...confirmed, why: ' ' })).toBe('why');
    expect(await confirmIncident(world.desk, { ...of(council), ...confirmed })).toBeNull();
    world.later(11);
    // A second person, of another institution, that may decide.
    expect(await validateIncident(world.desk, of(council))).toBe('same_person');
    expect(await validateIncident(world.desk, of(await world.member('cep')))).toBe('same_institution');
    expect(await validateIncident(world.desk, of(police))).toBe('rights');
    expect(await validateIncident(world.desk, of(await world.member(null, 'lead')))).toBe('institution');
    expect(await returnIncident(world.desk, { ...of(rights), why: 'ki lè sa te ye?' })).toBeNull();
    expect(await state()).toBe('verification');
    expect(await confirmIncident(world.desk, { ...of(council), ...confirmed })).toBeNull();
    expect(await validateIncident(world.desk, of(rights))).toBeNull();
    expect(await state()).toBe('transmission');
    // Sent by whoever may decide; to at least one.
    expect(await transmitIncident(world.desk, { ...of(police), institutions: ['cep'] })).toBe('rights');
    expect(await transmitIncident(world.desk, { ...of(rights), institutions: ['nobody'] })).toBe('nobody');
    expect(await transmitIncident(world.desk, { ...of(rights), institutions: ['pnh', 'cep'] })).toBeNull();
    const sent = await world.desk.store.db.query.transmission.findMany();
    const to = (institution: string) => sent.find((one) => one.institution === institution)?.id ?? '';
    expect(await acknowledge(world.desk, { transmissionId: to('pnh'), by: council })).toBe('rights');
    expect(await acknowledge(world.desk, { transmissionId: to('pnh'), by: police })).toBeNull();
    expect(await state()).toBe('transmission');
    expect(await acknowledge(world.desk, { transmissionId: to('cep'), by: null })).toBeNull();
    expect(await state()).toBe('acknowledged');
    expect(
      await respond(world.desk, { transmissionId: to('pnh'), by: police, text: 'yon patwouy ale' }),
    ).toBeNull();
    expect(await state()).toBe('response');
    // The police may ask for closing; they do not close, and neither does one alone.
    expect(await closeIncident(world.desk, of(rights))).toBe('state');
    expect(await askToClose(world.desk, { ...of(police), why: 'tout bagay kalm' })).toBeNull();
    expect(await closeIncident(world.desk, of(police))).toBe('rights');
    expect(await askToClose(world.desk, { ...of(council), why: 'tout bagay kalm' })).toBeNull();
    expect(await closeIncident(world.desk, of(council))).toBe('same_person');
    expect(await closeIncident(world.desk, of(rights))).toBeNull();
    expect(await state()).toBe('closed');
    const events = await listEvents(world.desk.store.db, [incidentId]);
    expect(events.map(({ what }) => what).reverse()).toEqual([
      'received',
      'taken',
      'to_verification',
      'confirmed',
      'returned',
      'confirmed',
      'validated',
      'transmitted',
      'acknowledged',
      'acknowledged',
      'responded',
      'closing_asked',
      'closing_asked',
      'closed',
    ]);
    expect(await verifyEvents(world.desk.store.db)).toMatchObject({ whole: true });
  });

  test('side exits need one and a reason, and can be undone', async () => {
    await told(ONE, ARMED);
    const { id: incidentId } = await only();
    const council = await world.member('cep');
    const police = await world.member('pnh');
    const exit = { incidentId, by: council, exit: 'bogus', why: 'pa gen anyen la' } as const;
    expect(await leaveAndTellBack(world.desk, { ...exit, why: '' })).toBe('why');
    expect(await leaveAndTellBack(world.desk, { ...exit, by: police })).toBe('rights');
    expect(await leaveAndTellBack(world.desk, { ...exit, exit: 'duplicate', number: '1234567' })).toBe(
      'number',
    );
    expect(await leaveAndTellBack(world.desk, exit)).toBeNull();
    expect(await leaveAndTellBack(world.desk, exit)).toBe('state');
    expect(
      await reopenIncident(world.desk, { incidentId, by: council, why: 'yon lòt moun di menm bagay' }),
    ).toBeNull();
    expect(await only()).toMatchObject({ state: 'triage' });
  });

  test('an institution that is accused sees nothing until the ombudsman opens it, and is never written to', async () => {
    await told(ONE, ABUSE);
    const incident = await only();
    const [police, rights, council] = [
      await world.member('pnh'),
      await world.member('opc'),
      await world.member('cep'),
    ];
    expect(maySee(world.desk, police, incident)).toBe(false);
    expect(maySee(world.desk, rights, incident)).toBe(true);
    const page = { limit: 10, offset: 0 };
    const seenBy = async (member: typeof police) =>
      listIncidents(
        world.desk.store.db,
        { over: false, exercise: false, hidden: hiddenFrom(world.desk, member) },
        page,
      );
    expect(await seenBy(police)).toEqual([]);
    expect(await seenBy(rights)).toHaveLength(1);
    expect(await takeIncident(world.desk, { incidentId: incident.id, by: police })).toBe('gone');
    const of = (by: typeof police) => ({ incidentId: incident.id, by });
    await verifyIncident(world.desk, of(rights));
    await confirmIncident(world.desk, { ...of(rights), certainty: 'Likely', why: 'rele', summary: '' });
    await validateIncident(world.desk, of(council));
    expect(await transmitIncident(world.desk, { ...of(rights), institutions: ['pnh'] })).toBe('rights');
    expect(await openToAccused(world.desk, { ...of(council), why: 'yo dwe reponn' })).toBe('rights');
    expect(await openToAccused(world.desk, { ...of(rights), why: 'yo dwe reponn' })).toBeNull();
    expect(await seenBy(police)).toHaveLength(1);
    expect(await transmitIncident(world.desk, { ...of(rights), institutions: ['pnh'] })).toBeNull();
  });

  test('one who is named as accused by a person sees it no more either', async () => {
    await told(ONE, ARMED);
    const incident = await only();
    const rights = await world.member('opc');
    await verifyIncident(world.desk, { incidentId: incident.id, by: rights, accused: ['fadh', 'nobody'] });
    const after = await only();
    expect(after.accused).toEqual(['fadh']);
    expect(maySee(world.desk, { role: 'analyst', institution: 'fadh' }, after)).toBe(false);
    expect(maySee(world.desk, { role: 'analyst', institution: 'pnh' }, after)).toBe(true);
  });

  test('who was told of what turns out to be nothing is told that it is taken back', async () => {
    await told(ONE, ARMED);
    const { id: incidentId } = await only();
    const [council, rights] = [await world.member('cep'), await world.member('opc')];
    const of = (by: typeof council) => ({ incidentId, by });
    await verifyIncident(world.desk, of(council));
    await confirmIncident(world.desk, { ...of(council), certainty: 'Likely', why: 'rele', summary: '' });
    await validateIncident(world.desk, of(rights));
    await transmitIncident(world.desk, { ...of(rights), institutions: ['pnh'] });
    await transmitIncident(world.desk, { ...of(rights), institutions: ['pnh'] });
    await leaveAndTellBack(world.desk, { ...of(rights), exit: 'bogus', why: 'pa gen anyen' });
    const sent = await world.desk.store.db.query.transmission.findMany();
    expect(sent.map(({ type }) => type).sort()).toEqual(['Alert', 'Cancel', 'Update']);
    const cancel = sent.find(({ type }) => type === 'Cancel');
    const update = sent.find(({ type }) => type === 'Update');
    expect(cancel?.cap).toContain('<msgType>Cancel</msgType>');
    expect(cancel?.cap).toContain(`,${update?.capIdentifier},`);
    expect(cancel?.cap).toContain('<status>Actual</status>');
    // Nothing of who told it.
    for (const { cap } of sent)
      for (const secret of [ONE.number, 'CSO-A', ONE.phones]) expect(cap).not.toContain(secret);
  });

  test('late ones are told once, in each state anew; what stands still is not', async () => {
    await told(ONE, SHOTS);
    const { id: incidentId } = await only();
    const heard: string[] = [];
    const tell = () => tellLate(world.desk, async ({ what }) => heard.push(what) > 0);
    await tell();
    expect(heard).toEqual([]);
    world.later(6);
    await tell();
    await tell();
    expect(heard).toEqual(['standing']);
    const by = await world.member('cep');
    await verifyIncident(world.desk, { incidentId, by });
    await pauseClock(world.desk, { incidentId, by, why: 'rezo' });
    world.later(60);
    await tell();
    expect(heard).toEqual(['standing']);
    await resumeClock(world.desk, { incidentId, by });
    world.later(60);
    await tell();
    expect(heard).toEqual(['standing', 'standing']);
    await confirmIncident(world.desk, { incidentId, by, certainty: 'Likely', why: 'rele', summary: '' });
    const rights = await world.member('opc');
    await validateIncident(world.desk, { incidentId, by: rights });
    await transmitIncident(world.desk, { incidentId, by: rights, institutions: ['pnh', 'can'] });
    world.later(21);
    await tell();
    await tell();
    expect(heard.slice(2)).toEqual(['unacknowledged', 'unacknowledged']);
    // Written down once each; and who only receives does not read there who else was told.
    const calledOut = async (institution: string) =>
      (await incidentView(world.desk, await world.member(institution), incidentId))?.events
        .filter(({ what }) => what === 'late' || what === 'unacknowledged')
        .map(({ what, why }) => [what, why])
        .sort();
    const late = ['late', null];
    const [ambulances, police] = ['can', 'pnh'].map((one) => ['unacknowledged', one]);
    expect(await calledOut('cep')).toEqual([late, late, ambulances, police]);
    expect(await calledOut('pnh')).toEqual([late, late, police]);
  });

  test('clocks run by severity, and stand still only for a reason', async () => {
    await told(ONE, SHOTS);
    const by = await world.member('cep');
    const { id: incidentId, stateSince } = await only();
    const due = async () => dueAt(world.desk.cell, await only(), world.desk.now())?.getTime();
    expect(await due()).toBe(stateSince.getTime() + 5 * 60_000);
    expect(await pauseClock(world.desk, { incidentId, by, why: '' })).toBe('why');
    expect(await pauseClock(world.desk, { incidentId, by, why: 'rezo a tonbe' })).toBeNull();
    world.later(30);
    const standing = (await due()) ?? 0;
    expect(standing - stateSince.getTime()).toBeGreaterThanOrEqual(35 * 60_000 - 5_000);
    expect(await resumeClock(world.desk, { incidentId, by })).toBeNull();
    world.later(10);
    expect(Math.abs(((await due()) ?? 0) - standing)).toBeLessThan(10_000);
  });
});

test('a rule of early warning is reached by so many independent reports near each other, and told once', async () => {
  const heard: string[] = [];
  const tell = () => tellWarnings(world.desk, async ({ rule }) => heard.push(rule.id) > 0);
  await told(ONE, ARMED);
  await told(TWO, ARMED);
  await told(TRAINEE, ARMED);
  await tell();
  // Two of one organisation, and an exercise: not yet.
  expect(
    (await warnings(world.desk)).map(({ rule, reports, sources, fired }) => [
      rule.id,
      reports,
      sources,
      fired,
    ]),
  ).toEqual([['armed', 2, 1, false]]);
  await told(OTHER, ARMED);
  await tell();
  await tell();
  expect(heard).toEqual(['armed']);
  await told(ONE, SHOTS);
  await tell();
  expect(heard).toEqual(['armed', 'shots']);
});

describe('between the desks', () => {
  test('a rumor goes to the desk that verifies rumors, as what the observer told', async () => {
    await world.talk.store.pool.query('delete from tip');
    await told(ONE, `${number('51')} yo di vòt la ranvwaye`);
    const { id: incidentId } = await only();
    const by = await world.member('osc');
    expect(
      await leaveAndTellBack(world.desk, { incidentId, by, exit: 'rumor', why: 'se yon rimè' }),
    ).toBeNull();
    expect(await only()).toMatchObject({ state: 'rumor' });
    const { rows } = await world.talk.store.pool.query('select text, state from tip');
    expect(rows).toHaveLength(1);
    expect(rows[0].text).toContain('yo di vòt la ranvwaye');
    expect(rows[0].text).not.toContain(ONE.number);
  });

  test('what a person reads in a text goes to the cell; a code or a place that is none is refused', async () => {
    await told(OTHER, 'gen moun ki pote zam devan biwo a');
    expect(await world.incidents()).toEqual([]);
    const { rows } = await world.talk.store.pool.query('select id from report');
    const reader = await world.member(null, 'verifier');
    const read = { reportId: rows[0].id, staffId: reader.id, code: ARMED, quantity: 2, place: DELMAS };
    expect(await readByPerson(world.desk, { ...read, code: '999999' })).toBe('code');
    expect(await readByPerson(world.desk, { ...read, place: '123456' })).toBe('place');
    expect(await readByPerson(world.desk, read)).toBeNull();
    await world.group();
    expect(await only()).toMatchObject({ code: ARMED, quantity: 2, placeCode: 'HT0112' });
  });

  test('whoever holds a seized phone cannot wipe away what its observer reported', async () => {
    await told(ONE, ARMED);
    await world.texts(ONE, 'EFASE');
    await world.texts(ONE, '1');
    await world.group();
    expect(await only()).toMatchObject({ state: 'received', certainty: 'Possible' });
  });
});

test('what was decided cannot be changed unseen', async () => {
  await told(ONE, ARMED);
  const { id } = await only();
  await world.desk.store.db.transaction((tx) =>
    addEvents(tx, [{ at: new Date(), subject: 'incident', subjectId: id, actor: 'system', what: 'taken' }]),
  );
  await world.talk.store.pool.query(
    `update event set what = 'closed' where subject_id = $1 and what = 'taken'`,
    [id],
  );
  expect(await verifyEvents(world.desk.store.db)).toMatchObject({ whole: false });
});
