import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyEvents } from '../../store/events.ts';
import { bulletin, bulletinRun, subscription, verdict } from '../../store/schema.ts';
import { SMS } from '../../testing/accounts.ts';
import { bulletinsForTests } from '../../testing/bulletin-desk.ts';
import { FORM } from '../../testing/bulletin-world.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import {
  type Actor,
  addVerdicts,
  approve,
  type BulletinDesk,
  type BulletinForm,
  cancelRun,
  createBulletin,
  end,
  propose,
  resendRun,
  resumeRun,
  saveBulletin,
  segmentsOf,
  sendBack,
  sendBulletins,
  viewBulletin,
} from './index.ts';

let world: DeskWorld;
let desk: BulletinDesk;
let author: Actor;
let checker: Actor;
let lead: Actor;
let verdictId: string;
let clock = new Date('2026-11-27T15:00:00Z');

beforeAll(async () => {
  world = await openDeskWorld();
  desk = bulletinsForTests(world.store, () => clock, new Map([['digicel', SMS]]));
  author = { id: await world.colleague('Anayiz'), role: 'verifier' };
  checker = { id: await world.colleague('Woudlin'), role: 'verifier' };
  lead = { id: await world.colleague('Mirlande', 'lead'), role: 'lead' };
  const tip = await world.says(await world.person(), 'Biwo vòt yo fèmen a midi');
  ({ verdictId } = await world.inReview(author.id, [tip.tipId]));
  await world.publish(verdictId, checker.id, lead.id);
});
afterAll(() => world.close());

async function begun(form: Partial<BulletinForm> = {}): Promise<string> {
  const made = await createBulletin(desk, { by: author, title: '  Semèn \n sa a ', topic: 'elections' });
  if (typeof made === 'string') throw new Error(made);
  const refused = await saveBulletin(desk, {
    by: author,
    id: made.id,
    version: 1,
    form: { ...FORM, ...form },
  });
  if (refused) throw new Error(refused);
  return made.id;
}
const versionOf = async (id: string) => (await viewBulletin(desk, id))?.bulletin.version ?? 0;
const act = async (move: typeof propose, by: Actor, id: string) =>
  move(desk, { by, id, version: await versionOf(id) });
const save = async (id: string, form: Partial<BulletinForm>) =>
  saveBulletin(desk, { by: author, id, version: await versionOf(id), form: { ...FORM, ...form } });

test('a second person approves: not its author, not who wrote in it last, and only who may', async () => {
  const id = await begun();
  expect(await act(approve, lead, id)).toBe('state');
  const alsoWrote = { ...lead, id: await world.colleague('Guerda', 'lead') };
  expect(
    await saveBulletin(desk, {
      by: alsoWrote,
      id,
      version: await versionOf(id),
      form: { ...FORM, title: 'Lòt tit' },
    }),
  ).toBeNull();
  expect(await act(propose, author, id)).toBeNull();
  expect(await save(id, {})).toBe('state');
  expect(await act(approve, checker, id)).toBe('rights');
  expect(await act(approve, { ...author, role: 'lead' }, id)).toBe('same_person');
  expect(await act(approve, alsoWrote, id)).toBe('same_person');
  const before = await versionOf(id);
  expect(await sendBack(desk, { by: lead, id, version: before, why: ' ' })).toBe('why');
  expect(await sendBack(desk, { by: lead, id, version: before, why: 'Lè a pa bon' })).toBeNull();
  expect(await act(propose, author, id)).toBeNull();
  // What was read is what is approved.
  expect(await approve(desk, { by: lead, id, version: before })).toBe('version');
  expect(await act(approve, lead, id)).toBeNull();
  const { bulletin: approved, history } = (await viewBulletin(desk, id)) ?? {};
  expect(approved).toMatchObject({ state: 'approved', approvedBy: lead.id, nextAt: clock, title: 'Lòt tit' });
  expect(history?.map(({ what }) => what).reverse()).toEqual([
    'created',
    'written',
    'written',
    'proposed',
    'sent_back',
    'proposed',
    'approved',
  ]);
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
  expect(await act(end, author, id)).toBe('rights');
  expect(await act(end, lead, id)).toBeNull();
  expect((await viewBulletin(desk, id))?.bulletin).toMatchObject({ state: 'ended', nextAt: null });
});

