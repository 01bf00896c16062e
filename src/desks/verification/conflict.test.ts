import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { makeReady } from '../../testing/make-ready.ts';
import { claimView } from './claim-view.ts';
import { openClaim, setWording } from './claims.ts';
import { declareConflict } from './conflict.ts';
import { assess } from './exits.ts';
import { handTo } from './hand-over.ts';
import { takeLease } from './lease.ts';
import { approve, release, returnToAuthor } from './review.ts';
import { noteRightOfReply } from './right-of-reply.ts';
import { saveDraft, submit } from './verdicts.ts';

let world: DeskWorld;
let marie: string;
let jozef: string;
let nadine: string;
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
  nadine = await world.colleague('Nadine', 'lead');
});
afterAll(() => world.close());

let n = 0;
const tipId = async () => (await world.says(await world.person(), `Yo di bagay nimewo ${++n} rive`)).tipId;
/** A claim of Marie's that may be written about. */
async function researched(): Promise<string> {
  const input = { staffId: marie, tipIds: [await tipId()], wording: {} };
  const { claimId } = await openClaim(world.desk, input);
  await assess(world.desk, { claimId, staffId: marie, why: 'Yon fè, ka verifye' });
  return claimId;
}
const barred = { key: 'conflict' };

test('who has an interest of their own lets go of the claim and never has it again', async () => {
  const claimId = await researched();
  const mine = { claimId, staffId: marie };
  await expect(declareConflict(world.desk, { ...mine, why: ' ' })).rejects.toMatchObject({
    key: 'why_missing',
  });
  await declareConflict(world.desk, { ...mine, why: 'Se kouzen mwen.' });
  await declareConflict(world.desk, { ...mine, why: 'Ankò.' });
  const view = await claimView(world.desk, claimId);
  expect([view.holder, view.concerned]).toEqual([null, [marie]]);
  expect(view.events.filter(({ what }) => what === 'conflict_declared')).toMatchObject([
    { why: 'Se kouzen mwen.' },
  ]);
  await expect(takeLease(world.desk, mine)).rejects.toMatchObject(barred);
  await expect(setWording(world.desk, { ...mine, wording: {} })).rejects.toMatchObject(barred);
  // A colleague takes it, and cannot give it back to them.
  await takeLease(world.desk, { claimId, staffId: jozef });
  await expect(handTo(world.desk, { claimId, staffId: jozef, to: marie, note: '' })).rejects.toMatchObject({
    key: 'conflict_theirs',
  });
  await handTo(world.desk, { claimId, staffId: jozef, to: nadine, note: '' });
});

test('nor do they check, return or release it', async () => {
  const { claimId, verdictId } = await world.inReview(marie, [await tipId()]);
  await declareConflict(world.desk, { claimId, staffId: jozef, why: 'x' });
  const by = { verdictId, staffId: jozef };
  await expect(approve(world.desk, by)).rejects.toMatchObject(barred);
  await expect(returnToAuthor(world.desk, { ...by, why: 'x' })).rejects.toMatchObject(barred);
  const checker = await world.colleague();
  await approve(world.desk, { verdictId, staffId: checker });
  await declareConflict(world.desk, { claimId, staffId: nadine, why: 'x' });
  await expect(release(world.desk, { verdictId, staffId: nadine })).rejects.toMatchObject(barred);
  await release(world.desk, { verdictId, staffId: await world.colleague(undefined, 'lead') });
});

test('where somebody was not asked because it is not safe a lead publishes, also where two people suffice', async () => {
  const two = { ...world.desk, verdictPeople: 2 as const };
  const claimId = await researched();
  const mine = { claimId, staffId: marie };
  await noteRightOfReply(two, { ...mine, whom: 'Gwoup la', outcome: 'not_asked', reason: 'unsafe' });
  await makeReady(two, claimId, marie);
  await saveDraft(two, { ...mine, rating: 'false', texts: WORDS });
  const { verdictId } = await submit(two, mine);
  await expect(approve(two, { verdictId, staffId: jozef })).rejects.toMatchObject({
    key: 'unsafe_lead_only',
  });
  expect((await claimView(two, claimId)).claim.state).toBe('check');
  expect((await approve(two, { verdictId, staffId: nadine })).published).toBe(true);
});
