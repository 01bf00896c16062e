import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../testing/console.ts';
import { newVisitor, tokenIn, type Visitor } from '../testing/visitor.ts';

let desk: ConsoleUnderTest;
beforeAll(async () => {
  desk = await openConsole();
  await desk.addMember('Admin Test', 'admin');
  await desk.addMember('Lead Test', 'lead');
  await desk.addMember('Verifier Test', 'verifier', 'fr');
});
afterAll(() => desk.close());

async function signedIn(name: string): Promise<Visitor> {
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  return visitor;
}

const POSTS = [
  '/language',
  '/logout',
  '/staff/invites',
  '/staff/01900000-0000-7000-8000-000000000000/disable',
  '/waiting/01900000-0000-7000-8000-000000000000/answer',
  '/waiting/01900000-0000-7000-8000-000000000000/close',
];

test('a form without a token, with another’s or with one of before signing in changes nothing', async () => {
  const admin = await signedIn('Admin Test');
  const foreign = tokenIn((await (await signedIn('Lead Test')).get('/waiting')).text);
  const before = tokenIn((await newVisitor(desk.url).get('/login')).text);
  for (const path of POSTS) {
    for (const _token of ['', foreign, before, 'x'.repeat(43)]) {
      expect([path, (await admin.post(path, { _token })).status]).toEqual([path, 403]);
    }
  }
  expect((await admin.get('/staff')).status).toBe(200);
});

test('the login form needs its token, too: nobody is signed in to a stranger’s account', async () => {
  const answer = await newVisitor(desk.url).post('/login', { name: 'Admin Test', password: PASSWORD });
  expect(answer.status).toBe(403);
});

