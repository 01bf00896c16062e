import { drizzle } from 'drizzle-orm/node-postgres';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TIMELINE_PAGE, timelineFor } from '../../desks/watch/timeline.ts';
import { addEvents, type DeskEvent } from '../../store/events.ts';
import * as schema from '../../store/schema.ts';
import { incident, silence, transmission } from '../../store/schema.ts';
import { STAFF_ROLES, type StaffMember } from '../../store/staff.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { enterIncidents, type Happened } from '../../testing/many-incidents.ts';
import { DELMAS, enterObservers, number } from '../../testing/observers.ts';
import { newVisitor } from '../../testing/visitor.ts';

const NOW = new Date('2026-08-30T15:00:00-04:00');
const [ARMED, ABUSE] = ['31', '43'].map(number) as [string, string];
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const CAP = number('31100');

/** By a name of the test: its number, and how it stands. */
const HAPPENED = {
  armed: { code: ARMED, severity: 'Severe', placeCode: 'HT0112' },
  north: { code: ARMED, severity: 'Moderate', placeCode: 'HT0311' },
  abuse: { code: ABUSE, severity: 'Severe', placeCode: 'HT0112' },
  accused: { code: ARMED, severity: 'Severe', placeCode: 'HT0112', accused: ['pnh'] },
  practice: { code: ARMED, severity: 'Extreme', placeCode: 'HT0112', exercise: true },
  nowhere: { code: ARMED, severity: 'Minor', placeCode: null },
} as const satisfies Record<string, Happened>;
type Name = keyof typeof HAPPENED;

let desk: ConsoleUnderTest;
const ids = new Map<Name, string>();
const numbers = new Map<Name, string>();
const members = new Map<string, StaffMember>();
beforeAll(async () => {
  desk = await openConsole({ now: () => NOW });
  for (const [name, role, institution] of [
    ['Kep', 'analyst', 'cep'],
    ['Pnh', 'analyst', 'pnh'],
    ['Can', 'analyst', 'can'],
    ['Lidè', 'lead', undefined],
  ] as const)
    members.set(name, await desk.addMember(`${name} Test`, role, 'fr', institution));
  for (const role of STAFF_ROLES) await desk.addMember(`${role} Test`, role, 'fr');
  for (const [n, [name, row]] of Object.entries(HAPPENED).entries()) {
    ids.set(name as Name, uuidv7());
    numbers.set(name as Name, number(String(500_000 + n)));
    const one = { ...row, id: ids.get(name as Name), number: numbers.get(name as Name), reportsAt: [] };
    await enterIncidents(desk.store, [one as Happened], NOW);
  }
  const id = (name: Name) => ids.get(name) ?? '';
  const said = (name: Name, what: string, minutes: number, more: Partial<DeskEvent> = {}): DeskEvent => ({
    at: ago(minutes),
    subject: 'incident',
    subjectId: id(name),
    actor: 'system',
    what,
    ...more,
  });
  const council = members.get('Kep')?.id ?? '';
  await desk.store.db.transaction((tx) =>
    addEvents(tx, [
      said('armed', 'received', 7 * 60, { to: 'received' }),
      said('armed', 'taken', 300, { actor: council, from: 'received', to: 'triage' }),
      said('armed', 'taken', 299, { actor: council }),
      said('armed', 'released', 298, { actor: council }),
      said('armed', 'confirmed', 200, { actor: council, from: 'verification', to: 'validation' }),
      said('armed', 'transmitted', 100, { actor: council, why: 'pnh, can' }),
      said('armed', 'late', 90),
      said('armed', 'unacknowledged', 50, { why: 'can' }),
      ...(['north', 'abuse', 'accused', 'practice', 'nowhere'] as const).map((name, n) =>
        said(name, 'received', 40 - n, { to: 'received' }),
      ),
    ]),
  );
  const sent = (institution: string, row: Partial<typeof transmission.$inferInsert> = {}) => ({
    id: uuidv7(),
    incidentId: id('armed'),
    institution,
    type: 'Alert' as const,
    cap: '',
    capIdentifier: uuidv7(),
    sentAt: ago(100),
    sentBy: council,
    dueAt: ago(70),
    left: [],
    ...row,
  });
  await desk.store.db
    .insert(transmission)
    .values([
      sent('pnh', { acknowledgedAt: ago(80), respondedAt: ago(60) }),
      sent('can'),
      sent('can', { type: 'Update', sentAt: ago(55) }),
    ]);
  await enterObservers(
    desk.store,
    desk.deps.watch.registry,
    [DELMAS, DELMAS, CAP, DELMAS].map((place, n) => ({
      number: number(String(4_100 + n)),
      phones: `+5093719000${n}`,
      place,
      ...(n === 3 && { training: 'wi' }),
    })),
  );
  const observers = await desk.store.db.query.observer.findMany();
  await desk.store.db
    .insert(silence)
    .values(observers.map((one) => ({ id: uuidv7(), observerId: one.id, slot: ago(45), openedAt: ago(30) })));
});
afterAll(() => desk.close());

