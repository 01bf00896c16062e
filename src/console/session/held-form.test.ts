import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { reply, session } from '../../store/schema.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor, tokenIn, type Visitor } from '../../testing/visitor.ts';

const TEXT = 'Wi, biwo a louvri.\r\nVin ak "kat" ou & <b>rete</b> nan liy.';

let desk: ConsoleUnderTest;
let marie: Visitor;
let path: string;
let contactId: string;
let _token: string;

beforeAll(async () => {
  desk = await openConsole();
  await desk.addMember('Marie Test');
});
afterAll(() => desk.close());

let n = 0;
/** Somebody is writing an answer when their session ends. */
beforeEach(async () => {
  marie = newVisitor(desk.url);
  await marie.submit('/login', '/login', { name: 'Marie Test', password: PASSWORD });
  const waits = await desk.waits({ phone: `+5093700010${n++}`, text: 'Eske biwo a louvri?' });
  path = `/waiting/${waits.waitingId}`;
  contactId = waits.contactId;
  _token = tokenIn((await marie.get(path)).text);
  await desk.store.db.update(session).set({ expiresAt: sql`now() - interval '1 second'` });
});

const hidden = (html: string, name: string) => {
  const value = new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? '';
  const signs = { '&quot;': '"', '&lt;': '<', '&gt;': '>', '&amp;': '&' };
  return Object.entries(signs).reduce((text, [code, sign]) => text.replaceAll(code, sign), value);
};
const send = (fields: Record<string, string>, headers = {}) =>
  marie.post(`${path}/answer`, { _token, text: TEXT, once: 'a', ...fields }, headers);
const signIn = (page: string, password = PASSWORD) =>
  marie.post('/login', {
    _token: tokenIn(page.slice(page.indexOf('<main'))),
    name: 'Marie Test',
    password,
    held: hidden(page, 'held'),
  });
const said = async () =>
  (await desk.store.db.select().from(reply).where(eq(reply.contactId, contactId))).map(
    ({ content }) => content.text,
  );

test('what was sent after the session had ended waits in the sign-in page, and one press sends it', async () => {
  const ended = await send({});
  expect(ended.status).toBe(401);
  const wrong = await signIn(ended.text, 'yon lot modpas tou long');
  expect(wrong.status).toBe(401);
  const back = await signIn(wrong.text);
  expect(back.status).toBe(200);
  expect(back.text).toContain('&lt;b>rete&lt;/b>');
  expect(await said()).toEqual([]);
  const main = back.text.slice(back.text.indexOf('<main'));
  expect(main).toContain(`action="${path}/answer"`);
  const sent = await marie.post(`${path}/answer`, {
    _token: tokenIn(main),
    text: hidden(main, 'text'),
    once: hidden(main, 'once'),
  });
  expect(sent).toMatchObject({ status: 303, location: `${path}?note=console.done.answered` });
  expect(await said()).toEqual([TEXT.replace('\r\n', '\n')]);
  // Also the forms around it belong to the new session.
  const language = { _token: tokenIn(back.text), language: 'en', back: '/' };
  expect((await marie.post('/language', language)).status).toBe(303);
  expect(desk.logged.join('\n')).not.toMatch(/biwo a louvri/);
});

test('nobody else can put words or a path into the sign-in page', async () => {
  const held = hidden((await send({})).text, 'held');
  for (const forged of [
    held.replace('/answer', '/close'),
    held.replace('biwo', 'lekòl'),
    'x',
    ' ',
    `x ${held}`,
    held.slice(held.indexOf(' ') + 1),
  ]) {
    const other = newVisitor(desk.url);
    const fields = { name: 'Marie Test', password: PASSWORD, held: forged };
    expect(await other.submit('/login', '/login', fields)).toMatchObject({ status: 303, location: '/' });
  }
});

test('a form from a foreign page, without its token or of another session is not kept', async () => {
  for (const answer of [
    await send({}, { origin: 'https://evil.example' }),
    await send({}, { 'sec-fetch-site': 'cross-site' }),
    await send({ _token: '' }),
    await send({ _token: tokenIn((await newVisitor(desk.url).get('/login')).text) }),
  ]) {
    expect(answer.status).toBe(403);
    expect(answer.text).not.toContain('biwo a louvri');
  }
});

test('what is too long to carry, or has no words in it, only asks to sign in again', async () => {
  const long = await send({ text: 'a'.repeat(58_000) });
  const close = await marie.post(`${path}/close`, { _token });
  for (const { status, text } of [long, close]) {
    expect(status).toBe(401);
    expect(text).not.toContain('name="held"');
  }
  expect((await signIn(long.text)).location).toBe('/');
});

test('a page on which somebody writes stays where it is when its pieces refresh', async () => {
  const piece = { 'hx-request': 'true' };
  const talk = await marie.get(`${path}/talk`, piece);
  expect([talk.status, talk.headers.get('hx-redirect')]).toEqual([204, null]);
  const renewed = await marie.post('/verification/claims/x/renew', { _token }, piece);
  expect([renewed.status, renewed.headers.get('hx-redirect')]).toEqual([403, null]);
  // A list on a wall must not look calm because nobody is signed in any more.
  expect((await marie.get('/waiting/list', piece)).headers.get('hx-redirect')).toMatch(/^\/login/);
});
