import { eq, inArray, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { claim, tip } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { openClaim } from './claims.ts';
import { EVERYTHING, QUEUE_PAGE, type QueueWanted, queue, queueChoices } from './queue.ts';
import { rank } from './rank.ts';

let world: DeskWorld;
let marie: string;
beforeEach(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
});
afterEach(() => world.close());

const tipFrom = async (text: string, more = {}) => (await world.says(await world.person(), text, more)).tipId;
const setTip = (tipId: string, change: Partial<typeof tip.$inferInsert>) =>
  world.store.db.update(tip).set(change).where(eq(tip.id, tipId));
const see = (wanted: Partial<QueueWanted> = {}, page = 0) =>
  queue(world.desk, { staffId: marie, wanted: { ...EVERYTHING, ...wanted }, page });
const linesOf = async (wanted: Partial<QueueWanted> = {}) => (await see(wanted)).waiting?.lines ?? [];

test('the same words are one line, which says why it is where it is', async () => {
  const first = await tipFrom('yon sèl moun');
  const loud = await world.person();
  for (let i = 0; i < 5; i++)
    await world.says(loud, 'yo voye l toupatou', i === 3 ? { forwarded: 'often' } : {});
  for (let i = 0; i < 3; i++) await tipFrom('anpil moun');
  const { waiting } = await see();
  expect(waiting).toMatchObject({ lineCount: 3, tipCount: 5 });
  expect(waiting?.lines.map((line) => [line.text, line.askers, line.reasons.map((one) => one.key)])).toEqual(
    [
      ['yo voye l toupatou', 1, ['often', 'askers', 'hour', 'six']],
      ['anpil moun', 3, ['askers', 'hour', 'six']],
      ['yon sèl moun', 1, ['askers', 'hour', 'six']],
    ].map(([text, askers, keys]) => [text, askers, expect.arrayContaining(keys as string[])]),
  );

  const { claimId, seq } = await openClaim(world.desk, { staffId: marie, tipIds: [first], wording: {} });
  const late = await tipFrom('yon sèl moun');
  const again = (await linesOf()).find((line) => line.tipId === late);
  expect(again?.claim).toMatchObject({ id: claimId, seq });
});

test('near-copies are one line; one person who sends fifty of them counts once', async () => {
  const loud = await world.person();
  const sent: string[] = [];
  for (let i = 0; i < 50; i++) sent.push((await world.says(loud, `menm bagay ${i}`)).tipId);
  sent.push(await tipFrom('menm bagay tou'));
  await world.store.db
    .update(tip)
    .set({ groupId: sent[0] ?? null })
    .where(inArray(tip.id, sent));
  expect(await linesOf()).toMatchObject([{ tips: 51, askers: 2, voices: 1, hour: 1 }]);
});

test('SQL and the desk make the same sum, whatever a line has', async () => {
  const people = await Promise.all(Array.from({ length: 12 }, () => world.person()));
  const harms = [[], ['danger'], ['violence', 'voting'], ['unheard_of']];
  for (let i = 0; i < 40; i++) {
    const person = people[(i * 7) % people.length];
    if (!person) throw new Error('nobody');
    const { tipId } = await world.says(person, `rimè ${i % 9} ${'!'.repeat(i % 2)}`);
    await setTip(tipId, {
      harms: harms[i % 4] ?? [],
      forwarded: ([null, 'once', 'often'] as const)[i % 3] ?? null,
      createdAt: new Date(Date.now() - ((i * 37) % 500) * 60_000),
      mismatchAt: i % 5 === 0 ? new Date() : null,
    });
  }
  const now = world.desk.now();
  const lines = (await queue({ ...world.desk, now: () => now }, { staffId: marie })).waiting?.lines ?? [];
  expect(lines.length).toBeGreaterThan(5);
  for (const line of lines) expect(line.score).toBeCloseTo(rank(line, now).score, 6);
  expect(lines.map((line) => line.score)).toEqual(lines.map((line) => line.score).sort((a, b) => b - a));
});

test('an hour runs out without anybody writing', async () => {
  await tipFrom('yon rimè');
  expect(await linesOf()).toMatchObject([{ hour: 1, six: 1 }]);
  world.pass(61);
  expect(await linesOf()).toMatchObject([{ hour: 0, six: 1 }]);
  world.pass(5 * 60);
  expect(await linesOf()).toMatchObject([{ hour: 0, six: 0 }]);
});

