import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';
import { watchClocks } from './clock.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ZONE = 'America/Port-au-Prince';

/** How far the clock of this process runs ahead of the database's, by which things are said. */
let ahead = 0;
let world: ConversationWorld;
beforeAll(async () => {
  world = await openConversationWorld({ now: () => new Date(Date.now() + ahead) });
});
afterAll(() => world.close());
beforeEach(() => {
  ahead = 0;
});

let people = 0;
const somebody = () => `+509371${String(10_000 + people++)}`;
const rows = async (query: string, ...values: unknown[]) =>
  (await world.store.pool.query(query, values)).rows;
const contactRow = async (from: string) =>
  (await rows('select * from contact where id = $1', await world.contactOf(from)))[0];
const causes = async (from: string) =>
  (await rows('select cause from reply where contact_id = $1 order by seq', await world.contactOf(from))).map(
    ({ cause }) => cause,
  );

/** What was said to them has left, `minutesAgo` by the clock of this process. */
async function isSent(from: string, minutesAgo = 0): Promise<void> {
  const at = new Date(Date.now() + ahead - minutesAgo * MINUTE);
  await rows(
    `update reply set state = 'sent', finished_at = $2 where contact_id = $1 and state in ('queued', 'held')`,
    await world.contactOf(from),
    at,
  );
}

const hourInHaiti = () =>
  Number(
    new Intl.DateTimeFormat('en', { timeZone: ZONE, hour: 'numeric', hourCycle: 'h23' }).format(
      Date.now() + ahead,
    ),
  );

/** The next time that it is this hour in Haiti, at least an hour from now. */
function untilHour(hour: number): void {
  do ahead += HOUR;
  while (hourInHaiti() !== hour);
}

/** At least an hour from now, by day. Never a day away: by then a talk is over. */
function untilDay(): void {
  do ahead += HOUR;
  while (hourInHaiti() < 9 || hourInHaiti() > 17);
}

/** What the clock says to somebody when it comes by now. */
async function clockComesBy(from: string): Promise<string[]> {
  const before = (await causes(from)).length;
  await watchClocks(world.deps);
  return (await causes(from)).slice(before);
}

/** Has told of an incident and is asked where it was. */
async function isAskedWhere(from: string): Promise<void> {
  for (const text of ['bonjou', '1', '1', 'ENSIDAN', 'Yo bare wout la', 'non']) await world.says(from, text);
  expect((await causes(from)).at(-1)).toBe('incident.where');
}

test('who does not answer is reminded once, with the question, and then no more', async () => {
  const from = somebody();
  await isAskedWhere(from);
  await isSent(from);
  expect(await clockComesBy(from)).toEqual([]);
  untilDay();
  expect(await clockComesBy(from)).toEqual(['incident.where']);
  const [last] = await rows(
    `select content->>'text' as text, account from reply where contact_id = $1 order by seq desc limit 1`,
    await world.contactOf(from),
  );
  expect(last.text).toMatch(/^Nou toujou la.*\nKi kote\?/);
  await isSent(from);
  ahead += HOUR;
  expect(await clockComesBy(from)).toEqual([]);
  // The answer to the reminder is the answer to the question.
  await world.says(from, 'Jakmèl');
  expect((await causes(from)).at(-1)).toBe('incident.when');
});

test('the accounts that have something to send are told', async () => {
  const from = somebody();
  await isAskedWhere(from);
  await isSent(from);
  untilDay();
  expect(await watchClocks(world.deps)).toContain('simulator-sms');
});

test.each(['queued', 'held', 'sending'])(
  'as long as the question is %s, its time has not begun',
  async (state) => {
    const from = somebody();
    await isAskedWhere(from);
    await isSent(from);
    await rows(
      `update reply set state = $2, finished_at = null where contact_id = $1 and cause = 'incident.where'`,
      await world.contactOf(from),
      state,
    );
    untilDay();
    expect(await clockComesBy(from)).toEqual([]);
    // It leaves late; from then on there are twenty minutes.
    await rows(
      `update reply set state = 'sent', finished_at = $2 where contact_id = $1 and cause = 'incident.where'`,
      await world.contactOf(from),
      new Date(Date.now() + ahead),
    );
    ahead += 10 * MINUTE;
    expect(await clockComesBy(from)).toEqual([]);
    ahead += 11 * MINUTE;
    expect(await clockComesBy(from)).toEqual(['incident.where']);
  },
);

