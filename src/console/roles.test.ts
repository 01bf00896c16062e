import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepCallback } from '../desks/protection/index.ts';
import { sensitiveCase } from '../store/schema.ts';
import { STAFF_ROLES, type StaffRole } from '../store/staff.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../testing/console.ts';
import { newVisitor, tokenIn, type Visitor } from '../testing/visitor.ts';
import { openRooms } from './index.ts';

const NOBODY = '01900000-0000-7000-8000-000000000000';

let desk: ConsoleUnderTest;
const visitors = new Map<StaffRole, Visitor>();
beforeAll(async () => {
  desk = await openConsole();
  for (const role of STAFF_ROLES) {
    await desk.addMember(`${role} Test`, role);
    const visitor = newVisitor(desk.url);
    await visitor.submit('/login', '/login', { name: `${role} Test`, password: PASSWORD });
    visitors.set(role, visitor);
  }
});
afterAll(() => desk.close());

const as = (role: StaffRole) => visitors.get(role) ?? newVisitor(desk.url);

/** Asks for every route as its table has it. @returns by route, what came back */
async function askAll(visitor: Visitor): Promise<Map<string, { status: number; location: string }>> {
  const answers = new Map<string, { status: number; location: string }>();
  const _token = tokenIn((await visitor.get('/account')).text);
  for (const { method, path } of openRooms({ now: () => new Date() }).flatMap(({ routes }) => routes)) {
    // It would end the session that asks.
    if (path === '/logout') continue;
    const at = path.replace(/:\w+/, NOBODY);
    const answer = method === 'GET' ? await visitor.get(at) : await visitor.post(at, { _token });
    answers.set(`${method} ${path}`, answer);
  }
  return answers;
}

/** One's own: signing in, the account, the first page, the language; and pages whose address is the key. */
const OWN = /^\w+ \/($|language|login|logout|invite\/|reset\/|account|acknowledge\/)/;

test('who opens call-backs opens nothing else', async () => {
  const answers = await askAll(as('protection'));
  expect(answers.size).toBeGreaterThan(50);
  for (const [route, { status }] of answers) {
    if (OWN.test(route)) expect([route, status]).not.toEqual([route, 403]);
    else if (route.includes(' /protection')) expect([200, 303], route).toContain(status);
    else expect([route, status]).toEqual([route, 403]);
  }
  expect(answers.get('GET /')?.location).toBe('/protection');
});

test('who sits in the watch cell for an institution enters no other room', async () => {
  const answers = await askAll(as('analyst'));
  for (const [route, { status }] of answers) {
    if (OWN.test(route)) expect([route, status]).not.toEqual([route, 403]);
    // Observers and exercises are the secretariat's.
    else if (route.includes(' /watch') && !/\/observers|\/exercise($|\/(?!bar))/.test(route))
      expect([route, status]).not.toEqual([route, 403]);
    else expect([route, status]).toEqual([route, 403]);
  }
  expect(answers.get('GET /')?.location).toBe('/watch');
});

test('a verifier does not sit in the watch cell', async () => {
  const answers = await askAll(as('verifier'));
  for (const [route, { status }] of answers)
    if (route.includes(' /watch')) expect([route, status]).toEqual([route, 403]);
});

test.each(['verifier', 'lead', 'admin'] as const)('a %s opens no call-back', async (role) => {
  const answers = await askAll(as(role));
  const theirs = [...answers].filter(([route]) => route.includes(' /protection'));
  expect(theirs.length).toBeGreaterThan(4);
  for (const [route, { status }] of theirs) expect([route, status]).toEqual([route, 403]);
  for (const room of ['/waiting', '/reports', '/reports/community', '/verification'])
    expect([room, answers.get(`GET ${room}`)?.status]).toEqual([room, 200]);
  expect(answers.get('GET /')?.location).toBe('/waiting');
});

