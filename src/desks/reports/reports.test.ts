import { eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isCodeFree } from '../../store/codes.ts';
import { forgetContacts } from '../../store/contacts.ts';
import { listEvents, verifyEvents } from '../../store/events.ts';
import { findReport } from '../../store/reports.ts';
import { contact, message, report, reportMessage, tally, waiting } from '../../store/schema.ts';
import { closeWaiting } from '../../store/waiting.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { until } from '../../testing/until.ts';
import { giveCode } from '../give-code.ts';
import {
  addToReport,
  answerTeller,
  closeReport,
  forgetReports,
  openReport,
  releaseReport,
  reopenReport,
  reportStatus,
  reportsOn,
  reportView,
  takeReport,
} from './index.ts';

type Person = Awaited<ReturnType<DeskWorld['person']>>;

let world: DeskWorld;
let marie: string;
let jozef: string;
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague();
  jozef = await world.colleague();
});
afterAll(() => world.close());

async function writes({ contactId, addressId }: Person, text: string): Promise<number> {
  const [kept] = await world.store.db
    .insert(message)
    .values({
      contactId,
      addressId,
      channel: 'simulator',
      account: 'simulator-sms',
      externalId: uuidv7(),
      receivedAt: new Date(),
      text,
    })
    .returning({ id: message.id });
  return kept?.id ?? 0;
}

async function tells(person: Person, text: string, more: { kind?: 'incident' | 'community' } = {}) {
  const messageId = await writes(person, text);
  const told = await world.store.db.transaction((tx) =>
    openReport(tx, {
      kind: more.kind ?? 'incident',
      ...person,
      messageId,
      account: 'simulator-sms',
      medium: 'sms',
      text,
    }),
  );
  return { ...told, messageId };
}

const rowOf = async (id: string) => (await world.store.db.select().from(report).where(eq(report.id, id)))[0];

test('is filed with the first words at once, and everything that follows is added to it', async () => {
  const person = await world.person();
  const { code, reportId, messageId } = await tells(person, 'Yo bare wout la');
  expect(code).toMatch(/^[A-Z0-9]{4}$/);
  const more = await writes(person, 'Nan kafou a, depi maten');
  const happenedAt = new Date('2026-08-20T12:00:00Z');
  const added = await addToReport(world.store.db, {
    code,
    contactId: person.contactId,
    messageId: more,
    text: 'Nan kafou a, depi maten',
    placeCode: 'HT0111',
    placeText: 'kafou a',
    latitude: 18.5,
    longitude: -72.3,
    happenedAt,
    happenedPrecision: 'part',
    danger: false,
  });
  expect(added).toBe(true);
  expect(await rowOf(reportId)).toMatchObject({
    text: 'Yo bare wout la\nNan kafou a, depi maten',
    placeCode: 'HT0111',
    placeText: 'kafou a',
    latitude: 18.5,
    longitude: -72.3,
    happenedAt,
    happenedPrecision: 'part',
    danger: false,
    state: 'open',
  });
  const linked = await world.store.db
    .select()
    .from(reportMessage)
    .where(eq(reportMessage.reportId, reportId));
  expect(linked.map((one) => one.messageId).sort()).toEqual([messageId, more].sort());
});

test('what is left out stays as it was, and a picture alone adds no empty line', async () => {
  const person = await world.person();
  const { code, reportId } = await tells(person, '');
  expect((await rowOf(reportId))?.text).toBeNull();
  const own = { code, contactId: person.contactId };
  await addToReport(world.store.db, { ...own, placeCode: 'HT0111' });
  await addToReport(world.store.db, { ...own, messageId: await writes(person, ''), text: ' ' });
  await addToReport(world.store.db, { ...own, text: 'gade foto a' });
  expect(await rowOf(reportId)).toMatchObject({ text: 'gade foto a', placeCode: 'HT0111', danger: null });
});

test('the same words within a day are the same report, whatever was added since', async () => {
  const person = await world.person();
  const first = await tells(person, 'Gen tire nan Kafou');
  await addToReport(world.store.db, { code: first.code, contactId: person.contactId, text: 'toujou' });
  const again = await tells(person, 'gen tire nan kafou!');
  expect(again).toMatchObject({ code: first.code, reportId: first.reportId, repeated: true });
  expect((await tells(person, 'Gen tire')).repeated).toBe(false);
  expect((await tells(person, 'Gen tire nan Kafou', { kind: 'community' })).repeated).toBe(false);
  expect((await tells(await world.person(), 'Gen tire nan Kafou')).repeated).toBe(false);
  // Two pictures without words are two reports.
  expect([(await tells(person, '')).repeated, (await tells(person, '')).repeated]).toEqual([false, false]);
  await world.store.pool.query(
    `update report set created_at = created_at - interval '25 hours' where id = $1`,
    [first.reportId],
  );
  expect((await tells(person, 'Gen tire nan Kafou')).repeated).toBe(false);
});

test('the same words twice at once are one report', async () => {
  const person = await world.person();
  const both = await Promise.all([tells(person, 'de fwa'), tells(person, 'de fwa')]);
  expect(new Set(both.map(({ code }) => code)).size).toBe(1);
});

