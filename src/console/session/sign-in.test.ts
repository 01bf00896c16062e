import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { session } from '../../store/schema.ts';
import { disableStaff, type StaffMember } from '../../store/staff.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor, tokenIn, type Visitor } from '../../testing/visitor.ts';
import { hashToken } from '../cookies.ts';

let desk: ConsoleUnderTest;
let marie: StaffMember;
/** Moved by tests; limits are counted by it, so each test begins a new quarter of an hour. */
let clock = Date.now();
let visitor: Visitor;

beforeAll(async () => {
  desk = await openConsole({ now: () => new Date(clock) });
  marie = await desk.addMember('Marie-Ange');
});
afterAll(() => desk.close());
beforeEach(() => {
  visitor = newVisitor(desk.url);
});
afterEach(() => {
  clock += 3_600_000;
});

const signIn = (who: Visitor, name: string, password = PASSWORD, next = '') =>
  who.submit('/login', '/login', { name, password, next });

test('whoever is not signed in is led to the login and back to the page they wanted', async () => {
  const asked = await visitor.get('/waiting?x=1');
  expect(asked).toMatchObject({ status: 303, location: '/login?next=%2Fwaiting%3Fx%3D1' });
  const login = await visitor.get(asked.location);
  expect(login.text).toContain('name="next" value="/waiting?x=1"');
  const signed = await visitor.post('/login', {
    _token: tokenIn(login.text),
    name: 'Marie-Ange',
    password: PASSWORD,
    next: '/waiting?x=1',
  });
  expect(signed).toMatchObject({ status: 303, location: '/waiting?x=1' });
  expect((await visitor.get('/waiting')).status).toBe(200);
});

test('a wrong password and an unknown name are answered with the same words', async () => {
  const wrong = await signIn(visitor, 'Marie-Ange', 'yon lot modpas tou long');
  const unknown = await signIn(newVisitor(desk.url), 'Pa Gen Moun', PASSWORD);
  expect([wrong.status, unknown.status]).toEqual([401, 401]);
  const words = (html: string) => /role="alert"[^>]*>([^<]+)</.exec(html)?.[1];
  expect(words(wrong.text)).toBeTruthy();
  expect(words(wrong.text)).toBe(words(unknown.text));
  expect(visitor.cookies.has('teledjol_session')).toBe(false);
});

test('names are found as people write them', async () => {
  expect((await signIn(visitor, '  marie-ange ')).status).toBe(303);
});

test('the cookie is out of reach of scripts and foreign forms, and only its hash is kept', async () => {
  await signIn(visitor, 'Marie-Ange');
  const line = visitor.setCookies.find((each) => each.startsWith('teledjol_session='));
  expect(line).toMatch(/; Path=\/; HttpOnly; SameSite=Lax$/);
  const token = visitor.cookies.get('teledjol_session') ?? '';
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const rows = await desk.store.db
    .select()
    .from(session)
    .where(eq(session.tokenHash, hashToken(token)));
  expect(rows).toHaveLength(1);
  const kept = await desk.store.pool.query("select encode(token_hash, 'escape') as hash from session");
  expect(JSON.stringify(kept.rows)).not.toContain(token);
});