test('nobody who is not signed in sees any of it', async () => {
  const visitor = newVisitor(desk.url);
  const _token = tokenIn((await visitor.get('/login')).text);
  for (const { method, path } of openRooms({ now: () => new Date() }).flatMap(({ routes }) => routes)) {
    if (OWN.test(`${method} ${path}`)) continue;
    const at = path.replace(/:\w+/, NOBODY);
    const { status, location } =
      method === 'GET' ? await visitor.get(at) : await visitor.post(at, { _token });
    const out = status === 204 || location.startsWith('/login');
    expect([method, path, out]).toEqual([method, path, true]);
  }
});

test('the bar on top shows each role its own rooms', async () => {
  const rooms = async (role: StaffRole) => {
    const [bar = ''] = /<nav>.*?<\/nav>/s.exec((await as(role).get('/account')).text) ?? [];
    return [...bar.matchAll(/href="([^"]+)"/g)].map(([, path]) => path);
  };
  expect(await rooms('protection')).toEqual(['/protection']);
  expect(await rooms('analyst')).toEqual(['/watch']);
  expect(await rooms('verifier')).toEqual([
    '/waiting',
    '/reports',
    '/verification',
    '/bulletins',
    '/campaigns',
  ]);
  expect(await rooms('lead')).toEqual([
    '/waiting',
    '/reports',
    '/verification',
    '/bulletins',
    '/campaigns',
    '/watch',
    '/channels',
    '/costs',
  ]);
  expect(await rooms('admin')).toEqual([
    '/waiting',
    '/reports',
    '/verification',
    '/bulletins',
    '/campaigns',
    '/watch',
    '/channels',
    '/costs',
    '/staff',
    '/partners',
  ]);
});

test('an admin invites somebody who opens call-backs', async () => {
  const made = await as('admin').submit('/staff', '/staff/invites', { role: 'protection' });
  const path = new URL(/http:[^"]*\/invite\/[^"]+/.exec(made.text)?.[0] ?? 'http://no.link/').pathname;
  const guest = newVisitor(desk.url);
  const password = 'yon lot modpas tou long';
  await guest.submit(path, path, { name: 'Fabyola Test', password, again: password });
  expect((await guest.get('/protection')).status).toBe(200);
  expect((await guest.get('/reports')).status).toBe(403);
});

test('a number is shown to who asks for it, in no address, and the chain of events knows', async () => {
  const seal = desk.deps.protection;
  if (!seal) throw new Error('there is no key');
  const { contactId } = await desk.waits({ phone: '+50937000009', text: 'tanpri rele m' });
  const { code } = await keepCallback(desk.store.db, {
    seal,
    contactId,
    number: '+50937000042',
    safeTime: 'madi apre 4è',
    language: 'ht',
    consentedAt: new Date(),
  });
  const [row] = await desk.store.db.select({ id: sensitiveCase.id }).from(sensitiveCase);
  const at = `/protection/${row?.id}`;
  const staff = as('protection');
  const list = await staff.get('/protection');
  expect(list.text).toContain(code);
  expect(list.text).not.toMatch(/3700|madi/);
  // Looking at the address is not enough: only the button opens it.
  expect((await staff.get(`${at}/open`)).status).toBe(404);
  const events = async () =>
    (await desk.store.pool.query(`select what from event where subject = 'callback' order by id`)).rows;
  expect(await events()).toEqual([]);
  const opened = await staff.submit('/protection', `${at}/open`, {});
  expect(opened.text).toContain('+50937000042');
  expect(opened.text).toContain('madi apre 4è');
  expect(opened.headers.get('cache-control')).toBe('no-store');
  expect(await events()).toEqual([{ what: 'opened' }]);
  for (const role of ['verifier', 'lead', 'admin'] as const) {
    const refused = await as(role).submit('/account', `${at}/open`, {});
    expect([role, refused.status, refused.text.includes('3700')]).toEqual([role, 403, false]);
  }
  expect((await staff.submit('/protection', `${at}/close`, {})).location).toContain('protection.error.held');
  await staff.submit('/protection', `${at}/take`, {});
  expect((await staff.submit('/protection', `${at}/close`, {})).location).toContain('protection.done.closed');
  expect(await events()).toHaveLength(3);
  expect(desk.logged.join('\n')).not.toMatch(/3700|madi/);
});