async function seenBy(name: string) {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name: `${name} Test`, password: PASSWORD });
  return async (query = '') => {
    const { text, status } = await visitor.get(`/watch/timeline${query}`);
    expect(status).toBe(200);
    return text;
  };
}
/** What the page says, line by line, without its marks. */
const linesIn = (page: string) =>
  [...page.matchAll(/<li>(.*?)<\/li>/gs)].map(([, inner]) =>
    (inner ?? '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim(),
  );
const about = (page: string) =>
  (Object.keys(HAPPENED) as Name[]).filter((name) => page.includes(numbers.get(name) ?? '?'));

test.each(STAFF_ROLES)('a %s is let in, or not', async (role) => {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name: `${role} Test`, password: PASSWORD });
  const may = role === 'analyst' || role === 'lead' || role === 'admin';
  expect((await visitor.get('/watch/timeline')).status).toBe(may ? 200 : 403);
  if (may) expect((await visitor.get('/watch')).text).toContain('href="/watch/timeline"');
});

test('the last six hours, newest first, a line each, by the clock of the country', async () => {
  const page = await (await seenBy('Kep'))();
  const given = numbers.get('armed');
  const lines = linesIn(page).filter((line) => line.includes(given ?? '?'));
  const [armed, delmas] = ['Personnes armées', 'Delma'];
  const line = (time: string, what: string) =>
    expect.stringMatching(
      new RegExp(
        `^30/08/2026 ${time} grave ${given} ${armed}, ${delmas}.* ${what.replaceAll(/[()]/g, '.')}$`,
      ),
    );
  const [CAN, PNH, CEP] = ['Centre ambulancier (CAN)', 'Police (PNH)', 'Conseil électoral (CEP)'];
  expect(lines).toEqual([
    line('14:10', `en retard, alerte donnée : pas d’accusé de ${CAN}`),
    line('14:05', `a transmis à ${CAN} (mise à jour)`),
    line('14:00', `réponse de ${PNH}`),
    line('13:40', `reçu par ${PNH}`),
    line('13:30', 'en retard, alerte donnée'),
    expect.stringContaining('a transmis à'),
    expect.stringContaining('a transmis à'),
    line('11:40', `a confirmé · ${CEP}`),
    line('10:00', `s’en occupe · ${CEP}`),
  ]);
  expect(page).toContain(`href="/watch/incidents/${ids.get('armed')}"`);
});

test('observers who fell silent together in one town are one line, and nobody’s number', async () => {
  const page = await (await seenBy('Kep'))();
  const silent = linesIn(page).filter((line) => line.includes('Silences'));
  expect(silent).toEqual([
    expect.stringMatching(/^30\/08\/2026 14:30 Silences .*1 observateur n’a pas/),
    expect.stringMatching(/^30\/08\/2026 14:30 Silences .*2 observateurs n’ont pas/),
  ]);
  expect(page).not.toContain(number('4100'));
});

test('a period that is chosen begins and ends there; one that makes no sense is the last hours', async () => {
  const see = await seenBy('Kep');
  const early = linesIn(await see('?from=2026-08-30T07:30&until=2026-08-30T10:00'));
  expect(early).toEqual([expect.stringContaining('30/08/2026 08:00')]);
  const usual = linesIn(await see());
  expect(linesIn(await see('?from=2026-08-30T18:00&until=nonsense'))).toEqual(usual);
});

