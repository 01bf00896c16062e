import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addInvite, findReset } from '../../store/invites.ts';
import type { StaffMember } from '../../store/staff.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor, type Visitor } from '../../testing/visitor.ts';

const NEW = 'yon lot modpas tou long';

let desk: ConsoleUnderTest;
let clock = Date.now();
beforeAll(async () => {
  desk = await openConsole({ now: () => new Date(clock) });
});
afterAll(() => desk.close());
afterEach(() => {
  clock += 3_600_000;
});

async function signIn(name: string, password = PASSWORD): Promise<Visitor> {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password });
  return visitor;
}
const change = (who: Visitor, old: string, password = NEW, again = password) =>
  who.submit('/account', '/account/password', { old, password, again });
const isIn = async (who: Visitor) => (await who.get('/waiting')).status === 200;

test('who changes the password stays signed in here, and everywhere else is signed out', async () => {
  const rose: StaffMember = await desk.addMember('Rose Test');
  await desk.addMember('Jean Test');
  const [here, phone, colleague] = [
    await signIn('Rose Test'),
    await signIn('Rose Test'),
    await signIn('Jean Test'),
  ];
  const before = here.cookies.get('teledjol_session');
  const tokenHash = Buffer.alloc(32, 7);
  await addInvite(desk.store.db, { tokenHash, role: 'verifier', staffId: rose.id, by: null });
  expect(await change(here, PASSWORD)).toMatchObject({
    status: 303,
    location: '/account?note=console.done.password',
  });
  expect(await Promise.all([here, phone, colleague].map(isIn))).toEqual([true, false, true]);
  // Also the token that this browser had: somebody may have copied it.
  expect(here.cookies.get('teledjol_session')).not.toBe(before);
  here.cookies.set('teledjol_session', before ?? '');
  expect(await isIn(here)).toBe(false);
  expect(await findReset(desk.store.db, tokenHash)).toBeUndefined();
  expect(await isIn(await signIn('Rose Test', PASSWORD))).toBe(false);
  expect(await isIn(await signIn('Rose Test', NEW))).toBe(true);
});

test('without the old password nothing changes, and guessing at it ends soon', async () => {
  await desk.addMember('Nadine Test');
  const thief = await signIn('Nadine Test');
  for (let n = 0; n < 10; n++) expect((await change(thief, `${PASSWORD}${n}`)).status).toBe(422);
  expect((await change(thief, PASSWORD)).status).toBe(429);
  expect(await isIn(await signIn('Nadine Test'))).toBe(true);
});

test('a new password that is weak or not the same twice is refused in words', async () => {
  await desk.addMember('Guerda Test');
  const visitor = await signIn('Guerda Test');
  for (const [password, again] of [
    ['kout', 'kout'],
    [NEW, `${NEW}.`],
    ['guerda test 2026', 'guerda test 2026'],
  ] as const) {
    const page = await change(visitor, PASSWORD, password, again);
    expect([password, page.status]).toEqual([password, 422]);
    expect(page.text).toContain('class="mistake"');
    expect(page.text).not.toContain(`value="${password}"`);
  }
  expect(await isIn(await signIn('Guerda Test'))).toBe(true);
});

test('the page is for staff', async () => {
  const stranger = newVisitor(desk.url);
  expect((await stranger.get('/account')).location).toBe('/login?next=%2Faccount');
  expect((await stranger.submit('/login', '/account/password', { old: PASSWORD })).status).toBe(303);
});
