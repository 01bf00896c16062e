import { afterAll, beforeAll, expect, test } from 'vitest';
import { listEvents, verifyEvents } from '../../store/events.ts';
import { claim } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { whileChainIsHeld } from '../../testing/held-chain.ts';
import { makeReady } from '../../testing/make-ready.ts';
import { openClaim } from './claims.ts';
import type { Desk } from './desk.ts';
import { assess } from './exits.ts';
import { handTo } from './hand-over.ts';
import { releaseLease, takeLease } from './lease.ts';
import { approve, release, returnToAuthor } from './review.ts';
import { saveDraft, submit } from './verdicts.ts';

/** Two people, in two processes, at the same moment: one is done, the other hears why not, and the log says it once. */

let world: DeskWorld;
let marie: string;
let jozef: string;
let nadine: string;
let lika: string;
let boss: string;
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
  nadine = await world.colleague('Nadine');
  lika = await world.colleague('Lika', 'lead');
  boss = await world.colleague('Anita', 'lead');
});
afterAll(() => world.close());

type Doing = (desk: Desk) => Promise<unknown>;

/** Both have looked and asked for what the other has before either is written; `first` came first. */
async function atOnce(first: Doing, second: Doing): Promise<unknown> {
  let both: Promise<[unknown, PromiseSettledResult<unknown>[]]> | undefined;
  await whileChainIsHeld(world, async (blocked) => {
    const done = first(world.desk);
    done.catch(() => {});
    await blocked(1);
    both = Promise.all([done, Promise.allSettled([second(world.elsewhere)])]);
    both.catch(() => {});
    await blocked(2);
  });
  const [, [outcome]] = (await both) ?? [undefined, []];
  return outcome?.status === 'rejected' ? outcome.reason : 'done';
}

const opened = async () => {
  const { tipId } = await world.says(await world.person(), 'Yo di bagay la rive');
  return (await openClaim(world.desk, { staffId: marie, tipIds: [tipId], wording: {} })).claimId;
};
const inReview = async () =>
  world.inReview(marie, [(await world.says(await world.person(), 'Yo di bagay la rive')).tipId]);
const stateOf = async (id: string) =>
  (await world.store.db.query.claim.findFirst({ where: (row, { eq }) => eq(row.id, id) }))?.state;
/** What the log says of it, the oldest first, from this on. */
const events = async (subjectId: string, from: string) => {
  const said = (await listEvents(world.store.db, [subjectId])).map(({ what }) => what).reverse();
  return said.slice(said.lastIndexOf(from));
};

test('approved and returned at once: the version goes where the faster one sent it', async () => {
  const one = await inReview();
  const yes = (by: { verdictId: string }) => (desk: Desk) => approve(desk, { ...by, staffId: jozef });
  const no = (by: { verdictId: string }) => (desk: Desk) =>
    returnToAuthor(desk, { ...by, staffId: nadine, why: 'sous la manke' });
  // It waits for a lead now, and Nadine is none.
  expect(await atOnce(yes(one), no(one))).toMatchObject({ key: 'lead_only' });
  expect(await stateOf(one.claimId)).toBe('lead');
  expect(await events(one.verdictId, 'submitted')).toEqual(['submitted', 'approved']);
  expect(await events(one.claimId, 'submitted')).toEqual(['submitted', 'approved']);

  const other = await inReview();
  expect(await atOnce(no(other), yes(other))).toMatchObject({ key: 'not_in_review' });
  expect(await stateOf(other.claimId)).toBe('draft');
  expect(await events(other.verdictId, 'submitted')).toEqual(['submitted', 'returned']);
  expect(await events(other.claimId, 'submitted')).toEqual(['submitted', 'returned']);
});

test('approved by two at once, and released by two leads at once: each once, and people hear it once', async () => {
  const { claimId, verdictId } = await inReview();
  const by = (staffId: string) => ({ verdictId, staffId });
  const approving = (staffId: string) => (desk: Desk) => approve(desk, by(staffId));
  const releasing = (staffId: string) => (desk: Desk) => release(desk, by(staffId));
  expect(await atOnce(approving(jozef), approving(nadine))).toMatchObject({ key: 'not_in_review' });
  expect(await atOnce(releasing(lika), releasing(boss))).toMatchObject({ key: 'already_published' });
  expect(await stateOf(claimId)).toBe('published');
  expect(await events(verdictId, 'submitted')).toEqual(['submitted', 'approved', 'released']);
  const replies = await world.store.db.query.reply.findMany({
    where: (row, { eq }) => eq(row.verdictId, verdictId),
  });
  expect(replies).toHaveLength(1);
});

test('submitted twice at once: the second click hears that it is being read', async () => {
  const claimId = await opened();
  const mine = { claimId, staffId: marie };
  await assess(world.desk, { ...mine, why: 'Yon fè, ka verifye' });
  await makeReady(world.desk, claimId, marie);
  const { verdictId } = await saveDraft(world.desk, { ...mine, rating: 'false', texts: WORDS });
  const click: Doing = (desk) => submit(desk, mine);
  expect(await atOnce(click, click)).toMatchObject({ key: 'in_review' });
  expect(await stateOf(claimId)).toBe('check');
  expect(await events(verdictId, 'submitted')).toEqual(['submitted']);
});

test('a free claim that two take at once is with one of them, and the other hears who has it', async () => {
  const claimId = await opened();
  await releaseLease(world.desk, { claimId, staffId: marie });
  const taking = (staffId: string) => (desk: Desk) => takeLease(desk, { claimId, staffId });
  expect(await atOnce(taking(jozef), taking(nadine))).toMatchObject({
    key: 'lease_held',
    values: { name: 'Jozèf' },
  });
  expect(await events(claimId, 'lease_released')).toEqual(['lease_released', 'lease_taken']);
});

test('handed to two colleagues at once it is with the first, and who takes it meanwhile has it', async () => {
  const claimId = await opened();
  const row = () => world.store.db.query.claim.findFirst({ where: (one, { eq }) => eq(one.id, claimId) });
  const handing = (to: string) => (desk: Desk) => handTo(desk, { claimId, staffId: marie, to, note: '' });
  const taking = (staffId: string) => (desk: Desk) => takeLease(desk, { claimId, staffId });
  expect(await atOnce(handing(jozef), handing(nadine))).toMatchObject({ key: 'lease_needed' });
  expect(await row()).toMatchObject({ handedTo: jozef, leasedBy: null });

  // Jozèf takes what was given to him while Marie thinks better of it: she is told who has it.
  expect(await atOnce(taking(jozef), taking(marie))).toMatchObject({
    key: 'lease_held',
    values: { name: 'Jozèf' },
  });
  const back = (desk: Desk) => handTo(desk, { claimId, staffId: jozef, to: marie, note: '' });
  expect(await atOnce(back, taking(nadine))).toBe('done');
  expect(await row()).toMatchObject({ handedTo: null, leasedBy: nadine });
  expect(await events(claimId, 'opened')).toEqual([
    'opened',
    'handed',
    'lease_taken',
    'handed',
    'lease_taken',
  ]);
});

test('the log is whole', async () => {
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
  expect(await world.store.db.$count(claim)).toBe(6);
});
