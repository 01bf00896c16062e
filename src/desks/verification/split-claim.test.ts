import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyEvents } from '../../store/events.ts';
import { claim, event, reply, tip } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { openClaim } from './claims.ts';
import { closeClaim } from './exits.ts';
import { releaseLease, takeLease } from './lease.ts';
import { regroupView } from './regroup-view.ts';
import { splitClaim } from './split-claim.ts';

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
  readonly tipId: string;
  readonly code: string;
}
let n = 0;
async function asker(): Promise<Asker> {
  const person = await world.person('ht');
  return { ...person, ...(await world.says(person, `Yo di bagay nimewo ${++n} rive`)) };
}
const askers = (count: number) => Promise.all(Array.from({ length: count }, asker));
const idsOf = (people: readonly Asker[]) => people.map(({ tipId }) => tipId);
const claimOf = async ({ tipId }: Asker) =>
  (await world.store.db.select().from(tip).where(eq(tip.id, tipId)))[0]?.claimId;

/** A claim of these whose verdict is out; what they were told has left. */
async function out(people: readonly Asker[]): Promise<string> {
  const { claimId, verdictId } = await world.inReview(marie, idsOf(people));
  await world.publish(verdictId, jozef, lika);
  await world.store.pool.query("update reply set state = 'sent' where verdict_id = $1", [verdictId]);
  await releaseLease(world.desk, { claimId, staffId: marie });
  return claimId;
}

/** What has left or will, in order. */
async function hears({ contactId }: Asker): Promise<string[]> {
  const rows = await world.store.db
    .select()
    .from(reply)
    .where(eq(reply.contactId, contactId))
    .orderBy(asc(reply.seq));
  return rows
    .filter(({ state }) => state !== 'cancelled' && state !== 'failed')
    .map(({ content }) => content.short ?? content.text);
}
const VERDICT = ({ code }: Asker) => `Fo (kòd ${code}): ${WORDS.ht.summary}`;
const ELSEWHERE = expect.stringContaining('te pou yon lòt bagay');

const split = async (
  claimId: string,
  people: readonly Asker[],
  more: { to?: string; by?: string; desk?: DeskWorld['desk'] } = {},
) => {
  const { by = marie, desk = world.desk, to } = more;
  await takeLease(desk, { claimId, staffId: by });
  return splitClaim(desk, { claimId, staffId: by, tipIds: idsOf(people), why: 'yon lòt rimè', to });
};

test('some of a published claim go into one of their own: who had its answer hears that once, and the right one when it is out', async () => {
  const [stays, goes, comes] = (await askers(3)) as [Asker, Asker, Asker];
  const claimId = await out([stays, goes, comes]);
  const seen = await regroupView(world.desk, { claimId, tipIds: idsOf([goes, comes]), to: null });
  expect(seen).toMatchObject({ tips: 2, askers: 2, had: 2, target: null });
  const made = await split(claimId, [goes, comes]);
  expect(made).toMatchObject({ tips: 2, told: 2 });
  for (const person of [goes, comes]) {
    expect(await claimOf(person)).toBe(made.claimId);
    expect(await hears(person)).toEqual([VERDICT(person), ELSEWHERE]);
  }
  expect(await hears(stays)).toEqual([VERDICT(stays)]);
  const [row] = await world.store.db.select().from(claim).where(eq(claim.id, made.claimId));
  expect(row).toMatchObject({ state: 'triage', leasedBy: marie });

  // Undone for one of them: its answer is told again, because that it was wrong may have been read.
  await world.store.pool.query("update reply set state = 'sent' where state = 'queued' and contact_id = $1", [
    comes.contactId,
  ]);
  await split(made.claimId, [comes], { to: claimId });
  expect(await hears(comes)).toEqual([VERDICT(comes), ELSEWHERE, VERDICT(comes)]);
  expect(await hears(goes)).toEqual([VERDICT(goes), ELSEWHERE]);
});