test('under https the cookie is bound to the host and to TLS', async () => {
  const secure = await openConsole({ publicUrl: 'https://teledjol.example' });
  try {
    await secure.addMember('Marie-Ange');
    const staff = newVisitor(secure.url, { origin: 'https://teledjol.example' });
    await signIn(staff, 'Marie-Ange');
    const line = staff.setCookies.find((each) => each.includes('teledjol_session='));
    expect(line).toMatch(/^__Host-teledjol_session=[^;]+; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    expect((await staff.get('/waiting')).status).toBe(200);
    expect((await staff.get('/waiting')).headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/);
  } finally {
    await secure.close();
  }
});

test('signing in never takes over a token that was there before', async () => {
  visitor.cookies.set('teledjol_session', 'planted');
  await signIn(visitor, 'Marie-Ange');
  const first = visitor.cookies.get('teledjol_session') ?? '';
  expect(first).not.toBe('planted');
  const page = await visitor.get('/waiting');
  await visitor.post('/login', { _token: tokenIn(page.text), name: 'Marie-Ange', password: PASSWORD });
  expect(visitor.cookies.get('teledjol_session')).not.toBe(first);
  visitor.cookies.set('teledjol_session', first);
  expect((await visitor.get('/waiting')).status).toBe(303);
});

test('after signing out the old cookie opens nothing', async () => {
  await signIn(visitor, 'Marie-Ange');
  const token = visitor.cookies.get('teledjol_session') ?? '';
  const out = await visitor.submit('/waiting', '/logout', {});
  expect(out).toMatchObject({ status: 303, location: '/login?note=console.done.signed_out' });
  expect(visitor.cookies.has('teledjol_session')).toBe(false);
  visitor.cookies.set('teledjol_session', token);
  expect((await visitor.get('/waiting')).status).toBe(303);
});

test('a disabled colleague is out at once, and cannot come back', async () => {
  const jean = await desk.addMember('Jean Test');
  await signIn(visitor, 'Jean Test');
  expect((await visitor.get('/waiting')).status).toBe(200);
  await disableStaff(desk.store.db, { staffId: jean.id, by: marie.id });
  expect((await visitor.get('/waiting')).location).toMatch(/^\/login/);
  expect((await signIn(newVisitor(desk.url), 'Jean Test')).status).toBe(401);
});

test('a session ends twelve hours after its last use; a page that refreshes itself is no use', async () => {
  await signIn(visitor, 'Marie-Ange');
  const tokenHash = hashToken(visitor.cookies.get('teledjol_session') ?? '');
  const hoursLeft = async () => {
    const [row] = await desk.store.db
      .select({ hours: sql<number>`extract(epoch from ${session.expiresAt} - now())::float / 3600` })
      .from(session)
      .where(eq(session.tokenHash, tokenHash));
    return row?.hours ?? 0;
  };
  const age = (hours: number) =>
    desk.store.db
      .update(session)
      .set({
        seenAt: sql`now() - ${hours} * interval '1 hour'`,
        expiresAt: sql`now() + (12 - ${hours}::int) * interval '1 hour'`,
      })
      .where(eq(session.tokenHash, tokenHash));
  await age(10);
  await visitor.get('/waiting/list', { 'hx-request': 'true' });
  expect(await hoursLeft()).toBeLessThan(2.1);
  await visitor.get('/waiting');
  expect(await hoursLeft()).toBeGreaterThan(11.9);
  await age(12);
  expect((await visitor.get('/waiting')).status).toBe(303);
});

test('a list that refreshes itself after the session ended asks the browser to sign in', async () => {
  const piece = await visitor.get('/waiting/list', { 'hx-request': 'true' });
  expect(piece.status).toBe(204);
  expect(piece.headers.get('hx-redirect')).toBe('/login');
});

test('nobody is led elsewhere after signing in', async () => {
  for (const next of [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    'javascript:1',
  ]) {
    const signed = await signIn(newVisitor(desk.url), 'Marie-Ange', PASSWORD, next);
    expect([next, signed.status]).toEqual([next, 303]);
    expect(new URL(signed.location, 'http://here.example').host).toBe('here.example');
  }
});

test('guessing at one name is stopped, whatever the place', async () => {
  const limited = await openConsole({ trustProxy: true });
  try {
    await limited.addMember('Marie-Ange');
    const answers: number[] = [];
    for (let n = 1; n <= 11; n++) {
      const stranger = newVisitor(limited.url, { 'x-forwarded-for': `203.0.113.${n}` });
      answers.push((await signIn(stranger, n % 2 ? 'Marie-Ange' : 'MARIE-ANGE', 'move modpas la')).status);
    }
    expect(answers).toEqual([...Array(10).fill(401), 429]);
    // Right or wrong makes no difference now, or the limit would tell when a guess was right.
    const stranger = newVisitor(limited.url, { 'x-forwarded-for': '203.0.113.99' });
    expect((await signIn(stranger, 'Marie-Ange')).status).toBe(429);
    // Other names and places are not locked out.
    await limited.addMember('Jean Test');
    expect((await signIn(stranger, 'Jean Test')).status).toBe(303);
  } finally {
    await limited.close();
  }
});

test('the owner of a name that strangers guess at still gets in where they signed in before', async () => {
  await signIn(visitor, 'Marie-Ange');
  await visitor.submit('/waiting', '/logout', {});
  for (let n = 0; n < 11; n++) await signIn(newVisitor(desk.url), 'Marie-Ange', 'move modpas la');
  expect((await signIn(newVisitor(desk.url), 'Marie-Ange')).status).toBe(429);
  expect((await signIn(visitor, 'Marie-Ange')).status).toBe(303);
});

test('the mark of a known browser is worth nothing for another name, and is limited, too', async () => {
  await desk.addMember('Rose Test');
  await signIn(visitor, 'Marie-Ange');
  await visitor.submit('/waiting', '/logout', {});
  for (let n = 0; n < 10; n++) await signIn(visitor, 'Marie-Ange', 'move modpas la');
  expect((await signIn(visitor, 'Marie-Ange')).status).toBe(429);
  for (let n = 0; n < 10; n++) await signIn(newVisitor(desk.url), 'Rose Test', 'move modpas la');
  expect((await signIn(visitor, 'Rose Test')).status).toBe(429);
});

test('trying many names from one place is stopped, and other places go on', async () => {
  const limited = await openConsole({ trustProxy: true });
  try {
    await limited.addMember('Marie-Ange');
    const spraying = newVisitor(limited.url, { 'x-forwarded-for': '2001:db8:1:2::1' });
    for (let n = 0; n < 40; n++)
      expect((await signIn(spraying, `moun ${n}`, 'move modpas la')).status).toBe(401);
    const neighbour = newVisitor(limited.url, { 'x-forwarded-for': '2001:db8:1:2:3:4:5:6' });
    expect((await signIn(neighbour, 'Marie-Ange')).status).toBe(429);
    const elsewhere = newVisitor(limited.url, { 'x-forwarded-for': '2001:db8:1:3::1' });
    expect((await signIn(elsewhere, 'Marie-Ange')).status).toBe(303);
  } finally {
    await limited.close();
  }
});

test('nothing that is typed into the login reaches the log', async () => {
  await signIn(visitor, 'Non Sekrè', 'modpas ki dwe rete an sekre');
  expect(desk.logged.join('\n')).toContain('sign-in failed');
  expect(desk.logged.join('\n')).not.toMatch(/Sekrè|sekre|127\.0\.0\.1/);
});
