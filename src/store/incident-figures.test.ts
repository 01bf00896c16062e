import { afterAll, beforeAll, expect, test } from 'vitest';
import { hiddenFrom } from '../desks/watch/desk.ts';
import { confirmIncident, takeIncident, validateIncident, verifyIncident } from '../desks/watch/moves.ts';
import { acknowledge, leaveAndTellBack, transmitIncident } from '../desks/watch/transmit.ts';
import { number } from '../testing/observers.ts';
import { OBSERVERS, openWatchWorld, type WatchWorld } from '../testing/watch-world.ts';
import { incidentFigures } from './incident-figures.ts';
import { transmissionsOf } from './transmissions.ts';

const [ARMED, LATE, ABUSE, SHOTS] = ['31', '11', '43', '32'].map(number) as [string, string, string, string];
const [ONE, TWO, OTHER, TRAINEE] = OBSERVERS;
const DAY = 86_400_000;

let world: WatchWorld;
beforeAll(async () => {
  world = await openWatchWorld();
  for (const [who, text] of [
    [ONE, ARMED],
    [TWO, ARMED],
    [ONE, LATE],
    [OTHER, ABUSE],
    [OTHER, SHOTS],
    [TRAINEE, ARMED],
  ] as const)
    await world.texts(who, text);
  await world.group();
});
afterAll(() => world.close());

const today = () => ({ from: new Date(Date.now() - DAY), until: new Date(Date.now() + DAY) });
const nobody = { codes: [], institution: null };
const figures = (more: Partial<Parameters<typeof incidentFigures>[1]> = {}) =>
  incidentFigures(world.desk.store.db, { ...today(), exercises: false, hidden: nobody, ...more });
const codes = async (more: Parameters<typeof figures>[0]) =>
  (await figures(more)).map(({ code }) => code).sort();
const idOf = async (code: string) =>
  (await world.incidents()).find((one) => one.code === code && !one.exercise)?.id as string;

test('the reports of an incident are counted, and who sent them is not told', async () => {
  const armed = (await figures()).find(({ code }) => code === ARMED);
  expect(armed).toMatchObject({ reports: 2, placeCode: 'HT0112', summary: null, triagedAt: null, sent: [] });
  const all = JSON.stringify(await figures({ summaries: true }));
  for (const { number: observer, phones, organisation } of OBSERVERS)
    for (const secret of [observer, phones, organisation]) expect(all).not.toContain(`"${secret}"`);
});

test('only what was first seen in the period, the end not included', async () => {
  const [first] = await figures();
  const at = first?.firstSeenAt ?? new Date();
  expect(await figures({ from: new Date(at.getTime() + 60_000) })).toEqual([]);
  expect(await figures({ until: at })).toEqual([]);
  expect((await figures({ from: at })).length).toBeGreaterThan(0);
});

test('exercises and real ones are never in one list, also where a colleague found out', async () => {
  expect(await codes({ exercises: true })).toEqual([ARMED]);
  const by = await world.member(null);
  const out = { incidentId: await idOf(LATE), by, exit: 'exercise', why: 'egzèsis' } as const;
  expect(await leaveAndTellBack(world.desk, out)).toBeNull();
  expect(await codes({})).not.toContain(LATE);
  const exercises = await figures({ exercises: true });
  expect(exercises.map(({ code }) => code).sort()).toEqual([ARMED, LATE].sort());
  expect(exercises.every(({ exercise }) => exercise)).toBe(true);
});

test('what an institution must not see is not in it until it is opened to them', async () => {
  const police = hiddenFrom(world.desk, { institution: 'pnh' });
  expect(await codes({})).toContain(ABUSE);
  expect(await codes({ hidden: police })).not.toContain(ABUSE);
  const by = await world.member('opc');
  const incidentId = await idOf(SHOTS);
  expect(await verifyIncident(world.desk, { incidentId, by, accused: ['pnh'] })).toBeNull();
  expect(await codes({ hidden: police })).not.toContain(SHOTS);
  expect((await figures()).find(({ code }) => code === SHOTS)).toMatchObject({ kept: true });
  await world.talk.store.pool.query('update incident set opened_at = now() where id = $1', [incidentId]);
  expect(await codes({ hidden: police })).toContain(SHOTS);
  expect((await figures()).find(({ code }) => code === SHOTS)).toMatchObject({ kept: false });
});

test('when somebody looked, when a second one agreed, and what was sent', async () => {
  const [first, second] = [await world.member('cep'), await world.member('opc')];
  const incidentId = await idOf(ARMED);
  const of = { incidentId, by: first };
  world.later(3);
  expect(await takeIncident(world.desk, of)).toBeNull();
  expect(await verifyIncident(world.desk, of)).toBeNull();
  expect(
    await confirmIncident(world.desk, { ...of, certainty: 'Likely', why: 'rele', summary: 'De moun ak zam' }),
  ).toBeNull();
  world.later(20);
  expect(await validateIncident(world.desk, { incidentId, by: second })).toBeNull();
  const institutions = ['cep', 'pnh'];
  expect(await transmitIncident(world.desk, { incidentId, by: second, institutions })).toBeNull();
  const [sent] = await transmissionsOf(world.desk.store.db, incidentId);
  expect(await acknowledge(world.desk, { transmissionId: sent?.id as string, by: null })).toBeNull();
  const row = (await figures({ summaries: true })).find(({ code }) => code === ARMED);
  expect(row).toMatchObject({ state: 'transmission', summary: 'De moun ak zam' });
  const minutes = (at: Date | null | undefined) =>
    at && row ? Math.round((at.getTime() - row.createdAt.getTime()) / 60_000) : null;
  expect([minutes(row?.triagedAt), minutes(row?.validatedAt)]).toEqual([3, 23]);
  expect(row?.sent.map((one) => [one.institution, one.acknowledgedAt !== null])).toEqual([
    [sent?.institution, true],
    [institutions.find((id) => id !== sent?.institution), false],
  ]);
  expect(row?.sent.every(({ dueAt, sentAt }) => dueAt > sentAt)).toBe(true);
});