test('into a claim that is there they go also while a colleague works on it, and hear at once what stands for it', async () => {
  const [there, stays, goes] = (await askers(3)) as [Asker, Asker, Asker];
  const known = await out([there]);
  await takeLease(world.desk, { claimId: known, staffId: jozef });
  const { claimId } = await world.inReview(marie, idsOf([stays, goes]));
  const seen = await regroupView(world.desk, { claimId, tipIds: [goes.tipId], to: known });
  expect(seen).toMatchObject({ askers: 1, had: 0, target: { answered: true } });
  expect(await split(claimId, [goes], { to: known })).toMatchObject({ claimId: known, told: 1 });
  expect(await hears(goes)).toEqual([VERDICT(goes)]);
  expect(await hears(stays)).toEqual([]);
  const events = await world.store.db.select().from(event).where(eq(event.why, 'yon lòt rimè'));
  const ofThese = events.filter(({ to }) => to === known);
  expect(ofThese.map(({ what, actor, subjectId }) => [what, actor, subjectId])).toEqual([
    ['split', marie, claimId],
    ['joined_by_split', marie, known],
    ['moved', marie, goes.tipId],
  ]);
});

test('what cannot be split is refused, and nothing has moved', async () => {
  const [one, other] = (await askers(2)) as [Asker, Asker];
  const { claimId } = await world.inReview(marie, idsOf([one, other]));
  const elsewhere = await out(await askers(1));
  await takeLease(world.desk, { claimId, staffId: marie });
  const by = { claimId, staffId: marie, tipIds: [one.tipId], why: 'x' };
  await expect(splitClaim(world.desk, { ...by, tipIds: [] })).rejects.toMatchObject({ key: 'tips_missing' });
  await expect(splitClaim(world.desk, { ...by, why: ' ' })).rejects.toMatchObject({ key: 'why_missing' });
  await expect(splitClaim(world.desk, { ...by, to: claimId })).rejects.toMatchObject({
    key: 'duplicate_invalid',
  });
  await expect(splitClaim(world.desk, { ...by, tipIds: idsOf([one, other]) })).rejects.toMatchObject({
    key: 'split_all',
  });
  await expect(splitClaim(world.desk, { ...by, staffId: jozef })).rejects.toMatchObject({
    key: 'lease_held',
    values: { name: 'Marie' },
  });
  const [foreign] = await world.store.db.select().from(tip).where(eq(tip.claimId, elsewhere));
  await expect(splitClaim(world.desk, { ...by, tipIds: [foreign?.id ?? ''] })).rejects.toMatchObject({
    key: 'tip_taken',
  });
  const twin = await openClaim(world.desk, { staffId: marie, tipIds: idsOf(await askers(1)), wording: {} });
  const close = { claimId: twin.claimId, staffId: marie, as: 'duplicate', why: 'x' } as const;
  await closeClaim(world.desk, { ...close, duplicateOf: claimId });
  await expect(splitClaim(world.desk, { ...by, to: twin.claimId })).rejects.toMatchObject({
    key: 'duplicate_invalid',
  });
  expect([await claimOf(one), await claimOf(other)]).toEqual([claimId, claimId]);
});

test('two desks split at once: a tip goes one way, and nobody hears anything twice', async () => {
  for (let round = 0; round < 4; round++) {
    const [stays, goes, there] = (await askers(3)) as [Asker, Asker, Asker];
    const [claimId, known] = [await out([stays, goes]), await out([there])];
    await takeLease(world.desk, { claimId, staffId: marie });
    const by = { claimId, staffId: marie, tipIds: [goes.tipId], why: 'x' };
    const outcomes = await Promise.allSettled([
      splitClaim(world.desk, by),
      splitClaim(world.elsewhere, { ...by, to: known }),
    ]);
    expect(outcomes.find((one) => one.status === 'rejected')).toMatchObject({ reason: { key: 'tip_taken' } });
    const [won] = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.claimId] : []));
    expect(await claimOf(goes)).toBe(won);
    const right = won === known ? [VERDICT(goes)] : [];
    expect(await hears(goes)).toEqual([VERDICT(goes), ELSEWHERE, ...right]);
    expect(await hears(stays)).toEqual([VERDICT(stays)]);
    expect(await hears(there)).toEqual([VERDICT(there)]);
  }
});

test('two people give each other tips of their claims at once: neither waits for the other', async () => {
  const people = (await askers(4)) as [Asker, Asker, Asker, Asker];
  const [mine, give, theirs, take] = people;
  const [one, other] = [await out([mine, give]), await out([theirs, take])];
  await Promise.all([
    split(one, [give], { to: other }),
    split(other, [take], { to: one, by: jozef, desk: world.elsewhere }),
  ]);
  expect([await claimOf(give), await claimOf(take)]).toEqual([other, one]);
  for (const person of [give, take]) {
    expect(await hears(person)).toEqual([VERDICT(person), ELSEWHERE, VERDICT(person)]);
  }
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
});