test('nobody adds to or asks for what is somebody else’s or closed', async () => {
  const person = await world.person();
  const { contactId } = await world.person();
  const { code, reportId } = await tells(person, 'pa pou tout moun');
  expect(await addToReport(world.store.db, { code, contactId, text: 'x' })).toBe(false);
  expect(await reportStatus(world.store.db, { code, contactId })).toBeNull();
  const mine = { code, contactId: person.contactId };
  expect(await reportStatus(world.store.db, mine)).toBe('open');
  await takeReport(world.desk, { reportId, staffId: marie });
  expect(await reportStatus(world.store.db, mine)).toBe('taken');
  await closeReport(world.desk, { reportId, staffId: marie, why: 'fèt' });
  expect(await reportStatus(world.store.db, mine)).toBe('closed');
  expect(await addToReport(world.store.db, { ...mine, text: 'x' })).toBe(false);
  // Said again after it was closed, it happens again: a new one.
  expect((await tells(person, 'pa pou tout moun')).repeated).toBe(false);
});

test('a code is given once among tips and reports', async () => {
  const person = await world.person();
  const tip = await world.says(person, `yon rimè ${uuidv7()}`);
  const { code } = await tells(person, 'yon ensidan');
  expect(code).not.toBe(tip.code);
  expect(await world.store.db.transaction((tx) => isCodeFree(tx, tip.code))).toBe(false);
  expect(await world.store.db.transaction((tx) => isCodeFree(tx, code))).toBe(false);
  const tried: string[] = [];
  const given = await world.store.db.transaction((tx) => giveCode(tx, async (free) => tried.push(free) > 2));
  expect(given).toBe(tried[2]);
});

test('of two who draw the same code at the same moment the second waits, and then it is taken', async () => {
  const person = await world.person();
  const code = await world.store.db.transaction((tx) => giveCode(tx, async () => true));
  let second: Promise<boolean> | undefined;
  await world.store.db.transaction(async (tx) => {
    expect(await isCodeFree(tx, code)).toBe(true);
    second = world.elsewhere.store.db.transaction((other) => isCodeFree(other, code));
    await until(async () => {
      const { rows } = await world.store.pool.query(
        `select from pg_locks where locktype = 'advisory' and not granted and classid = 735331`,
      );
      return rows.length === 1;
    });
    await tx.insert(report).values({
      id: uuidv7(),
      kind: 'community',
      code,
      contactId: person.contactId,
      account: 'simulator-sms',
      medium: 'sms',
    });
  });
  expect(await second).toBe(false);
});

test('danger puts the person before us once, and again for another report', async () => {
  const person = await world.person();
  const open = () => world.store.db.select().from(waiting).where(eq(waiting.contactId, person.contactId));
  const first = await tells(person, 'yo antre lakay mwen');
  const danger = { contactId: person.contactId, danger: true };
  await addToReport(world.store.db, { ...danger, code: first.code });
  await addToReport(world.store.db, { ...danger, code: first.code });
  expect(await open()).toMatchObject([{ reason: 'danger', alertedAt: null }]);
  await world.store.db.update(waiting).set({ alertedAt: new Date() });
  await addToReport(world.store.db, { ...danger, code: first.code });
  expect((await open())[0]?.alertedAt).not.toBeNull();
  const second = await tells(person, 'yo tounen');
  await addToReport(world.store.db, { ...danger, code: second.code });
  expect(await open()).toMatchObject([{ reason: 'danger', alertedAt: null }]);
});

test('a forgotten report is a number with a kind, a place by its code and a day', async () => {
  const person = await world.person();
  const { code, reportId } = await tells(person, 'sekre');
  await addToReport(world.store.db, {
    code,
    contactId: person.contactId,
    placeCode: 'HT0111',
    placeText: 'dèyè lakay Jan',
    latitude: 18.5,
    longitude: -72.3,
    happenedAt: new Date(),
    danger: true,
  });
  const counted = async () =>
    (await world.store.db.select().from(tally).where(eq(tally.what, 'report_forgotten')))[0]?.count ?? 0;
  const before = await counted();
  await world.store.db.transaction((tx) => forgetReports(tx, person.contactId));
  expect(await counted()).toBe(before + 1);
  const row = await rowOf(reportId);
  expect(row).toMatchObject({
    code,
    kind: 'incident',
    placeCode: 'HT0111',
    contactId: null,
    addressId: null,
    text: null,
    placeText: null,
    latitude: null,
    longitude: null,
    happenedAt: null,
    danger: null,
    state: 'closed',
  });
  expect(row?.createdAt.getTime()).toBe(row ? new Date(row.createdAt).setMilliseconds(0) : 0);
  expect(
    await world.store.db.select().from(reportMessage).where(eq(reportMessage.reportId, reportId)),
  ).toEqual([]);
  expect(await reopenReport(world.desk, { reportId, staffId: marie })).toBe('forgotten');
  expect(await answerTeller(world.desk, { reportId, staffId: marie })).toBe('forgotten');
});