test('nobody is reminded at night, but in the morning', async () => {
  const from = somebody();
  await isAskedWhere(from);
  untilHour(22);
  await isSent(from, 30);
  expect(await clockComesBy(from)).toEqual([]);
  ahead += 5 * HOUR;
  expect(await clockComesBy(from)).toEqual([]);
  untilHour(7);
  expect(await clockComesBy(from)).toEqual(['incident.where']);
});

test('who has stopped us, or is with a person of ours, is not reminded', async () => {
  const [stopped, halted, withPerson] = [somebody(), somebody(), somebody()];
  for (const from of [stopped, halted, withPerson]) await isAskedWhere(from);
  await world.says(stopped, 'STOP');
  await rows('update contact set stopped_at = now() where id = $1', await world.contactOf(halted));
  await world.says(withPerson, 'MOUN');
  for (const from of [stopped, halted, withPerson]) await isSent(from);
  untilDay();
  for (const from of [stopped, halted, withPerson]) expect(await clockComesBy(from), from).toEqual([]);
  expect((await contactRow(stopped)).clock_at).toBeNull();
  expect((await contactRow(withPerson)).clock_at).toBeNull();
});

test('a talk that is over ends without a word; the next one begins anew, language and consent known', async () => {
  const from = somebody();
  await isAskedWhere(from);
  await isSent(from);
  untilDay();
  expect(await clockComesBy(from)).toEqual(['incident.where']);
  await isSent(from);
  ahead += 25 * HOUR;
  expect(await clockComesBy(from)).toEqual([]);
  expect(await contactRow(from)).toMatchObject({ snapshot: null, clock_at: null, language: 'ht' });
  expect((await contactRow(from)).consented_at).toBeInstanceOf(Date);
  // What would have answered the question is no answer to it any more.
  await world.says(from, 'Jakmèl');
  expect((await causes(from)).at(-1)).toBe('rumor.short');
  expect(
    (await rows('select place_code from report where contact_id = $1', await world.contactOf(from)))[0],
  ).toEqual({ place_code: null });
});

test('where nobody looked in time, it is over all the same: no reminder comes days later', async () => {
  const from = somebody();
  await isAskedWhere(from);
  await isSent(from);
  untilDay();
  ahead += 24 * HOUR;
  expect(await clockComesBy(from)).toEqual([]);
  expect((await contactRow(from)).snapshot).toBeNull();
});

test('where the clock never came by, the message itself finds that the talk was over', async () => {
  const from = somebody();
  await isAskedWhere(from);
  await isSent(from);
  ahead += 25 * HOUR;
  await world.says(from, 'bonjou');
  expect((await causes(from)).at(-1)).toBe('menu.menu');
  expect(await contactRow(from)).toMatchObject({ language: 'ht' });
});

test('where the question never left, the talk is still open when they write', async () => {
  const from = somebody();
  await isAskedWhere(from);
  ahead += 25 * HOUR;
  await world.says(from, 'Jakmèl');
  expect((await causes(from)).at(-1)).toBe('incident.when');
});

test('one whose look fails holds up nobody else', async () => {
  const [broken, fine] = [somebody(), somebody()];
  for (const from of [broken, fine]) {
    await isAskedWhere(from);
    await isSent(from);
  }
  await rows(
    `update contact set snapshot = jsonb_set(snapshot, '{answers}', 'null') where id = $1`,
    await world.contactOf(broken),
  );
  untilDay();
  const before = await causes(broken);
  expect(await clockComesBy(fine)).toEqual(['incident.where']);
  expect(await causes(broken)).toEqual(before);
});
