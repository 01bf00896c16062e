import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimReplies } from '../../store/claim-replies.ts';
import { addEvents, verifyEvents } from '../../store/events.ts';
import { claim, contact, reply, tip } from '../../store/schema.ts';
import { publishedVerdict } from '../../store/verdicts.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { verdictAgain } from './answer.ts';
import { addTips } from './claims.ts';
import { closeClaim, reopenClaim } from './exits.ts';
import { takeLease } from './lease.ts';
import { moveTips } from './move-tips.ts';
import { approve, release, returnToAuthor, withdraw } from './review.ts';
import { tipStatus } from './tips.ts';
import { beginCorrection, saveDraft, submit } from './verdicts.ts';

let world: DeskWorld;
let marie: string;
let jozef: string;
let lika: string;
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
  lika = await world.colleague('Lika', 'lead');
});
afterAll(() => world.close());

interface Asker {
  readonly contactId: string;
  readonly addressId: string;
  readonly tipId: string;
  readonly code: string;
}

let n = 0;
async function asker(): Promise<Asker> {
  const person = await world.person('ht');
  const { tipId, code } = await world.says(person, `Yo di bagay nimewo ${++n} rive`);
  return { ...person, tipId, code };
}
const askers = (count: number) => Promise.all(Array.from({ length: count }, asker));

/** A claim of these whose first version is out. */
async function out(people: readonly Asker[]) {
  const made = await world.inReview(
    marie,
    people.map(({ tipId }) => tipId),
  );
  await world.publish(made.verdictId, jozef, lika);
  return made;
}

const CHANGED = { ht: 'KEP bay yon nouvo dat.', fr: 'Le CEP a donné une nouvelle date.' };

/** A new version of what is out, as far as the second person. */
async function correcting(claimId: string): Promise<string> {
  const mine = { claimId, staffId: marie };
  await takeLease(world.desk, mine);
  const [row] = await world.store.db.select().from(claim).where(eq(claim.id, claimId));
  if (row?.state === 'published') await beginCorrection(world.desk, mine);
  await saveDraft(world.desk, { ...mine, rating: 'true', texts: WORDS, changed: CHANGED });
  return (await submit(world.desk, mine)).verdictId;
}
async function correct(claimId: string): Promise<string> {
  const verdictId = await correcting(claimId);
  await world.publish(verdictId, jozef, lika);
  return verdictId;
}

/** As the provider would have it: what this person was told last stands so. */
const stands = (person: Asker, state: string) =>
  world.store.pool.query(
    `update reply set state = $2 where id = (select id from reply where contact_id = $1 order by seq desc limit 1)`,
    [person.contactId, state],
  );

/** What has left, or may have, or will, in the order in which it was said. */
async function hears(person: Asker): Promise<string[]> {
  const rows = await world.store.db
    .select()
    .from(reply)
    .where(eq(reply.contactId, person.contactId))
    .orderBy(asc(reply.seq));
  return rows
    .filter(({ state }) => state !== 'cancelled' && state !== 'failed')
    .map(({ content }) => content.short ?? content.text);
}

const FIRST = (person: Asker) => `Fo (kòd ${person.code}): ${WORDS.ht.summary}`;
const SECOND = (person: Asker) => `Vre (kòd ${person.code}): ${WORDS.ht.summary}`;
const CORRECTED = (person: Asker) =>
  `Koreksyon (kòd ${person.code}). Nou te di: Fo. Kounye a: Vre. ${WORDS.ht.summary}`;
const TAKEN_BACK = expect.stringContaining('nou retire repons');
const ELSEWHERE = expect.stringContaining('te pou yon lòt bagay');

const move = (tipIds: readonly string[], to: string | null) =>
  world.store.db.transaction(async (tx) => {
    const moved = await moveTips(world.desk, tx, { tipIds, to, by: marie, now: world.desk.now() });
    await addEvents(tx, moved.events);
    return moved;
  });