test('each filter shows what it names, with its count, and they add up', async () => {
  const sms = await tipFrom('youn');
  const wa = await tipFrom('de', { medium: 'whatsapp' });
  await setTip(sms, { language: 'ht', harms: ['danger'], placeCode: 'HT0111' });
  await setTip(wa, { language: 'fr', harms: ['voting'], placeCode: 'HT0211' });
  const { claimId } = await openClaim(world.desk, {
    staffId: marie,
    tipIds: [await tipFrom('twa')],
    wording: {},
  });
  await world.store.db.update(claim).set({ category: 'electoral' }).where(eq(claim.id, claimId));
  await setTip(wa, {
    suggestedClaimId: claimId,
    suggestedSure: 0.8,
    suggestedWhy: [{ key: 'words', words: ['vòt'] }],
  });
  const shown = async (wanted: Partial<QueueWanted>) => (await linesOf(wanted)).map((line) => line.tipId);
  expect((await shown({})).sort()).toEqual([sms, wa].sort());
  for (const wanted of [
    { channels: ['sms'] },
    { languages: ['ht'] },
    { harms: ['danger'] },
    { places: ['HT0111'] },
    { places: ['HT01'] },
  ] satisfies Partial<QueueWanted>[])
    expect(await shown(wanted), JSON.stringify(wanted)).toEqual([sms]);
  expect(await shown({ categories: ['electoral'] })).toEqual([wa]);
  expect(await shown({ kinds: ['image'] })).toEqual([]);
  expect(await shown({ languages: ['ht', 'fr'], harms: ['voting'] })).toEqual([wa]);
  expect(await shown({ languages: ['ht'], harms: ['voting'] })).toEqual([]);
  const choices = await queueChoices(world.desk, {
    staffId: marie,
    wanted: { ...EVERYTHING, harms: ['voting'] },
  });
  expect(Object.fromEntries(choices.harms)).toEqual({ danger: 1, voting: 1 });
  expect(Object.fromEntries(choices.languages)).toEqual({ fr: 1 });
  expect((await linesOf({ channels: ['whatsapp'] }))[0]?.suggested).toMatchObject({
    id: claimId,
    sure: expect.closeTo(0.8),
    why: [{ key: 'words', words: ['vòt'] }],
  });
});

test('claims: what was handed to me first, then what is late; states, words and mine are found', async () => {
  const ids: string[] = [];
  for (const text of ['premye', 'dezyèm', 'twazyèm']) {
    const { claimId } = await openClaim(world.desk, {
      staffId: marie,
      tipIds: [await tipFrom(text)],
      wording: { ht: `Dosye ${text}`, fr: 'Le scrutin est reporté' },
    });
    ids.push(claimId);
  }
  const [plain = '', late = '', handed = ''] = ids;
  const jozef = await world.colleague('Jozèf');
  const set = (id: string, change: Partial<typeof claim.$inferInsert>) =>
    world.store.db.update(claim).set(change).where(eq(claim.id, id));
  await set(late, {
    state: 'draft',
    // As soon as the alarm is raised for it, and no later.
    stateSince: new Date(world.desk.now().getTime() - world.desk.deskHours.draft * 3_600_000 - 60_000),
    leasedBy: jozef,
  });
  await set(handed, { handedTo: marie, state: 'check' });
  const shown = async (wanted: Partial<QueueWanted>) => (await see(wanted)).claims?.list.map(({ id }) => id);
  expect(await shown({})).toEqual([handed, late, plain]);
  expect(await shown({ states: ['late'] })).toEqual([late]);
  expect(await shown({ states: ['to_me'] })).toEqual([handed]);
  expect(await shown({ states: ['mine', 'check'] })).toEqual([handed, plain]);
  expect(await shown({ words: 'DEZYEM' })).toEqual([late]);
  expect(await shown({ words: 'scrutin reporte %' })).toEqual([]);
  expect((await see({ words: 'scrutin' })).waiting).toBeNull();
  const { states } = await queueChoices(world.desk, { staffId: marie, wanted: EVERYTHING });
  expect(Object.fromEntries(states)).toMatchObject({ late: 1, to_me: 1, mine: 2, check: 1, waiting: 0 });
});

test('ten thousand waiting tips are shown a page at a time', async () => {
  const { contactId } = await world.person();
  await world.store.db.execute(sql`
    insert into tip (id, code, contact_id, account, medium, text, text_key, created_at)
    select gen_random_uuid(), '#' || i, ${contactId}, 'simulator-sms', 'sms', 'mesaj ' || i,
      convert_to('mesaj ' || i, 'UTF8'), timestamptz '2025-01-01' + i * interval '1 second'
    from generate_series(0, 9999) i`);
  const pages = [await see(), await see({}, 10_000 / QUEUE_PAGE - 1), await see({}, 1_000)];
  const [first, last, beyond] = pages.map(({ waiting }) => waiting);
  expect(first).toMatchObject({ lineCount: 10_000, tipCount: 10_000 });
  expect(first?.lines.map((line) => line.text).slice(0, 2)).toEqual(['mesaj 0', 'mesaj 1']);
  expect(last?.lines.at(-1)?.text).toBe('mesaj 9999');
  expect(beyond?.lines).toEqual([]);
});