test('neither an analyst of the watch cell nor who opens call-backs writes or reads along', async () => {
  for (const role of ['analyst', 'protection'] as const) {
    const by = { ...author, role };
    expect(await createBulletin(desk, { by, title: 'x', topic: 'all' })).toBe('rights');
    expect(await act(propose, by, await begun())).toBe('rights');
  }
});

test('verdicts that stand are put below what is written, in each language, and make it outdated once they fall', async () => {
  const id = await begun({ texts: { ht: { text: 'Men sa nou verifye:', short: 'Nou verifye:' } } });
  const version = await versionOf(id);
  expect(await addVerdicts(desk, { by: author, id, version, verdictIds: [verdictId] })).toBeNull();
  const { texts, verdictIds } = (await viewBulletin(desk, id)) ?? {};
  expect(verdictIds).toEqual([verdictId]);
  expect(texts?.ht?.text).toMatch(new RegExp(`^Men sa nou verifye:\n\n.+: ${WORDS.ht.summary}$`));
  expect(texts?.ht?.short).toContain(`Nou verifye:\n`);
  expect(texts?.fr?.short).toContain(WORDS.fr.summary);
  expect(await act(propose, author, id)).toBeNull();
  await world.store.db.update(verdict).set({ state: 'withdrawn' }).where(eq(verdict.id, verdictId));
  expect(await act(approve, lead, id)).toBe('outdated');
  expect((await viewBulletin(desk, id))?.outdated).toBe(true);
  await world.store.db.update(verdict).set({ state: 'published' }).where(eq(verdict.id, verdictId));
  expect(await act(approve, lead, id)).toBeNull();
  // It falls between the approval and the hour: nobody hears it.
  await world.store.db.update(verdict).set({ state: 'superseded' }).where(eq(verdict.id, verdictId));
  await sendBulletins(desk);
  expect((await viewBulletin(desk, id))?.runs).toEqual([]);
  expect((await viewBulletin(desk, id))?.history[0]).toMatchObject({ what: 'not_begun', to: 'outdated' });
  await world.store.db.update(verdict).set({ state: 'published' }).where(eq(verdict.id, verdictId));
  // It falls while it is on its way: what is queued is taken back, and nobody goes on with it.
  await world.store.db.insert(subscription).values({
    ...{ ...(await world.person()), account: 'digicel', topics: ['elections'], form: 'text' as const },
    ...{ language: 'ht', frequency: 'each' as const },
  });
  await world.store.db.update(bulletin).set({ nextAt: clock }).where(eq(bulletin.id, id));
  await sendBulletins(desk);
  await world.store.db.update(verdict).set({ state: 'withdrawn' }).where(eq(verdict.id, verdictId));
  await sendBulletins(desk);
  const [fallen] = (await viewBulletin(desk, id))?.runs ?? [];
  expect(fallen).toMatchObject({ state: 'paused', pausedFor: 'outdated', handled: 0 });
  expect(await resumeRun(desk, { by: lead, runId: fallen?.id ?? '' })).toBe('outdated');
  await cancelRun(desk, { by: lead, runId: fallen?.id ?? '', why: 'Verifikasyon an tonbe' });
  expect(await resendRun(desk, { by: lead, runId: fallen?.id ?? '' })).toBe('outdated');
  await world.store.db.update(verdict).set({ state: 'published' }).where(eq(verdict.id, verdictId));
  await world.store.db.delete(subscription);
});

test('what says nothing, too much, or at no time is not sent', async () => {
  const id = await begun({ texts: { ht: { text: 'Bonjou', short: ' ' } } });
  expect(await act(propose, author, id)).toBe('no_text');
  await save(id, { texts: {} });
  expect(await act(propose, author, id)).toBe('no_text');
  const most = 'a'.repeat(3 * 153 - ' Fini: STOP'.length);
  const words = (short: string) => ({ ht: { text: 'Bonjou', short } });
  expect(segmentsOf(desk.texts, 'ht', words(most).ht)).toBe(3);
  await save(id, { texts: words(`${most}a`) });
  expect(await act(propose, author, id)).toBe('too_long');
  // One letter that SMS does not have, and each segment holds less than half.
  await save(id, { texts: words(`${most.slice(0, 201)}漢`) });
  expect(await act(propose, author, id)).toBe('too_long');
  await save(id, { texts: words(most) });
  expect(await act(propose, author, id)).toBeNull();
  const other = await begun();
  expect(await save(other, { topic: 'no such topic' })).toBe('topic');
  expect(await save(other, { texts: { xx: { text: 'x', short: 'x' } } })).toBe('no_text');
  expect(await save(other, { texts: words('a'.repeat(2_000)) })).toBe('too_long');
  expect(await save(other, { weekly: { weekday: 7, minutes: 0 } })).toBe('time');
  expect(await save(other, { validHours: 0 })).toBe('time');
  expect(await saveBulletin(desk, { by: author, id: other, version: 1, form: FORM })).toBe('version');
});