test('a correction reaches exactly those who have the earlier version or may have it, the others the plain answer', async () => {
  const people = await askers(5);
  const [sent, unknown, sending, queued, failed] = people as [Asker, Asker, Asker, Asker, Asker];
  const { claimId, verdictId } = await out(people);
  await stands(sent, 'sent');
  await stands(unknown, 'unknown');
  await stands(sending, 'sending');
  await stands(failed, 'failed');

  const second = await correcting(claimId);
  // While it is being written and read the old one stands, also for who comes late.
  expect(await publishedVerdict(world.store.db, claimId)).toMatchObject({ id: verdictId });
  const late = await asker();
  await takeLease(world.desk, { claimId, staffId: marie });
  expect(await addTips(world.desk, { claimId, staffId: marie, tipIds: [late.tipId] })).toMatchObject({
    answered: 1,
  });
  await stands(late, 'sent');

  expect(await world.publish(second, jozef, lika)).toMatchObject({ answered: 6 });
  for (const person of [sent, unknown, sending, late]) {
    expect(await hears(person)).toEqual([FIRST(person), CORRECTED(person)]);
  }
  for (const person of [queued, failed]) expect(await hears(person)).toEqual([SECOND(person)]);
  expect(await publishedVerdict(world.store.db, claimId)).toMatchObject({ id: second, version: 2 });
  const newest = await asker();
  await move([newest.tipId], claimId);
  expect(await hears(newest)).toEqual([SECOND(newest)]);
});

test('what has changed must be said in every language of the answer, and the correction fits one SMS', async () => {
  const { claimId } = await out(await askers(1));
  const mine = { claimId, staffId: marie };
  await takeLease(world.desk, mine);
  await beginCorrection(world.desk, mine);
  await expect(beginCorrection(world.desk, mine)).rejects.toMatchObject({ key: 'correction_begun' });
  const save = (summary: string, changed: Record<string, string>) =>
    saveDraft(world.desk, {
      ...mine,
      rating: 'true',
      texts: { ...WORDS, ht: { ...WORDS.ht, summary } },
      changed,
    });
  await save('Se vre.', { ht: CHANGED.ht });
  await expect(submit(world.desk, mine)).rejects.toMatchObject({
    key: 'changed_missing',
    values: { language: 'fr' },
  });
  const room = 160 - 'Koreksyon (kòd 4F7K). Nou te di: Fo. Kounye a: Vre. '.length;
  await save('a'.repeat(room), CHANGED);
  await expect(save('a'.repeat(room + 1), CHANGED)).rejects.toMatchObject({ key: 'summary_too_long' });
  await expect(save('x', { ht: 'a'.repeat(161) })).rejects.toMatchObject({ key: 'changed_too_long' });
});

test('who got it by asking again is corrected, too, and who had it before us is not', async () => {
  const [again] = (await askers(1)) as [Asker];
  const stop = (at: Date | null) =>
    world.store.db.update(contact).set({ stoppedAt: at }).where(eq(contact.id, again.contactId));
  await stop(new Date());
  const { claimId, verdictId } = await out([again]);
  await stop(null);
  const asked = { texts: world.desk.texts, code: again.code, contactId: again.contactId, language: 'ht' };
  const said = await verdictAgain(world.store.db, asked);
  expect(said).toMatchObject({ verdictId, tipId: again.tipId });
  await world.store.pool.query(
    `insert into reply (id, contact_id, address_id, account, class, content, cause, again_verdict_id, tip_id, state, expires_at)
     values (gen_random_uuid(), $1, $2, 'simulator-sms', 1, $3, 'verdict', $4, $5, 'sent', now())`,
    [again.contactId, again.addressId, JSON.stringify(said?.content), verdictId, again.tipId],
  );
  await correct(claimId);
  expect(await hears(again)).toEqual([FIRST(again), CORRECTED(again)]);
});

test('a withdrawal stops what waits, tells exactly those who have it, and nothing of it is ever served', async () => {
  const [sent, queued] = (await askers(2)) as [Asker, Asker];
  const { claimId, verdictId } = await out([sent, queued]);
  await stands(sent, 'sent');
  for (const staffId of [marie, jozef]) {
    await expect(withdraw(world.desk, { verdictId, staffId, why: 'erè' })).rejects.toMatchObject({
      key: 'lead_only',
    });
  }
  await expect(withdraw(world.desk, { verdictId, staffId: lika, why: ' ' })).rejects.toMatchObject({
    key: 'why_missing',
  });
  expect(await withdraw(world.desk, { verdictId, staffId: lika, why: 'sous la te fo' })).toEqual({ told: 1 });
  expect(await hears(sent)).toEqual([FIRST(sent), TAKEN_BACK]);
  expect(await hears(queued)).toEqual([]);
  for (const { contactId, code } of [sent, queued]) {
    const asked = { texts: world.desk.texts, code, contactId, language: 'ht' };
    expect(await verdictAgain(world.store.db, asked)).toBeNull();
    expect(await world.store.db.transaction((tx) => tipStatus(tx, asked))).toBe('working');
  }
  const late = await asker();
  await move([late.tipId], claimId);
  expect(await hears(late)).toEqual([]);
  await expect(withdraw(world.desk, { verdictId, staffId: lika, why: 'ankò' })).rejects.toMatchObject({
    key: 'nothing_stands',
  });
  await stands(sent, 'sent');
  await correct(claimId);
  expect(await hears(sent)).toEqual([FIRST(sent), TAKEN_BACK, CORRECTED(sent)]);
  for (const person of [queued, late]) expect(await hears(person)).toEqual([SECOND(person)]);
});

