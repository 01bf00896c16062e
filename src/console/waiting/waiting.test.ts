import { eq, isNull, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contact, reply, waiting } from '../../store/schema.ts';
import { alertLate, WAITING_REASONS } from '../../store/waiting.ts';
import { type ConsoleUnderTest, openConsole, PASSWORD } from '../../testing/console.ts';
import { newVisitor, tokenIn, type Visitor } from '../../testing/visitor.ts';

let desk: ConsoleUnderTest;
let marie: Visitor;
let jean: Visitor;

beforeAll(async () => {
  desk = await openConsole();
  marie = await signIn('Marie Test');
  jean = await signIn('Jean Test');
});
afterAll(() => desk.close());

async function signIn(name: string): Promise<Visitor> {
  await desk.addMember(name);
  const visitor = newVisitor(desk.url);
  await visitor.submit('/login', '/login', { name, password: PASSWORD });
  return visitor;
}

const repliesTo = (contactId: string) =>
  desk.store.db.select().from(reply).where(eq(reply.contactId, contactId));
const rowOf = async (waitingId: string) =>
  (await desk.store.db.select().from(waiting).where(eq(waiting.id, waitingId)))[0];

test('everybody who waits is listed with why, how long, where and with whom, in the reader’s language', async () => {
  const { waitingId } = await desk.waits({
    phone: '+50937000001',
    text: 'Mwen bezwen èd',
    reason: 'unreadable',
  });
  await desk.store.db
    .update(waiting)
    .set({ openedAt: sql`now() - interval '125 minutes'` })
    .where(eq(waiting.id, waitingId));
  await marie.submit(`/waiting/${waitingId}`, `/waiting/${waitingId}/take`, {});
  const { text } = await jean.get('/waiting');
  const line = text.split('<tr').find((each) => each.includes(waitingId)) ?? '';
  for (const part of ['message could not be read', '2 h', 'SMS', 'Marie Test']) expect(line).toContain(part);
  await jean.submit('/waiting', '/language', { language: 'fr', back: '/waiting' });
  expect((await jean.get('/waiting')).text).toContain('message illisible');
});

test('every reason has words in every language', () => {
  for (const language of desk.deps.texts.languages) {
    for (const reason of WAITING_REASONS) {
      expect([language, reason, desk.deps.texts.has(language, `console.reason.${reason}`)]).toEqual([
        language,
        reason,
        true,
      ]);
    }
  }
});

test('no page shows a number: people are called by a short name that stays the same', async () => {
  const phone = '+50937000002';
  const one = await desk.waits({ phone, text: 'Alo', reason: 'send_failed' });
  const two = await desk.waits({ phone: '+50937000003', text: 'Alo' });
  const pages = await Promise.all(
    ['/waiting', `/waiting/${one.waitingId}`, `/waiting/${two.waitingId}`].map((path) => marie.get(path)),
  );
  const names = pages.map(({ text }) => /contact [0-9a-f]{4}/.exec(text)?.[0]);
  expect(names[1]).not.toBe(names[2]);
  expect(pages[0]?.text).toContain(names[1]);
  for (const { text } of pages) expect(text).not.toMatch(/3700000\d/);
});

test('an answer goes out as a reply of high class, once, and the talk shows it with its SMS', async () => {
  const { waitingId, contactId } = await desk.waits({ phone: '+50937000004', text: 'Eske biwo a louvri ?' });
  const page = await marie.get(`/waiting/${waitingId}`);
  const form = {
    _token: tokenIn(page.text),
    once: /name="once" value="([^"]+)"/.exec(page.text)?.[1] ?? '',
    text: `Wi, biwo a louvri. ${'Vin bone. '.repeat(20)}`,
  };
  const answers = await Promise.all([1, 2, 3].map(() => marie.post(`/waiting/${waitingId}/answer`, form)));
  expect(answers.map(({ location }) => location)).toEqual(
    Array(3).fill(`/waiting/${waitingId}?note=console.done.answered`),
  );
  const replies = await repliesTo(contactId);
  expect(replies).toMatchObject([{ account: 'twilio-sms', cause: 'staff', class: 1, state: 'queued' }]);
  expect(desk.woken).toContainEqual(['outbound', ['twilio-sms']]);
  const { text } = await marie.get(`/waiting/${waitingId}`);
  expect(text).toContain('Wi, biwo a louvri.');
  expect(text).toContain('2 SMS');
  expect(text).toContain('waiting to be sent');
  // Who answers has it: the others need not ask.
  expect((await rowOf(waitingId))?.takenBy).not.toBeNull();
  // The same words in a new form are a new answer.
  await marie.submit(`/waiting/${waitingId}`, `/waiting/${waitingId}/answer`, {
    text: form.text,
    once: 'another',
  });
  expect(await repliesTo(contactId)).toHaveLength(2);
});

test('an answer that cannot go out is given back to its author with the reason', async () => {
  const { waitingId, contactId } = await desk.waits({ phone: '+50937000005', text: 'Alo' });
  const here = `/waiting/${waitingId}`;
  const send = (text: string) => marie.submit(here, `${here}/answer`, { text, once: text.slice(0, 9) });
  expect(await send('   ')).toMatchObject({ status: 422 });
  const long = await send('a'.repeat(1_501));
  expect(long.status).toBe(422);
  expect(long.text).toContain('a'.repeat(1_501));
  await desk.store.db.update(contact).set({ stoppedAt: sql`now()` }).where(eq(contact.id, contactId));
  const stopped = await send('Bonjou <3');
  expect(stopped.status).toBe(422);
  expect(stopped.text).toContain('STOP');
  expect(stopped.text).toContain('Bonjou &lt;3</textarea>');
  expect(await repliesTo(contactId)).toHaveLength(0);
  // Nothing was sent, so the very same form may be sent once they want to hear from us.
  await desk.store.db.update(contact).set({ stoppedAt: null }).where(eq(contact.id, contactId));
  expect((await send('Bonjou <3')).status).toBe(303);
});

