import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addEvents, listEvents, verifyEvents } from '../../store/events.ts';
import { ARMED, OBSERVERS, openWatchWorld, SHOTS, type WatchWorld } from '../../testing/watch-world.ts';
import { dueAt } from './clock.ts';
import { tellLate } from './late.ts';
import {
  askToClose,
  closeIncident,
  confirmIncident,
  pauseClock,
  reopenIncident,
  resumeClock,
  returnIncident,
  takeIncident,
  validateIncident,
  verifyIncident,
} from './moves.ts';
import { acknowledge, leaveAndTellBack, respond, transmitIncident } from './transmit.ts';
import { tellWarnings, warnings } from './warnings.ts';

const [ONE, TWO, OTHER, TRAINEE] = OBSERVERS;

let world: WatchWorld;
beforeAll(async () => {
  world = await openWatchWorld();
});
afterAll(() => world.close());
beforeEach(() => world.afresh());

test('verified, confirmed by one, validated by another institution, sent, acknowledged, answered, closed by two', async () => {
  await world.told(ONE, ARMED);
  const [council, rights, police] = [
    await world.member('cep'),
    await world.member('opc'),
    await world.member('pnh'),
  ];
  const { id: incidentId } = await world.only();
  const of = (by: typeof council) => ({ incidentId, by });
  const state = async () => (await world.only()).state;
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
  // The last one who acknowledges, and the first who answers, move it on.
  const after = events.filter(({ what }) => what === 'acknowledged' || what === 'responded').reverse();
  expect(after.map(({ from, to }) => [from, to])).toEqual([
    [null, null],
    ['transmission', 'acknowledged'],
    ['acknowledged', 'response'],
  ]);
  expect(await verifyEvents(world.desk.store.db)).toMatchObject({ whole: true });
});

test('side exits need one and a reason, and can be undone', async () => {
  await world.told(ONE, ARMED);
  const { id: incidentId } = await world.only();
  const council = await world.member('cep');
  const police = await world.member('pnh');
  await verifyIncident(world.desk, { incidentId, by: council, accused: ['fadh'] });
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
  expect(await world.only()).toMatchObject({ state: 'triage' });
  // Who was accused before is so still.
  await verifyIncident(world.desk, { incidentId, by: council, accused: ['osc'] });
  expect(await world.only()).toMatchObject({ state: 'verification', accused: ['fadh', 'osc'] });
});

test('late ones are told once, in each state anew; what stands still is not', async () => {
  await world.told(ONE, SHOTS);
  const { id: incidentId } = await world.only();
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
});

test('one that is moved on while somebody is told of it is told of again where it stands then', async () => {
  await world.told(ONE, SHOTS);
  const { id: incidentId } = await world.only();
  const by = await world.member('cep');
  world.later(6);
  await tellLate(world.desk, async () => (await verifyIncident(world.desk, { incidentId, by })) === null);
  world.later(60);
  const heard: string[] = [];
  await tellLate(world.desk, async ({ what }) => heard.push(what) > 0);
  expect(heard).toEqual(['standing']);
});

test('a rule of early warning is reached by so many independent reports near each other, and told once', async () => {
  const heard: string[] = [];
  const tell = () => tellWarnings(world.desk, async ({ rule }) => heard.push(rule.id) > 0);
  await world.told(ONE, ARMED);
  await world.told(TWO, ARMED);
  await world.told(TRAINEE, ARMED);
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
  await world.told(OTHER, ARMED);
  await tell();
  await tell();
  expect(heard).toEqual(['armed']);
  await world.told(ONE, SHOTS);
  await tell();
  expect(heard).toEqual(['armed', 'shots']);
});

test('clocks run by severity, and stand still only for a reason', async () => {
  await world.told(ONE, SHOTS);
  const by = await world.member('cep');
  const { id: incidentId, stateSince } = await world.only();
  const due = async () => dueAt(world.desk.cell, await world.only(), world.desk.now())?.getTime();
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

test('what was decided cannot be changed unseen', async () => {
  await world.told(ONE, ARMED);
  const { id } = await world.only();
  await world.desk.store.db.transaction((tx) =>
    addEvents(tx, [{ at: new Date(), subject: 'incident', subjectId: id, actor: 'system', what: 'taken' }]),
  );
  await world.talk.store.pool.query(
    `update event set what = 'closed' where subject_id = $1 and what = 'taken'`,
    [id],
  );
  expect(await verifyEvents(world.desk.store.db)).toMatchObject({ whole: false });
});