test('a send that was under way at the withdrawal and did not arrive is not tried again', async () => {
  const [person] = (await askers(1)) as [Asker];
  const { verdictId } = await out([person]);
  await stands(person, 'sending');
  await withdraw(world.desk, { verdictId, staffId: lika, why: 'erè' });
  await world.store.pool.query(
    "update reply set state = 'queued', claimed_at = now() where verdict_id = $1",
    [verdictId],
  );
  const leaves = async () =>
    (
      await claimReplies(world.store, {
        account: 'simulator-sms',
        pace: { perSecond: 1_000, burst: 1_000 },
        limit: 1_000,
        fitTo: ({ short, text }) => [{ text: short ?? text, segments: 1 }],
      })
    ).claimed.filter(({ contactId }) => contactId === person.contactId);
  const first = await leaves();
  const left = [...first, ...(await leaves())].map(({ parts }) => parts[0]?.text);
  expect(left).toEqual([TAKEN_BACK]);
});

test('a correction that is withdrawn is taken back also from who has only the version before', async () => {
  const [first] = (await askers(1)) as [Asker];
  const { claimId } = await out([first]);
  await stands(first, 'sent');
  const second = await correct(claimId);
  await withdraw(world.desk, { verdictId: second, staffId: lika, why: 'erè' });
  expect(await hears(first)).toEqual([FIRST(first), TAKEN_BACK]);
});

test('a withdrawal leaves a correction under way where it is', async () => {
  const [person] = (await askers(1)) as [Asker];
  const { claimId, verdictId } = await out([person]);
  await stands(person, 'sent');
  const second = await correcting(claimId);
  await approve(world.desk, { verdictId: second, staffId: jozef });
  await withdraw(world.desk, { verdictId, staffId: lika, why: 'erè' });
  const boss = await world.colleague(undefined, 'admin');
  await stands(person, 'sent');
  await release(world.desk, { verdictId: second, staffId: boss });
  expect(await hears(person)).toEqual([FIRST(person), TAKEN_BACK, CORRECTED(person)]);
});

test('a tip that is put elsewhere takes its delivery along', async () => {
  const [sent, queued, twice] = (await askers(3)) as [Asker, Asker, Asker];
  const other = await world.says(twice, `Yo di bagay nimewo ${++n} rive`);
  const wrong = await world.inReview(marie, [sent.tipId, queued.tipId, twice.tipId, other.tipId]);
  await world.publish(wrong.verdictId, jozef, lika);
  await stands(sent, 'sent');
  const right = await world.inReview(marie, [(await asker()).tipId]);
  await move([sent.tipId, queued.tipId, other.tipId], right.claimId);
  expect(await hears(sent)).toEqual([FIRST(sent), ELSEWHERE]);
  expect(await hears(queued)).toEqual([]);
  // The one that stays is answered, by its own code.
  expect(await hears(twice)).toEqual([FIRST(twice)]);
  await stands(sent, 'sent');
  await world.publish(right.verdictId, jozef, lika);
  expect(await hears(sent)).toEqual([FIRST(sent), ELSEWHERE, FIRST(sent)]);
  expect(await hears(queued)).toEqual([FIRST(queued)]);
  expect(await hears(twice)).toEqual([FIRST(twice), FIRST({ ...twice, code: other.code })]);
  // A correction of the wrong claim reaches who still holds its answer, and nobody else.
  await stands(sent, 'sent');
  await correct(wrong.claimId);
  expect(await hears(queued)).toEqual([FIRST(queued)]);
  expect((await hears(sent)).at(-1)).toBe(CORRECTED(sent));
});