test('it goes out later, or every Monday at 7, and each Monday is a sending of its own', async () => {
  const startsAt = new Date('2026-11-27T18:00:00Z');
  const once = await begun({ startsAt });
  const weekly = await begun({ weekly: { weekday: 1, minutes: 420 } });
  for (const id of [once, weekly]) {
    await act(propose, author, id);
    await act(approve, lead, id);
  }
  const runsOf = async (id: string) => (await viewBulletin(desk, id))?.runs.map(({ startedAt }) => startedAt);
  await sendBulletins(desk);
  expect(await runsOf(once)).toEqual([]);
  clock = new Date('2026-11-27T18:00:00Z');
  await sendBulletins(desk);
  await sendBulletins(desk);
  expect(await runsOf(once)).toEqual([startsAt]);
  expect(await runsOf(weekly)).toEqual([]);
  // Nothing ran for a day and more: who reads it now would read of yesterday.
  const late = await begun({ startsAt: clock, validHours: 6 });
  await act(propose, author, late);
  await act(approve, lead, late);
  clock = new Date(clock.getTime() + 7 * 3_600_000);
  await sendBulletins(desk);
  expect(await runsOf(late)).toEqual([]);
  expect((await viewBulletin(desk, late))?.history[0]).toMatchObject({ what: 'not_begun', to: 'too_late' });
  const mondays = ['2026-11-30T12:00:01Z', '2026-12-07T12:00:01Z'].map((iso) => new Date(iso));
  for (const monday of mondays) {
    clock = monday;
    await sendBulletins(desk);
    await sendBulletins(desk);
  }
  expect(await runsOf(weekly)).toEqual([...mondays].reverse());
  expect(await runsOf(once)).toEqual([startsAt]);
  await act(end, lead, weekly);
});

test('a digest lists what was published since the last time, and does not go out without anything new', async () => {
  clock = new Date();
  const id = await begun({ digest: true, texts: { ht: { text: 'Semèn nan:', short: 'Semen nan:' } } });
  await act(propose, author, id);
  await act(approve, lead, id);
  await sendBulletins(desk);
  const [run] = (await viewBulletin(desk, id))?.runs ?? [];
  expect(run?.content.ht?.text).toContain(WORDS.ht.summary);
  expect(run?.content.ht?.short).toMatch(/^Semen nan:\n.+ Fini: STOP$/);
  expect(Object.keys(run?.content ?? {})).toEqual(['ht']);
  // What is sent again tells no news, and leaves none out of the next one.
  clock = new Date(Date.now() + 50_000);
  await resendRun(desk, { by: lead, runId: run?.id ?? '' });
  const decidedAt = new Date(Date.now() + 40_000);
  await world.store.db.update(verdict).set({ decidedAt }).where(eq(verdict.id, verdictId));
  clock = new Date(Date.now() + 55_000);
  await world.store.db.update(bulletin).set({ nextAt: clock }).where(eq(bulletin.id, id));
  await sendBulletins(desk);
  const [next] = (await viewBulletin(desk, id))?.runs ?? [];
  expect(next).toMatchObject({ n: 3, resendOf: null });
  expect(next?.content.ht?.text).toContain(WORDS.ht.summary);
  clock = new Date(Date.now() + 60_000);
  await world.store.db.update(bulletin).set({ nextAt: clock }).where(eq(bulletin.id, id));
  await sendBulletins(desk);
  const { runs, history } = (await viewBulletin(desk, id)) ?? {};
  expect(runs).toHaveLength(3);
  expect(history?.[0]).toMatchObject({ what: 'not_begun', to: 'nothing_new' });
  expect(await world.store.db.select().from(bulletinRun).where(eq(bulletinRun.bulletinId, id))).toHaveLength(
    3,
  );
});
