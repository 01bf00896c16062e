import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countryOf } from '../country/index.ts';
import type { Desk } from '../desks/verification/desk.ts';
import { matchTip } from '../desks/verification/matching/match-tip.ts';
import { moveTips } from '../desks/verification/move-tips.ts';
import { addEvents, listEvents } from '../store/events.ts';
import { claim, reply, tip, verdict, verdictText } from '../store/schema.ts';
import { addStaff } from '../store/staff.ts';
import { type ConversationWorld, openConversationWorld } from '../testing/conversation-world.ts';

let world: ConversationWorld;
let desk: Desk;
let staff: string[];
beforeAll(async () => {
  world = await openConversationWorld();
  desk = {
    ...world.deps,
    verdictLanguages: ['ht', 'fr'],
    deskHours: countryOf('ht').deskHours,
    verdictPeople: 2,
  };
  staff = await Promise.all(
    ['Premye', 'Dezyèm'].map(async (name) => {
      const row = { name, role: 'lead', passwordHash: 'none', language: 'ht' } as const;
      return (await addStaff(world.store.db, row))?.id ?? '';
    }),
  );
});
afterAll(() => world.close());

const SUMMARY = 'Biwo vòt yo louvri jiska 4è.';

/** Somebody has sent a rumor, and matching has told them the verdict of a claim. */
async function isTold(from: string, { by = 'system', summary = SUMMARY } = {}) {
  const { db } = world.store;
  await world.says(from, `Nimewo ${from} di biwo vòt yo ap fèmen a midi dimanch`);
  const contactId = await world.contactOf(from);
  const [sent] = await db.select().from(tip).where(eq(tip.contactId, contactId));
  if (!sent) throw new Error('no tip was kept');
  const [claimId, verdictId] = [crypto.randomUUID(), crypto.randomUUID()];
  const [author = '', checker = ''] = staff;
  await db
    .insert(claim)
    .values({ id: claimId, wording: { ht: 'Biwo yo ap fèmen.' }, state: 'published', createdBy: author });
  await db.insert(verdict).values({
    id: verdictId,
    claimId,
    version: 1,
    rating: 'false',
    state: 'published',
    authorId: author,
    checkerId: checker,
    people: 2,
  });
  await db.insert(verdictText).values({ verdictId, language: 'ht', summary, body: summary });
  await db.transaction(async (tx) => {
    const moved = await moveTips(desk, tx, { tipIds: [sent.id], to: claimId, by, now: new Date() });
    await addEvents(tx, moved.events);
  });
  const [said] = await db.select().from(reply).where(eq(reply.verdictId, verdictId));
  await db.update(reply).set({ state: 'sent' }).where(eq(reply.verdictId, verdictId));
  return { tipId: sent.id, claimId, said: said?.content };
}

const tipOf = async (tipId: string) => (await world.store.db.select().from(tip).where(eq(tip.id, tipId)))[0];
const nobody = () => Promise.reject(new Error('nobody is asked'));
const match = (tipId: string) =>
  matchTip({ desk, thread: { find: nobody }, harmsIn: () => [], placeIn: () => undefined }, tipId);

test('an answer that went out by itself says how to say that it is another one; PA SA brings it before a person', async () => {
  const { tipId, claimId, said } = await isTold('+50930000801');
  expect(said?.text).toMatch(/Si se pa sa ou te mande a, reponn PA SA\.$/);
  expect(said?.short).toMatch(/Pa sa\? Reponn PA SA\.$/);
  const heard = await world.says('+50930000801', 'pa sa');
  expect(heard.at(-1)).toMatch(/Yon moun pral gade mesaj ou a/);
  expect(world.woken).toContain(tipId);
  expect(await match(tipId)).toBe('let_go');
  expect(await tipOf(tipId)).toMatchObject({
    state: 'waiting',
    claimId: null,
    setApart: true,
    groupedBy: null,
    mismatchAt: expect.any(Date),
  });
  const events = await listEvents(world.store.db, [tipId]);
  expect(events[0]).toMatchObject({ actor: 'system', what: 'removed', from: claimId, why: 'not_this' });
  // Said twice, it is done once; and nothing is left that could be meant.
  expect((await world.says('+50930000801', 'PA SA!')).at(-1)).toMatch(/Nou pa wè ki repons/);
  expect(await match(tipId)).toBe('apart');
});

test('what a person of ours decided is not undone by a word', async () => {
  const [author = ''] = staff;
  const { tipId, said } = await isTold('+50930000802', { by: author });
  expect(JSON.stringify(said)).not.toContain('PA SA');
  expect((await world.says('+50930000802', 'se pa sa')).at(-1)).toMatch(/Nou pa wè ki repons/);
  expect(await tipOf(tipId)).toMatchObject({ state: 'grouped', mismatchAt: null });
});

test('an SMS that has no room for it stays one segment', async () => {
  const { said } = await isTold('+50930000803', { summary: 'a'.repeat(130) });
  expect(said?.short).not.toContain('PA SA');
  expect(said?.text).toContain('PA SA');
});

test('a person of ours who takes it out says the same', async () => {
  const { tipId } = await isTold('+50930000804');
  const [author = ''] = staff;
  await world.store.db.transaction((tx) =>
    moveTips(desk, tx, { tipIds: [tipId], to: null, by: author, now: new Date() }),
  );
  expect(await tipOf(tipId)).toMatchObject({ setApart: true, mismatchAt: expect.any(Date) });
});