test('a form with the right token from a foreign page is refused', async () => {
  const admin = await signedIn('Admin Test');
  const _token = tokenIn((await admin.get('/staff')).text);
  const own = new URL(desk.url).origin;
  const send = async (headers: Record<string, string>) =>
    (await admin.post('/language', { _token, language: 'fr' }, headers)).status;
  expect(await send({ origin: 'https://evil.example' })).toBe(403);
  expect(await send({ origin: 'null' })).toBe(403);
  expect(await send({ origin: own, 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(await send({ origin: own, 'sec-fetch-site': 'same-site' })).toBe(403);
  expect(await send({ origin: own, 'sec-fetch-site': 'same-origin' })).toBe(303);
  expect(await send({ origin: 'http://localhost:3000' })).toBe(303);
});

test('each role sees its pages and no others', async () => {
  const see = async (name: string) => {
    const visitor = await signedIn(name);
    const invited = await visitor.submit('/waiting', '/staff/invites', { role: 'admin' });
    return [(await visitor.get('/waiting')).status, (await visitor.get('/staff')).status, invited.status];
  };
  expect(await see('Admin Test')).toEqual([200, 200, 200]);
  expect(await see('Lead Test')).toEqual([200, 403, 403]);
  expect(await see('Verifier Test')).toEqual([200, 403, 403]);
});

test('an admin closes and reopens a colleague’s access, but never their own', async () => {
  const admin = await signedIn('Admin Test');
  const rose = await desk.addMember('Rose Test');
  const self = await desk.addMember('Other Admin', 'admin');
  const move = async (who: Visitor, id: string, what: string) =>
    (await who.submit('/staff', `/staff/${id}/${what}`, {})).location;
  expect(await move(admin, rose.id, 'disable')).toBe('/staff?note=console.done.disabled');
  expect(
    (await newVisitor(desk.url).submit('/login', '/login', { name: rose.name, password: PASSWORD })).status,
  ).toBe(401);
  expect(await move(admin, rose.id, 'enable')).toBe('/staff?note=console.done.enabled');
  expect(
    (await newVisitor(desk.url).submit('/login', '/login', { name: rose.name, password: PASSWORD })).status,
  ).toBe(303);
  const other = await signedIn('Other Admin');
  expect(await move(other, self.id, 'disable')).toBe('/staff?note=console.error.not_changed');
  expect((await other.get('/staff')).status).toBe(200);
});

test('an invite link is shown once, in the page and not in an address', async () => {
  const admin = await signedIn('Admin Test');
  const made = await admin.submit('/staff', '/staff/invites', { role: 'lead' });
  expect(made.location).toBe('');
  const link = /http:\/\/localhost:3000(\/invite\/[\w-]{43})/.exec(made.text)?.[1] ?? '';
  const guest = newVisitor(desk.url);
  expect((await guest.get(link)).status).toBe(200);
  expect((await admin.get('/staff')).text).not.toContain('/invite/');
});

test('no inline code, no frames, nothing from elsewhere, nothing kept, nothing indexed', async () => {
  const { headers, text } = await newVisitor(desk.url).get('/login');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('same-origin');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.has('strict-transport-security')).toBe(false);
  expect(text).toContain('<meta name="robots" content="noindex"');
  expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/);
});

test('what people typed is shown as text', async () => {
  const xss = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
  const { waitingId } = await desk.waits({ phone: '+50937000001', text: xss });
  const staff = await signedIn('Verifier Test');
  await staff.submit(`/waiting/${waitingId}`, `/waiting/${waitingId}/answer`, { text: xss, once: 'a' });
  const page = await staff.get(`/waiting/${waitingId}`);
  expect(page.text).toContain('&lt;script>alert(1)');
  expect(page.text).not.toMatch(/<script>|<img/);
  const login = await newVisitor(desk.url).submit('/login', '/login', {
    name: xss,
    password: 'x',
    next: xss,
  });
  expect(login.text).not.toMatch(/<script>|<img/);
});

test('files are kept by browsers for ever under their fingerprint, and asked about otherwise', async () => {
  const visitor = newVisitor(desk.url);
  const page = (await visitor.get('/login')).text;
  const addresses = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
  expect(addresses.map((each) => each.split('?')[0])).toEqual([
    '/assets/icon.svg',
    '/assets/console.css',
    '/assets/htmx.js',
  ]);
  for (const address of addresses) {
    const file = await visitor.get(address);
    expect([address, file.status, file.headers.get('cache-control')]).toEqual([
      address,
      200,
      'public, max-age=31536000, immutable',
    ]);
    const [bare = ''] = address.split('?');
    expect((await visitor.get(bare)).headers.get('cache-control')).toBe('no-cache');
    const etag = file.headers.get('etag') ?? '';
    expect((await visitor.get(bare, { 'if-none-match': etag })).status).toBe(304);
  }
  expect((await visitor.get('/assets/..%2Findex.ts')).status).toBe(404);
  expect((await visitor.get('/favicon.ico')).location).toMatch(/^\/assets\/icon\.svg/);
});

test('a page weighs little: less than 30 kB with its style, without htmx', async () => {
  for (let n = 10; n < 30; n++) await desk.waits({ phone: `+509370000${n}`, text: 'Bonjou' });
  const staff = await signedIn('Lead Test');
  const page = await staff.get('/waiting');
  const css = readFileSync(new URL('./assets/console.css', import.meta.url));
  expect(Buffer.byteLength(page.text) + css.length).toBeLessThan(30_000);
  expect(gzipSync(page.text).length).toBeLessThan(6_000);
});

test('the language is the browser’s, then what was chosen, then the staff member’s own', async () => {
  const languageOf = async (who: Visitor, headers?: Record<string, string>) =>
    /<html lang="(\w+)"/.exec((await who.get('/login', headers)).text)?.[1];
  const visitor = newVisitor(desk.url);
  expect(await languageOf(visitor)).toBe('ht');
  expect(await languageOf(visitor, { 'accept-language': 'de-DE,de;q=0.9,fr-CA;q=0.7,en;q=0.8' })).toBe('en');
  expect(await languageOf(visitor, { 'accept-language': 'fr;q=0, *' })).toBe('ht');
  const chosen = await visitor.submit('/login', '/language', { language: 'fr', back: '/login' });
  expect(chosen).toMatchObject({ status: 303, location: '/login' });
  expect(await languageOf(visitor, { 'accept-language': 'en' })).toBe('fr');
  await visitor.submit('/login', '/language', { language: '../../etc', back: '/login' });
  expect(await languageOf(visitor)).toBe('fr');

  const staff = await signedIn('Verifier Test');
  expect((await staff.get('/waiting')).text).toContain('<html lang="fr"');
  await staff.submit('/waiting', '/language', { language: 'ht', back: '/waiting' });
  const elsewhere = await signedIn('Verifier Test');
  expect((await elsewhere.get('/waiting')).text).toContain('<html lang="ht"');
});

test('a link can only make a page say what was made to be said there', async () => {
  const visitor = newVisitor(desk.url);
  expect((await visitor.get('/login?note=console.done.signed_out')).text).toContain('class="note good"');
  for (const note of [
    'console.login.wrong',
    'console.done.nothing',
    'console.done',
    '<b>',
    'console.done.signed_out.x',
  ]) {
    expect((await visitor.get(`/login?note=${encodeURIComponent(note)}`)).text).not.toContain('class="note');
  }
});

test('what is not there is said in words, also for odd addresses', async () => {
  const staff = await signedIn('Lead Test');
  for (const path of ['/nothing', '/waiting/1', '/waiting/%00', "/waiting/'or 1=1", '/staff/x/disable']) {
    expect([path, (await staff.get(path)).status]).toEqual([path, 404]);
  }
  const missing = await staff.get('/waiting/01900000-0000-7000-8000-000000000000');
  expect(missing.status).toBe(404);
  expect(missing.text).toContain('There is no such page');
});

test('a failure is said in words, without details, and logged without texts', async () => {
  const broken = await openConsole();
  try {
    const visitor = newVisitor(broken.url);
    const _token = tokenIn((await visitor.get('/login')).text);
    await broken.store.pool.query('drop table session, staff cascade');
    const answer = await visitor.post('/login', { _token, name: 'Marie-Ange', password: PASSWORD });
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('<h1>');
    expect(answer.text).not.toMatch(/staff"|relation|select|\.ts/);
    const logged = broken.logged.join('\n');
    expect(logged).toContain('"path":"/login"');
    expect(logged).not.toContain('Marie-Ange');
  } finally {
    await broken.close();
  }
});

test('forms that cannot be read are refused politely', async () => {
  const staff = await signedIn('Lead Test');
  const json = await fetch(`${desk.url}/language`, {
    method: 'POST',
    headers: { 'content-type': 'application/xml' },
    body: '<a/>',
  });
  expect(json.status).toBe(415);
  const long = await staff.post('/language', { _token: 'x'.repeat(70_000) });
  expect(long.status).toBe(413);
});
