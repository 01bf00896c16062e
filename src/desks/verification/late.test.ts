import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countryOf } from '../../country/index.ts';
import { lateClaims, markReminded, unmarkReminded } from '../../store/late-claims.ts';
import { claim, staff } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { openClaim } from './claims.ts';
import { assess } from './exits.ts';
import { handTo } from './hand-over.ts';
import { takeLease } from './lease.ts';

let world: DeskWorld;
let marie: string;
let jozef: string;
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
});
afterAll(() => world.close());

const hours = countryOf('ht').deskHours;
const rowOf = async (id: string) => (await world.store.db.select().from(claim).where(eq(claim.id, id)))[0];

test('a claim that stays too long is called out once in its state and every day, also when its author has left', async () => {
  const { db } = world.store;
  const { tipId } = await world.says(await world.person(), 'Yo di bagay la rive');
  const { claimId } = await openClaim(world.desk, { staffId: marie, tipIds: [tipId], wording: {} });
  const late = async () => (await lateClaims(db, hours, world.desk.now())).map(({ id }) => id);
  const told = async () => (await markReminded(db, hours, world.desk.now())).map(({ id }) => id);
  world.pass(hours.triage * 60 - 1);
  expect(await late()).toEqual([]);
  world.pass(2);
  expect(await late()).toEqual([claimId]);
  expect(await told()).toEqual([claimId]);
  expect(await told()).toEqual([]);
  await unmarkReminded(db, [claimId]);
  expect(await told()).toEqual([claimId]);
  world.pass(24 * 60 + 1);
  expect(await told()).toEqual([claimId]);
  await takeLease(world.desk, { claimId, staffId: marie });
  await assess(world.desk, { claimId, staffId: marie, why: 'Yon fè' });
  expect(await late()).toEqual([]);
  await db.update(staff).set({ disabledAt: new Date() }).where(eq(staff.id, marie));
  world.pass(hours.research * 60 + 1);
  expect(await told()).toEqual([claimId]);
});

test('who is handed a claim sees that until somebody takes it', async () => {
  const boss = await world.colleague();
  const { tipId } = await world.says(await world.person(), 'Yo di yon lòt bagay rive');
  const { claimId } = await openClaim(world.desk, { staffId: boss, tipIds: [tipId], wording: {} });
  const give = (to: string) => handTo(world.desk, { claimId, staffId: boss, to, note: 'rele KEP' });
  for (const to of [boss, marie, claimId]) {
    await expect(give(to)).rejects.toMatchObject({ key: 'colleague_unknown' });
  }
  await give(jozef);
  expect(await rowOf(claimId)).toMatchObject({ handedTo: jozef, leasedBy: null });
  await takeLease(world.desk, { claimId, staffId: jozef });
  expect(await rowOf(claimId)).toMatchObject({ handedTo: null, leasedBy: jozef });
});