test('by severity, by department or commune, and by the institution that is concerned', async () => {
  const see = await seenBy('Lidè');
  expect(about(await see())).toEqual(['armed', 'north', 'abuse', 'accused', 'nowhere']);
  const moderate = await see('?severity=Moderate');
  expect([about(moderate), moderate.includes('n’a pas donné signe')]).toEqual([['north'], false]);
  const commune = await see('?within=HT0311');
  expect([about(commune), linesIn(commune).filter((line) => line.includes('Silences')).length]).toEqual([
    ['north'],
    1,
  ]);
  expect(commune).toContain('<option value="HT0311" selected>');
  expect(about(await see('?within=HT01'))).toEqual(['armed', 'abuse', 'accused']);
  const ambulances = linesIn(await see('?institution=can'));
  expect(ambulances).toHaveLength(3);
  for (const line of ambulances) expect(line).toContain('Centre ambulancier');
});

test('what is practised and what is real are never on one page', async () => {
  const see = await seenBy('Lidè');
  const practice = await see('?exercise=1');
  expect(about(practice)).toEqual(['practice']);
  expect(practice).toContain('Exercices seulement');
  expect(linesIn(practice).filter((line) => line.includes('Silences'))).toEqual([
    expect.stringContaining('1 observateur'),
  ]);
  expect(about(await see())).not.toContain('practice');
});

test('an institution sees nothing of what is kept from it, until that is opened to it', async () => {
  const see = await seenBy('Pnh');
  expect(about(await see())).toEqual(['armed', 'north', 'nowhere']);
  await desk.store.db.update(incident).set({ openedAt: NOW });
  expect(about(await see())).toEqual(['armed', 'north', 'abuse', 'accused', 'nowhere']);
  await desk.store.db.update(incident).set({ openedAt: null });
});

test('who only receives is not told who else was told, and who sends is', async () => {
  const police = await seenBy('Pnh');
  const page = await police();
  const lines = linesIn(page);
  expect(lines.filter((line) => line.includes('Police (PNH)'))).toHaveLength(3);
  expect(lines.join()).not.toMatch(/Centre ambulancier|pas d’accusé|Conseil électoral/);
  expect(page).not.toContain('value="can"');
  // Nor by asking for it in the address.
  expect(linesIn(await police('?institution=can'))).toEqual(lines);
  const ambulances = linesIn(await (await seenBy('Can'))());
  expect(ambulances.filter((line) => line.includes('pas d’accusé'))).toHaveLength(1);
  expect(ambulances.join()).not.toContain('Police (PNH)');
  const council = await (await seenBy('Kep'))();
  expect(linesIn(council).join()).toMatch(/Centre ambulancier.*Police/);
});

test('a long night is read page by page, with one question to the database however long it was', async () => {
  const statements: string[] = [];
  const db = drizzle(desk.store.pool, {
    schema,
    logger: { logQuery: (query) => statements.push(query) },
  });
  const { watch } = desk.deps;
  const counting = { ...watch, store: { ...watch.store, db }, registry: watch.registry };
  const lead = members.get('Lidè') as StaffMember;
  const asked = { from: ago(10_000), until: NOW, exercise: false };
  const before = await timelineFor(watch, lead, asked);
  await desk.store.db.transaction((tx) =>
    addEvents(
      tx,
      Array.from({ length: TIMELINE_PAGE }, (_, n) => ({
        at: ago(2_000 + n),
        subject: 'incident' as const,
        subjectId: ids.get('nowhere') ?? '',
        actor: 'system',
        what: 'paused',
      })),
    ),
  );
  const [first, second] = [
    await timelineFor(counting, lead, asked),
    await timelineFor(counting, lead, asked, { page: 1 }),
  ];
  expect(statements.filter((one) => one.includes('incident'))).toHaveLength(2);
  expect(first.total).toBe(before.total + TIMELINE_PAGE);
  expect(first.rows).toHaveLength(TIMELINE_PAGE);
  expect(second.rows).toHaveLength(before.total);
  const times = [...first.rows, ...second.rows].map(({ at }) => at.getTime());
  expect(times).toEqual(times.toSorted((a, b) => b - a));
  const see = await seenBy('Lidè');
  const keep = 'from=2026-08-24T00%3A00&severity=Minor';
  const next = `/watch/timeline?${keep}&page=1`.replaceAll('&', '&amp;');
  expect(await see(`?${keep}`)).toContain(`href="${next}"`);
  expect(await timelineFor(watch, { role: 'verifier', institution: null }, asked)).toEqual({
    rows: [],
    total: 0,
  });
});
