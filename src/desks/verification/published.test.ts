import { asc, eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { part, reply } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { claimView } from './claim-view.ts';
import { claimDelivery, published } from './published.ts';

let world: DeskWorld;
let marie: string;
let jozef: string;
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
});
afterAll(() => world.close());

let n = 0;
/** A claim that `askers` people asked about, approved. */
async function publish(askers: number) {
  const words = `Yo di bagay nimewo ${++n} rive`;
  const tips = [];
  for (let i = 0; i < askers; i++) tips.push((await world.says(await world.person(), words)).tipId);
  const made = await world.inReview(marie, tips);
  await world.publish(made.verdictId, jozef);
  return made;
}

type ReplyState = NonNullable<(typeof reply.$inferInsert)['state']>;

/** Lets the answers of a verdict stand where sending has brought them, one for each entry. */
async function bring(verdictId: string, states: readonly (readonly [ReplyState, ...string[]])[]) {
  const { db } = world.store;
  const told = await db.select().from(reply).where(eq(reply.verdictId, verdictId)).orderBy(asc(reply.seq));
  for (const [i, [state, ...parts]] of states.entries()) {
    const id = told[i]?.id ?? '';
    await db.update(reply).set({ state }).where(eq(reply.id, id));
    for (const [at, partState] of parts.entries()) {
      const sent = { account: 'simulator-sms', text: 'x', segments: 1, n: at, state: partState };
      await db.insert(part).values({ id: uuidv7(), replyId: id, ...sent });
    }
  }
}

test('a published claim says how many have the answer, and everybody is counted once', async () => {
  const { claimId, verdictId } = await publish(11);
  expect(await claimDelivery(world.desk, claimId)).toEqual({
    arrived: 0,
    sent: 0,
    underWay: 11,
    failed: 0,
    unknown: 0,
    stopped: 0,
  });
  await bring(verdictId, [
    ['sent', 'delivered'],
    ['sent', 'read', 'delivered'],
    // Half of it is not the answer.
    ['sent', 'delivered', 'accepted'],
    ['sent', 'sent'],
    ['sending', 'sending'],
    ['failed', 'failed', 'delivered'],
    ['expired'],
    ['unknown', 'unknown'],
    ['cancelled'],
    ['queued', 'failed'],
  ]);
  const counted = { arrived: 2, sent: 2, underWay: 3, failed: 2, unknown: 1, stopped: 1 };
  expect(await claimDelivery(world.desk, claimId)).toEqual(counted);
  expect((await claimView(world.desk, claimId)).delivery).toEqual(counted);
  const [line] = (await published(world.desk)).claims;
  expect(line).toMatchObject({ id: claimId, askers: 11, rating: 'false', delivery: counted });
  expect(JSON.stringify(line)).not.toMatch(/contact|address/i);
});

test('the newest stands first, a page at a time, and what is not out is not there', async () => {
  const waits = await world.inReview(marie, [
    (await world.says(await world.person(), 'Yon lòt bagay')).tipId,
  ]);
  expect(await claimDelivery(world.desk, waits.claimId)).toBeNull();
  const before = (await published(world.desk)).total;
  const ids: string[] = [];
  for (let i = 0; i < 21; i++) {
    world.pass(1);
    ids.unshift((await publish(1)).claimId);
  }
  const first = await published(world.desk);
  expect(first).toMatchObject({ total: before + 21, pageSize: 20 });
  expect(first.claims.map(({ id }) => id)).toEqual(ids.slice(0, 20));
  const second = await published(world.desk, { page: 1 });
  expect(second.claims.map(({ id }) => id)[0]).toBe(ids[20]);
  expect(second.claims).toHaveLength(before + 1);
  expect((await published(world.desk, { page: 9 })).claims).toEqual([]);
});

test('a whole page of published claims is one statement, however many were told', async () => {
  const statements: string[] = [];
  await published(world.counting(statements));
  expect(statements).toHaveLength(2);
});
