import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listIncidents } from '../../store/incidents.ts';
import { DELMAS, number } from '../../testing/observers.ts';
import {
  ABUSE,
  ARMED,
  OBSERVERS,
  openWatchWorld,
  SHOTS,
  type WatchWorld,
} from '../../testing/watch-world.ts';
import { hiddenFrom, maySee } from './desk.ts';
import { confirmIncident, openToAccused, takeIncident, validateIncident, verifyIncident } from './moves.ts';
import { openTeller } from './people.ts';
import { readByPerson } from './read-by-person.ts';
import { acknowledge, leaveAndTellBack, respond, transmitIncident } from './transmit.ts';
import { incidentView } from './view.ts';

const [ONE, , OTHER] = OBSERVERS;
/** What names to whom it was sent. */
const TELLING: ReadonlySet<string> = new Set(['transmitted', 'acknowledged', 'responded']);

let world: WatchWorld;
beforeAll(async () => {
  world = await openWatchWorld();
});
afterAll(() => world.close());
beforeEach(() => world.afresh());

test('an institution that is accused sees nothing until the ombudsman opens it, and is never written to', async () => {
  await world.told(ONE, ABUSE);
  const incident = await world.only();
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
  await world.told(ONE, ARMED);
  const incident = await world.only();
  const rights = await world.member('opc');
  await verifyIncident(world.desk, { incidentId: incident.id, by: rights, accused: ['fadh', 'nobody'] });
  const after = await world.only();
  expect(after.accused).toEqual(['fadh']);
  expect(maySee(world.desk, { role: 'analyst', institution: 'fadh' }, after)).toBe(false);
  expect(maySee(world.desk, { role: 'analyst', institution: 'pnh' }, after)).toBe(true);
});

test('who may only propose is not told who else was told; who decides is', async () => {
  await world.told(ONE, ARMED);
  const { id: incidentId } = await world.only();
  const [council, rights, police, ambulances] = [
    await world.member('cep'),
    await world.member('opc'),
    await world.member('pnh'),
    await world.member('can'),
  ];
  await verifyIncident(world.desk, { incidentId, by: council });
  await confirmIncident(world.desk, {
    incidentId,
    by: council,
    certainty: 'Likely',
    why: 'rele',
    summary: '',
  });
  await validateIncident(world.desk, { incidentId, by: rights });
  await transmitIncident(world.desk, { incidentId, by: rights, institutions: ['pnh', 'can'] });
  await transmitIncident(world.desk, { incidentId, by: rights, institutions: ['can'] });
  const { sent: all = [] } = (await incidentView(world.desk, rights, incidentId)) ?? {};
  const to = (institution: string) => all.findLast((one) => one.institution === institution)?.id ?? '';
  await acknowledge(world.desk, { transmissionId: to('can'), by: ambulances });
  await respond(world.desk, { transmissionId: to('can'), by: ambulances, text: 'yon anbilans ale' });
  await acknowledge(world.desk, { transmissionId: to('pnh'), by: police });

  const seenBy = async (member: typeof police) => {
    const view = await incidentView(world.desk, member, incidentId);
    return {
      told: view?.sent.map(({ institution }) => institution).toSorted(),
      history: view?.events.flatMap(({ what, why }) => (TELLING.has(what) ? [`${what}: ${why}`] : [])),
      steps: view?.events.map(({ what }) => what),
    };
  };
  const own = await seenBy(police);
  expect(own.told).toEqual(['pnh']);
  expect(own.history).toEqual(['acknowledged: pnh']);
  expect(own.steps).toContain('validated');
  const whole = [
    'acknowledged: pnh',
    'responded: can',
    'acknowledged: can',
    'transmitted: can',
    'transmitted: pnh, can',
  ];
  for (const member of [council, await world.member(null, 'lead')]) {
    const seen = await seenBy(member);
    expect(seen.told).toEqual(['can', 'can', 'pnh']);
    expect(seen.history).toEqual(whole);
  }
});

test('an incident that one must not see is not found by its number either', async () => {
  await world.told(ONE, ABUSE);
  const hidden = await world.only();
  await world.told(OTHER, ARMED);
  const [shown] = (await world.incidents()).filter(({ code }) => code === ARMED);
  const incidentId = shown?.id ?? '';
  await verifyIncident(world.desk, {
    incidentId: hidden.id,
    by: await world.member('opc'),
    accused: ['osc'],
  });
  const society = await world.member('osc');
  const exit = { incidentId, exit: 'duplicate', why: 'menm bagay', number: hidden.number } as const;
  expect(await leaveAndTellBack(world.desk, { ...exit, by: society })).toBe('number');
  const council = await world.member('cep');
  expect(await leaveAndTellBack(world.desk, { ...exit, by: council })).toBeNull();
  expect((await incidentView(world.desk, council, incidentId))?.duplicateOf?.id).toBe(hidden.id);
  expect((await incidentView(world.desk, society, incidentId))?.duplicateOf).toBeNull();
});

