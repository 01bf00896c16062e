import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FiguresBy } from '../../store/figures.ts';
import { claim, message, reply, tip, verdict } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { figures, SMALL } from './figures.ts';
import { refuseTips } from './tips.ts';

/** Midnight in Port-au-Prince is 5 o'clock UTC in winter. */
const NOON = new Date('2026-11-20T17:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: DeskWorld;
let marie: string;
let jozef: string;
let prenel: string;
beforeEach(async () => {
  world = await openDeskWorld();
  marie = await world.colleague();
  jozef = await world.colleague();
  prenel = await world.colleague();
});
afterEach(() => world.close());

const all = (by: FiguresBy, now = new Date(NOON.getTime() + 48 * HOUR)) =>
  figures(
    { ...world.desk, timeZone: 'America/Port-au-Prince', now: () => now },
    { from: new Date(NOON.getTime() - 12 * HOUR), until: new Date(NOON.getTime() + 36 * HOUR) },
    by,
  );

/** Somebody asks at a time; what is left out of the times has not happened. */
async function asks(
  more: {
    at?: Date;
    claimId?: string;
    verdictId?: string;
    ackAfter?: number;
    answerAfter?: number;
    medium?: 'sms' | 'whatsapp';
    placeCode?: string;
    by?: 'matching' | 'staff';
    mismatch?: boolean;
  } = {},
): Promise<{ contactId: string; tipId: string }> {
  const { db } = world.store;
  const at = more.at ?? NOON;
  const person = await world.person();
  const { medium = 'sms' } = more;
  const { tipId } = await world.says(person, `Yon koze ${uuidv7()}`, { medium });
  await db.update(message).set({ receivedAt: at }).where(eq(message.contactId, person.contactId));
  await db
    .update(tip)
    .set({
      createdAt: at,
      placeCode: more.placeCode ?? null,
      ...(more.claimId && {
        state: 'grouped',
        claimId: more.claimId,
        groupedBy: more.by ?? 'staff',
        groupedAt: at,
      }),
      ...(more.mismatch && { mismatchAt: at }),
    })
    .where(eq(tip.id, tipId));
  const told = async (ms: number, verdictId?: string) => {
    const finishedAt = new Date(at.getTime() + ms);
    const row = { contactId: person.contactId, account: 'simulator-sms', class: 1, content: { text: 'x' } };
    await db.insert(reply).values({
      ...row,
      ...{
        id: uuidv7(),
        cause: 'test',
        state: 'sent',
        createdAt: finishedAt,
        finishedAt,
        expiresAt: finishedAt,
      },
      ...(verdictId && { verdictId }),
    });
  };
  if (more.ackAfter !== undefined) await told(more.ackAfter);
  if (more.answerAfter !== undefined) await told(more.answerAfter, more.verdictId);
  return { contactId: person.contactId, tipId };
}

async function decided(at: Date, more: Partial<typeof claim.$inferInsert> = {}) {
  const claimId = uuidv7();
  const verdictId = uuidv7();
  await world.store.db.insert(claim).values({ id: claimId, state: 'published', createdBy: marie, ...more });
  await world.store.db.insert(verdict).values({
    ...{ id: verdictId, claimId, version: 1, rating: 'false', state: 'published', decidedAt: at },
    ...{ authorId: marie, checkerId: jozef, leadId: prenel },
  });
  return { claimId, verdictId };
}

test('half and nine of ten are those of single messages, not a mean', async () => {
  for (const seconds of [1, 2, 3, 4, 5, 6, 7, 8, 9, 1000]) await asks({ ackAfter: seconds * 1000 });
  const [row] = await all('all');
  expect(row).toMatchObject({ tips: 10, people: 10, acknowledged: { count: 10, p50: 5, p90: 9 } });
});

test('times count from the message to the verdict, and to when the answer had left', async () => {
  const found = await decided(new Date(NOON.getTime() + 2 * HOUR));
  await asks({ ...found, ackAfter: 4_000, answerAfter: 3 * HOUR });
  await asks({ ...found, ackAfter: 4_000, answerAfter: 30 * HOUR });
  await asks({ ackAfter: 4_000 });
  const [row] = await all('all');
  expect(row).toMatchObject({
    tips: 3,
    decided: { count: 2, p50: 2 * 3600 },
    delivered: { count: 2, p50: 3 * 3600, p90: 30 * 3600 },
    dayOld: 3,
    withinDay: 1,
    byMatching: 0,
  });
});

test('what is in a claim without a published verdict has no verdict yet, and adds no time', async () => {
  const claimId = uuidv7();
  await world.store.db.insert(claim).values({ id: claimId, state: 'draft', createdBy: marie });
  await world.store.db
    .insert(verdict)
    .values({ id: uuidv7(), claimId, version: 1, rating: 'false', state: 'draft', authorId: marie });
  await asks({ claimId });
  expect(await all('all')).toMatchObject([{ tips: 1, decided: { count: 0, p50: null, p90: null } }]);
});

test('a message that is younger than a day is not yet late', async () => {
  await asks();
  expect(await all('all', new Date(NOON.getTime() + HOUR))).toMatchObject([{ tips: 1, dayOld: 0 }]);
});

test('who asks when the verdict is out waits for nothing but the way', async () => {
  const found = await decided(new Date(NOON.getTime() - HOUR));
  await asks({ ...found, by: 'matching', answerAfter: 2_000 });
  expect(await all('all')).toMatchObject([
    { decided: { count: 1, p50: 0 }, delivered: { p50: 2 }, withinDay: 1, byMatching: 1, mismatches: 0 },
  ]);
});

test('an answer that was about something else is counted against matching', async () => {
  await asks({ mismatch: true });
  expect(await all('all')).toMatchObject([{ byMatching: 0, mismatches: 1 }]);
});

test('what has not happened yet takes no time: it is not in the halves', async () => {
  await asks({ ackAfter: 60_000 });
  await asks();
  await asks();
  expect(await all('all')).toMatchObject([
    { acknowledged: { count: 1, p50: 60, p90: 60 }, delivered: { count: 0, p50: null, p90: null } },
  ]);
});

test('days are those of the country', async () => {
  await asks({ at: new Date('2026-11-21T04:59:00Z') });
  await asks({ at: new Date('2026-11-21T05:00:00Z') });
  await asks({ at: NOON });
  expect((await all('day')).map(({ key, tips }) => [key, tips])).toEqual([
    ['2026-11-20', 2],
    ['2026-11-21', 1],
  ]);
});

test('by channel and by category each message is in exactly one row', async () => {
  const found = await decided(NOON, { category: 'security' });
  await asks({ ...found, medium: 'whatsapp' });
  await asks({ medium: 'whatsapp' });
  await asks();
  const keys = async (by: FiguresBy) => (await all(by)).map(({ key, tips }) => [key, tips]);
  expect(await keys('channel')).toEqual([
    ['whatsapp', 2],
    ['sms', 1],
  ]);
  expect(await keys('category')).toEqual([
    [null, 2],
    ['security', 1],
  ]);
});

test('communes of fewer than five people are added up, and their times are left out', async () => {
  for (let i = 0; i < 5; i++) await asks({ placeCode: 'A', ackAfter: 1000 });
  for (const placeCode of ['B', 'B', 'C']) await asks({ placeCode, ackAfter: 1000 });
  expect(await all('commune')).toMatchObject([
    { key: 'A', tips: 5, acknowledged: { p50: 1 } },
    { key: SMALL, tips: 3, people: 3, acknowledged: { count: 3, p50: null, p90: null } },
  ]);
});

test('who asked to be forgotten is not counted, and what comes outside of the period neither', async () => {
  const { contactId } = await asks({ ackAfter: 1000 });
  await asks({ at: new Date(NOON.getTime() - 13 * HOUR) });
  await world.store.db.transaction((tx) => refuseTips(tx, contactId));
  expect(await all('day')).toEqual([]);
});