test('what came after they asked to be forgotten goes with their address', async () => {
  const person = await world.person();
  const { reportId } = await tells(person, 'apre');
  await world.store.db.update(contact).set({ forgetAt: new Date() }).where(eq(contact.id, person.contactId));
  await world.store.db.update(message).set({ handledAt: new Date() });
  await forgetContacts(world.store.db);
  expect(await rowOf(reportId)).toMatchObject({ contactId: null, text: null });
});

test('of two who take one report at the same time one has it, in whatever process', async () => {
  const { reportId } = await tells(await world.person(), 'de moun pran l');
  const [one, other] = await Promise.all([
    takeReport(world.desk, { reportId, staffId: marie }),
    takeReport(world.elsewhere, { reportId, staffId: jozef }),
  ]);
  expect([one, other].sort()).toEqual(['held', null].sort());
  const winner = one === null ? marie : jozef;
  const loser = one === null ? jozef : marie;
  expect(await rowOf(reportId)).toMatchObject({ state: 'taken', takenBy: winner });
  expect(await takeReport(world.desk, { reportId, staffId: winner })).toBeNull();
  expect(await closeReport(world.desk, { reportId, staffId: loser, why: 'x' })).toBe('held');
  expect(await releaseReport(world.desk, { reportId, staffId: loser, anyones: false })).toBe('held');
  expect(await releaseReport(world.desk, { reportId, staffId: loser, anyones: true })).toBeNull();
  expect(await takeReport(world.desk, { reportId, staffId: loser })).toBeNull();
  const events = await listEvents(world.store.db, [reportId]);
  expect(events.map(({ what, actor }) => [what, actor])).toEqual([
    ['taken', loser],
    ['released', loser],
    ['taken', winner],
  ]);
});

test('closing needs a reason, can be undone, and each move is an event in the chain', async () => {
  const { reportId } = await tells(await world.person(), 'fèmen l');
  const by = { reportId, staffId: marie };
  expect(await closeReport(world.desk, { ...by, why: '  ' })).toBe('why');
  expect(await closeReport(world.desk, { ...by, why: 'pase bay lapolis' })).toBeNull();
  expect(await closeReport(world.desk, { ...by, why: 'ankò' })).toBe('gone');
  expect(await takeReport(world.desk, by)).toBe('gone');
  expect(await reopenReport(world.desk, by)).toBeNull();
  const view = await reportView(world.desk, reportId);
  expect(view?.report).toMatchObject({ state: 'open', takenBy: null, closedAt: null });
  expect(view?.events.map(({ what, from, to, why }) => [what, from, to, why])).toEqual([
    ['reopened', 'closed', 'open', null],
    ['closed', 'open', 'closed', 'pase bay lapolis'],
  ]);
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
});

test('danger comes first, then the oldest; what is closed stands on a shelf of its own', async () => {
  await world.store.pool.query(`update report set state = 'closed', closed_at = now()`);
  const old = await tells(await world.person(), 'ansyen');
  const young = await tells(await world.person(), 'jèn');
  const person = await world.person();
  const danger = await tells(person, 'danje');
  await addToReport(world.store.db, { code: danger.code, contactId: person.contactId, danger: true });
  const idea = await tells(await world.person(), 'yon lide', { kind: 'community' });
  const on = async (shelf: 'incident' | 'community' | 'closed') =>
    (await reportsOn(world.desk, shelf)).reports.map(({ code }) => code);
  expect(await on('incident')).toEqual([danger.code, old.code, young.code]);
  expect(await on('community')).toEqual([idea.code]);
  await closeReport(world.desk, { reportId: old.reportId, staffId: marie, why: 'fèt' });
  expect((await on('closed'))[0]).toBe(old.code);
  expect((await reportsOn(world.desk, 'incident', { page: 9 })).page).toBe(0);
});

test('staff never see who told it', async () => {
  const person = await world.person();
  const { reportId } = await tells(person, 'kiyès?');
  const seen = JSON.stringify(await findReport(world.store.db, reportId));
  expect(seen).not.toContain(person.contactId);
  expect(seen).not.toContain(person.addressId);
});

test('who wants to answer has the person under People waiting, once, where they may stand already', async () => {
  const person = await world.person();
  const { reportId, code } = await tells(person, 'reponn mwen');
  const answered = await answerTeller(world.desk, { reportId, staffId: marie });
  const again = await answerTeller(world.elsewhere, { reportId, staffId: jozef });
  expect(again).toEqual(answered);
  if (typeof answered === 'string') throw new Error(answered);
  const [row] = await world.store.db.select().from(waiting).where(eq(waiting.id, answered.waitingId));
  expect(row).toMatchObject({ reason: 'report', takenBy: marie, contactId: person.contactId });
  await closeWaiting(world.store.db, { waitingId: answered.waitingId, staffId: marie });
  await addToReport(world.store.db, { code, contactId: person.contactId, danger: true });
  const inDanger = await answerTeller(world.desk, { reportId, staffId: marie });
  if (typeof inDanger === 'string') throw new Error(inDanger);
  const rows = await world.store.db.select().from(waiting).where(eq(waiting.contactId, person.contactId));
  expect(rows.find(({ id }) => id === inDanger.waitingId)?.reason).toBe('danger');
});