test('handing back closes the row; who comes too late is told, and nothing is sent', async () => {
  const { waitingId, contactId } = await desk.waits({ phone: '+50937000006', text: 'Alo' });
  const here = `/waiting/${waitingId}`;
  const late = await jean.get(here);
  expect((await marie.submit(here, `${here}/hand-back`, {})).location).toBe(
    '/waiting?note=console.done.handed_back',
  );
  expect((await rowOf(waitingId))?.closedAt).not.toBeNull();
  for (const [move, fields] of [
    ['answer', { text: 'Mwen la', once: 'b' }],
    ['take', {}],
    ['hand-back', {}],
    ['close', {}],
  ] as const) {
    const answer = await jean.post(`${here}/${move}`, { _token: tokenIn(late.text), ...fields });
    expect([move, answer.location]).toEqual([move, '/waiting?note=console.error.gone']);
  }
  expect(await repliesTo(contactId)).toHaveLength(0);
  expect((await marie.get('/waiting')).text).not.toContain(waitingId);
  // The conversation can still be read, but nothing can be done any more.
  const closed = await marie.get(here);
  expect(closed.text).toContain('Alo');
  expect(closed.text).not.toContain(`action="${here}/`);
});

test('a colleague may take over, and close what needs nothing more', async () => {
  const { waitingId } = await desk.waits({ phone: '+50937000007', text: 'Alo', reason: 'send_unknown' });
  const here = `/waiting/${waitingId}`;
  await marie.submit(here, `${here}/take`, {});
  expect((await marie.get(here)).text).not.toContain(`${here}/take`);
  expect((await jean.submit(here, `${here}/take`, {})).location).toBe(`${here}?note=console.done.taken`);
  expect((await marie.get(here)).text).toContain('taken by Jean Test');
  expect((await jean.submit(here, `${here}/close`, {})).location).toBe('/waiting?note=console.done.closed');
  expect((await rowOf(waitingId))?.closedAt).not.toBeNull();
});

test('who waits too long is announced on every page until somebody closes it', async () => {
  const quiet = await openConsole();
  try {
    await quiet.addMember('Rose Test');
    const rose = newVisitor(quiet.url);
    await rose.submit('/login', '/login', { name: 'Rose Test', password: PASSWORD });
    expect((await rose.get('/waiting')).text).toContain('Nobody waits.');
    const { waitingId } = await quiet.waits({ phone: '+50937000008', text: 'Alo' });
    expect((await rose.get('/waiting')).text).not.toContain('late-banner');
    await quiet.store.db.update(waiting).set({ openedAt: sql`now() - interval '1 hour'` });
    await alertLate(quiet.store.db, 30);
    for (const path of ['/waiting', `/waiting/${waitingId}`, '/nothing-here']) {
      const { text } = await rose.get(path);
      expect(text).toContain('Someone has been waiting too long.');
      expect(text).toContain('class="count late">1<');
    }
    await rose.submit(`/waiting/${waitingId}`, `/waiting/${waitingId}/close`, {});
    expect((await rose.get('/waiting')).text).not.toContain('late-banner');
  } finally {
    await quiet.close();
  }
});

test('nothing that was said reaches the log', async () => {
  const { waitingId } = await desk.waits({ phone: '+50937000009', text: 'sekrè moun nan' });
  await marie.submit(`/waiting/${waitingId}`, `/waiting/${waitingId}/answer`, {
    text: 'sekrè ekip la',
    once: 'c',
  });
  const logged = desk.logged.join('\n');
  expect(logged).toContain('staff answered');
  expect(logged).not.toMatch(/sekrè|3700000|Test/);
});

test('whoever waits behind the first fifty is on the next page, and an emptied page shows the one before', async () => {
  const before = await desk.store.db.$count(waiting, isNull(waiting.closedAt));
  const ids: string[] = [];
  for (let n = before; n < 101; n++) {
    ids.push((await desk.waits({ phone: `+5093701${String(n).padStart(4, '0')}`, text: 'Alo' })).waitingId);
  }
  const last = ids.at(-1) ?? '';
  const [first, third] = [await marie.get('/waiting'), await marie.get('/waiting?page=2')];
  expect(first.text.match(/<a href="\/waiting\/[0-9a-f-]{36}"/g)).toHaveLength(50);
  expect(first.text).toContain('href="/waiting?page=1"');
  expect(first.text).not.toContain(last);
  expect(third.text).toContain(`href="/waiting/${last}"`);
  // The list refreshes as the page it is.
  expect(third.text).toContain('hx-get="/waiting/list?page=2"');
  expect((await marie.get('/waiting/list?page=2')).text).toContain(last);
  await marie.submit(`/waiting/${last}`, `/waiting/${last}/close`, {});
  const emptied = await marie.get('/waiting/list?page=2');
  expect(emptied.text).toContain(`href="/waiting/${ids.at(-2)}"`);
  expect((await marie.get('/waiting?page=99')).text).toContain(`href="/waiting/${ids.at(-2)}"`);
});
