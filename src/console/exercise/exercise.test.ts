import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listEvents } from '../../store/events.ts';
import { STAFF_ROLES } from '../../store/staff.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { enterIncidents } from '../../testing/many-incidents.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';
import { openRooms } from '../index.ts';

/** Eleven in the morning, by the clock of Haiti. */
const MORNING = new Date('2026-08-15T11:00:00-04:00');
let clock = MORNING;
let desk: ConsoleUnderTest;
const visitors = new Map<string, Visitor>();
beforeAll(async () => {
  desk = await openConsole({ now: () => clock });
  await enterIncidents(desk.store, [{ state: 'triage' }], MORNING);
  for (const role of STAFF_ROLES) await signIn(`${role} Test`, role);
  await signIn('Kep Lidè', 'lead', 'cep');
  await signIn('Dezyèm Test', 'lead');
});
afterAll(() => desk.close());
beforeEach(async () => {
  clock = MORNING;
  await desk.store.pool.query('delete from national_exercise');
});

async function signIn(name: string, role: (typeof STAFF_ROLES)[number], institution?: string) {
  await desk.addMember(name, role, 'fr', institution);
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  visitors.set(name, visitor);
}
const as = (name: string) => visitors.get(name) as Visitor;
const ends = '2026-08-15T13:00';
const press = (name: string, move: string, fields: Record<string, string> = {}) =>
  as(name).submit('/account', `/watch/exercise/${move}`, { why: 'simulation générale', ...fields });
async function begin() {
  expect((await press('lead Test', 'ask', { ends })).location).toContain('exercise.done.asked');
  expect((await press('Dezyèm Test', 'start')).location).toContain('exercise.done.started');
}

test('only the secretariat opens the page and decides', async () => {
  for (const name of visitors.keys()) {
    const may = ['lead Test', 'admin Test', 'Dezyèm Test'].includes(name);
    expect([name, (await as(name).get('/watch/exercise')).status]).toEqual([name, may ? 200 : 403]);
    if (may) continue;
    for (const move of ['ask', 'start', 'end'])
      expect([name, move, (await press(name, move, { ends })).status]).toEqual([name, move, 403]);
  }
});

test('one asks with a reason and an end, a second one agrees, anyone of them ends it', async () => {
  const first = await as('lead Test').get('/watch/exercise');
  // Four hours unless told.
  expect(first.text).toContain('value="2026-08-15T15:00"');
  for (const [fields, status, why] of [
    [{ ends: '' }, 422, 'L’heure de fin'],
    [{ ends: 'demain' }, 422, 'L’heure de fin'],
    [{ ends: '2026-08-16T11:01' }, 422, 'L’heure de fin'],
    [{ ends, why: ' ' }, 422, 'Dites pourquoi'],
  ] as const) {
    const refused = await press('lead Test', 'ask', fields);
    expect([refused.status, refused.text.includes(why)]).toEqual([status, true]);
  }
  expect((await press('lead Test', 'start')).status).toBe(409);
  await press('lead Test', 'ask', { ends });
  expect((await press('lead Test', 'start')).text).toContain('Une seconde personne doit être d’accord');
  expect((await as('lead Test').get('/watch/exercise')).text).not.toContain('/watch/exercise/start');
  expect((await as('Dezyèm Test').get('/watch/exercise')).text).toContain('/watch/exercise/start');
  expect((await as('Dezyèm Test').get('/watch')).text).toContain('Un collègue demande');
  expect((await as('analyst Test').get('/watch')).text).not.toContain('Un collègue demande');
  await press('Dezyèm Test', 'start');
  expect((await press('admin Test', 'end', { why: 'fini' })).location).toContain('exercise.done.ended');
  const { rows } = await desk.store.pool.query('select id from national_exercise');
  const events = await listEvents(desk.store.db, [rows[0].id]);
  expect(events.map(({ what, to }) => [what, to]).toReversed()).toEqual([
    ['exercise_asked', '2026-08-15T13:00:00-04:00'],
    ['exercise_started', '2026-08-15T13:00:00-04:00'],
    ['exercise_ended', null],
  ]);
});

test('every page of the watch says that it runs, and until when, to all who sit there; no other page does', async () => {
  const { rows } = await desk.store.pool.query('select id from incident');
  const pages = openRooms(desk.deps)
    .flatMap(({ routes }) => routes)
    .filter(({ method, path }) => method === 'GET' && /^\/watch/.test(path))
    .map(({ path }) => path.replace('incidents/:id', `incidents/${rows[0].id}`))
    .filter((path) => !path.includes(':'));
  const shownOn = async (name: string, paths: readonly string[]) => {
    const shown: string[] = [];
    for (const path of paths) {
      const { status, text } = await as(name).get(path);
      if (status === 200 && text.startsWith('<!doctype') && text.includes('EXERCICE NATIONAL'))
        shown.push(path);
    }
    return shown;
  };
  const all = ['/watch', '/watch/observers', '/watch/papers', '/watch/silence', '/watch/map'];
  expect(await shownOn('lead Test', pages)).toEqual([]);
  await begin();
  expect(await shownOn('lead Test', pages)).toEqual(
    expect.arrayContaining([...all, '/watch/exercise', `/watch/incidents/${rows[0].id}`]),
  );
  expect(await shownOn('analyst Test', pages)).toEqual(
    expect.arrayContaining(all.filter((path) => path !== '/watch/observers')),
  );
  // Who acknowledges by a link must not take what is real for practice.
  expect(await shownOn('lead Test', ['/waiting', '/reports', '/account', '/acknowledge/x'])).toEqual([]);
});

test('a board that stays open hears of it, and of its end, by itself', async () => {
  const bar = async (name = 'analyst Test') =>
    (await as(name).get('/watch/exercise/bar', { 'hx-request': 'true' })).text;
  expect((await as('analyst Test').get('/watch')).text).toContain('hx-get="/watch/exercise/bar"');
  expect(await bar()).not.toContain('EXERCICE');
  await begin();
  expect(await bar()).toMatch(/EXERCICE NATIONAL[^<]*<time[^>]*>15\/08\/2026 13:00/);
  clock = new Date('2026-08-15T12:59:59-04:00');
  expect(await bar()).toContain('EXERCICE');
  // At its time, with nobody there to end it.
  clock = new Date('2026-08-15T13:00:00-04:00');
  expect(await bar()).not.toContain('EXERCICE');
  expect(await bar()).toContain('hx-get');
  // A piece of a page on which somebody writes stays as it is where the session has ended.
  const gone = await newVisitor(desk.url).get('/watch/exercise/bar', { 'hx-request': 'true' });
  expect([gone.status, gone.location]).toEqual([204, '']);
});