test('a tip that comes back is told again, and nobody hears twice that it was about something else', async () => {
  const [person] = (await askers(1)) as [Asker];
  const { claimId } = await out([person]);
  await move([person.tipId], null);
  expect(await hears(person)).toEqual([]);
  await move([person.tipId], claimId);
  expect(await hears(person)).toEqual([FIRST(person)]);
  await stands(person, 'sent');
  await move([person.tipId], null);
  await move([person.tipId], claimId);
  // It never left that it was wrong.
  expect(await hears(person)).toEqual([FIRST(person)]);
  await move([person.tipId], null);
  await stands(person, 'sent');
  await move([person.tipId], claimId);
  expect(await hears(person)).toEqual([FIRST(person), ELSEWHERE, FIRST(person)]);
  await stands(person, 'sent');
  await move([person.tipId], null);
  expect((await hears(person)).filter((text) => text.includes('te pou yon'))).toHaveLength(1);
});

test.each([
  ['not_checkable', 'nou pa ka verifye l'],
  ['out_of_scope', 'pa verifye kalite mesaj'],
  ['already_answered', 'verifye sa deja: Sak di sak vre'],
] as const)(
  'a claim that is closed as %s says so once to everybody, also to who comes late, and can be opened again',
  async (as, words) => {
    const [early, unheard] = (await askers(2)) as [Asker, Asker];
    const { claimId } = await world.inReview(marie, [early.tipId, unheard.tipId]);
    const mine = { claimId, staffId: marie };
    const close = (why: string) => closeClaim(world.desk, { ...mine, as, why, said: 'Sak di sak vre' });
    await takeLease(world.desk, mine);
    await expect(close('non')).rejects.toMatchObject({ key: 'in_review' });
    const [version] = (await world.store.pool.query('select id from verdict where claim_id = $1', [claimId]))
      .rows;
    await returnToAuthor(world.desk, { verdictId: version.id, staffId: jozef, why: 'non' });
    await expect(close('')).rejects.toMatchObject({ key: 'why_missing' });
    expect(await close('pa gen prèv')).toEqual({ told: 2 });
    const said = expect.stringContaining(words);
    for (const person of [early, unheard]) expect(await hears(person)).toEqual([said]);
    await stands(early, 'sent');
    const late = await asker();
    await move([late.tipId], claimId);
    expect(await hears(late)).toEqual([said]);
    const asked = { texts: world.desk.texts, code: late.code, contactId: late.contactId, language: 'ht' };
    expect((await verdictAgain(world.store.db, asked))?.content.text).toContain(words);

    await takeLease(world.desk, mine);
    await reopenClaim(world.desk, { ...mine, why: 'gen yon nouvo sous' });
    expect(await hears(unheard)).toEqual([]);
    const later = await asker();
    await move([later.tipId], claimId);
    expect(await hears(later)).toEqual([]);
    const second = await correctAfterReturn(claimId);
    await world.publish(second, jozef, lika);
    expect(await hears(early)).toEqual([said, SECOND(early)]);
    for (const person of [unheard, later]) expect(await hears(person)).toEqual([SECOND(person)]);
  },
);

async function correctAfterReturn(claimId: string): Promise<string> {
  const mine = { claimId, staffId: marie };
  await takeLease(world.desk, mine);
  await saveDraft(world.desk, { ...mine, rating: 'true', texts: WORDS });
  return (await submit(world.desk, mine)).verdictId;
}

test("a duplicate's people are answered where it goes on, and come back when that was a mistake", async () => {
  const [there, here] = (await askers(2)) as [Asker, Asker];
  const known = await out([there]);
  const { claimId, verdictId } = await world.inReview(marie, [here.tipId]);
  await returnToAuthor(world.desk, { verdictId, staffId: jozef, why: 'menm bagay' });
  const mine = { claimId, staffId: marie };
  await takeLease(world.desk, mine);
  const close = (duplicateOf: string) =>
    closeClaim(world.desk, { ...mine, as: 'duplicate', why: 'menm', duplicateOf });
  await expect(close(claimId)).rejects.toMatchObject({ key: 'duplicate_invalid' });
  expect(await close(known.claimId)).toEqual({ told: 1 });
  expect(await hears(here)).toEqual([FIRST(here)]);
  await takeLease(world.desk, mine);
  await reopenClaim(world.desk, { ...mine, why: 'pa menm bagay' });
  expect(await hears(here)).toEqual([]);
  const [row] = await world.store.db.select().from(tip).where(eq(tip.id, here.tipId));
  expect(row).toMatchObject({ state: 'grouped', claimId });
});

test('all of it stands in the chain, and no person is named there', async () => {
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
  const { rows } = await world.store.db.execute(sql`select count(*)::int as n from event e join contact c
    on e.subject_id = c.id::text or e.from_state = c.id::text or e.to_state = c.id::text`);
  expect(rows).toEqual([{ n: 0 }]);
});