test('who told is opened of what is the cell’s alone, never of what a citizen told elsewhere', async () => {
  await world.told(ONE, ARMED);
  const { id: incidentId } = await world.only();
  const { rows } = await world.talk.store.pool.query(
    `insert into report (id, kind, code, account, medium) values (gen_random_uuid(), 'incident', 'k7m2', 'simulator-sms', 'sms') returning id`,
  );
  const by = await world.member(null, 'lead');
  const open = (reportId: string) => openTeller(world.desk, { incidentId, reportId, by, why: 'pou rele' });
  expect(await open(rows[0].id)).toBe('gone');
  const [source] = (await incidentView(world.desk, by, incidentId))?.sources ?? [];
  expect(await open(source?.reportId ?? '')).toMatchObject({ observer: { number: ONE.number } });
});

test('who was told of what turns out to be nothing is told that it is taken back', async () => {
  await world.told(ONE, ARMED);
  const { id: incidentId } = await world.only();
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

test('a rumor goes to the desk that verifies rumors, as what the observer told', async () => {
  await world.talk.store.pool.query('delete from tip');
  await world.told(ONE, `${number('51')} yo di vòt la ranvwaye`);
  const { id: incidentId } = await world.only();
  const by = await world.member('osc');
  expect(
    await leaveAndTellBack(world.desk, { incidentId, by, exit: 'rumor', why: 'se yon rimè' }),
  ).toBeNull();
  expect(await world.only()).toMatchObject({ state: 'rumor' });
  const { rows } = await world.talk.store.pool.query('select text, state from tip');
  expect(rows).toHaveLength(1);
  expect(rows[0].text).toContain('yo di vòt la ranvwaye');
  expect(rows[0].text).not.toContain(ONE.number);
});

test('of a rumor without words only what it is about is handed over, not the codes and who wrote them', async () => {
  await world.talk.store.pool.query('delete from tip');
  await world.told(ONE, `${ONE.number} ${ARMED}`);
  const { id: incidentId } = await world.only();
  const by = await world.member('osc');
  await leaveAndTellBack(world.desk, { incidentId, by, exit: 'rumor', why: 'se yon rimè' });
  const { rows } = await world.talk.store.pool.query('select text from tip');
  expect(rows).toHaveLength(1);
  expect(rows[0].text).not.toMatch(/\d/);
});

test('what a person reads in a text goes to the cell; a code or a place that is none is refused', async () => {
  await world.told(OTHER, 'gen moun ki pote zam devan biwo a');
  expect(await world.incidents()).toEqual([]);
  const { rows } = await world.talk.store.pool.query('select id from report');
  const reader = await world.member(null, 'verifier');
  const read = { reportId: rows[0].id, staffId: reader.id, code: ARMED, quantity: 2, place: DELMAS };
  expect(await readByPerson(world.desk, { ...read, code: '999999' })).toBe('code');
  expect(await readByPerson(world.desk, { ...read, place: '123456' })).toBe('place');
  expect(await readByPerson(world.desk, read)).toBeNull();
  await world.group();
  expect(await world.only()).toMatchObject({ code: ARMED, quantity: 2, placeCode: 'HT0112' });
});

test('whoever holds a seized phone cannot wipe away what its observer reported', async () => {
  await world.told(ONE, ARMED);
  await world.texts(ONE, 'EFASE');
  await world.texts(ONE, '1');
  await world.group();
  expect(await world.only()).toMatchObject({ state: 'received', certainty: 'Possible' });
});

test('nor take it back or correct it by its number: they hear the same, and a person looks at it', async () => {
  const references = [await world.told(ONE, ARMED), await world.told(OTHER, ARMED)] as const;
  const { pool } = world.talk.store;
  await pool.query('update observer set blocked_at = now() where number = $1', [ONE.number]);
  await pool.query('delete from waiting');
  for (const text of [`${SHOTS}x9`, 'ANILE']) {
    const written = (reference: string) => (text === 'ANILE' ? `ANILE ${reference}` : `${reference} ${text}`);
    const [seized, free] = [
      await world.texts(ONE, written(references[0])),
      await world.texts(OTHER, written(references[1])),
    ];
    expect(seized.replace(references[0], '')).toBe(free.replace(references[1], ''));
  }
  await world.group();
  const { rows } = await pool.query('select items, withdrawn_at from report where code = $1', [
    references[0],
  ]);
  expect(rows).toEqual([{ items: [{ code: ARMED }], withdrawn_at: null }]);
  const { rows: waiting } = await pool.query('select reason from waiting');
  expect(waiting).toEqual([{ reason: 'observer_report' }]);
});
