import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lockContacts } from '../../store/contacts.ts';
import { tally, tip } from '../../store/schema.ts';
import { countRepeat } from '../../store/tips.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { until } from '../../testing/until.ts';
import { claimView } from './claim-view.ts';
import { addTips, dismissTips, openClaim } from './claims.ts';
import { refuseTips, type TipReceipt, tipStatus } from './tips.ts';

let world: DeskWorld;
let marie: string;
let jozef: string;
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
});
afterAll(() => world.close());

const tipsOf = (contactId: string) => world.store.db.select().from(tip).where(eq(tip.contactId, contactId));
const picture = (url: string) => ({ url, contentType: 'image/jpeg' });

test('a new rumor is kept with a code and waits', async () => {
  const person = await world.person();
  const receipt = await world.says(person, 'Yo di vòt la ranvwaye');
  expect(receipt).toMatchObject({ outcome: 'kept', code: expect.stringMatching(/^[A-Z2-9]{4}$/) });
  expect(await tipsOf(person.contactId)).toMatchObject([
    { code: receipt.code, state: 'waiting', text: 'Yo di vòt la ranvwaye', repeats: 0 },
  ]);
});

test('the same words of the same person are counted, in whatever spelling, and go to where they wrote last', async () => {
  const person = await world.person();
  const first = await world.says(person, 'Biwo vòt yo FÈMEN!');
  const again = await world.says(person, 'biwo vot yo fèmen', { account: 'wa', forwarded: 'often' });
  expect(again).toEqual({ outcome: 'repeated', code: first.code, tipId: first.tipId });
  await world.says(person, 'Biwo vòt yo fèmen', { account: 'wa', forwarded: 'once' });
  expect(await tipsOf(person.contactId)).toMatchObject([{ repeats: 2, account: 'wa', forwarded: 'often' }]);
});

test('the same words of somebody else are another tip with another code', async () => {
  const [one, other] = [await world.person(), await world.person()];
  const first = await world.says(one, 'Gen fo bilten');
  const second = await world.says(other, 'Gen fo bilten');
  expect(second.outcome).toBe('kept');
  expect(second.code).not.toBe(first.code);
});

test('ten deliveries at once, over two pools, are one tip and nine repeats', async () => {
  const person = await world.person();
  const receipts = await Promise.all(Array.from({ length: 10 }, () => world.says(person, 'Yo boule biwo a')));
  expect(new Set(receipts.map((one) => one.code)).size).toBe(1);
  expect(receipts.filter((one) => one.outcome === 'kept')).toHaveLength(1);
  expect(await tipsOf(person.contactId)).toMatchObject([{ repeats: 9 }]);
});

test('a caption under another picture is another rumor; the same picture is a repeat', async () => {
  const person = await world.person();
  const says = (text: string, ...urls: string[]) =>
    world.says(person, text, { media: urls.map((url) => picture(`https://media.example/${url}`)) });
  expect((await says('gade', 'a')).outcome).toBe('kept');
  expect((await says('gade', 'b')).outcome).toBe('kept');
  expect((await says('', 'a')).outcome).toBe('kept');
  expect((await says('', 'b')).outcome).toBe('kept');
  expect((await says('', 'a')).outcome).toBe('repeated');
  expect((await says('Gade!', 'b')).outcome).toBe('repeated');
});

test('what folds to nothing is not all the same: two emoji are two tips, nothing at all is never compared', async () => {
  const person = await world.person();
  expect((await world.says(person, '🔥🔥')).outcome).toBe('kept');
  expect((await world.says(person, '🗳️')).outcome).toBe('kept');
  expect((await world.says(person, '🔥🔥')).outcome).toBe('repeated');
  expect((await world.says(person, '')).outcome).toBe('kept');
  expect((await world.says(person, '')).outcome).toBe('kept');
});

test('a status is told to its asker only, through the whole life of a tip', async () => {
  const [asker, stranger] = [await world.person(), await world.person()];
  const { code, tipId } = await world.says(asker, 'Kandida a mouri');
  const status = (who: { contactId: string }, of = code) =>
    tipStatus(world.store.db, { code: of, contactId: who.contactId });
  expect(await status(asker)).toBe('waiting');
  expect(await status(stranger)).toBeNull();
  expect(await status(asker, 'ZZ99')).toBeNull();
  const { verdictId } = await world.inReview(marie, [tipId]);
  expect(await status(asker)).toBe('working');
  await world.publish(verdictId, jozef);
  expect(await status(asker)).toBe('answered');
  expect(await status(stranger)).toBeNull();
  expect(await world.says(asker, 'kandida a mouri')).toMatchObject({ outcome: 'answered', code });

  const { code: spam, tipId: spamId } = await world.says(asker, 'Achte telefòn mwen');
  await dismissTips(world.desk, { staffId: marie, tipIds: [spamId], why: 'piblisite' });
  expect(await status(asker, spam)).toBe('dismissed');
});

test('who refuses leaves a count and nothing else, also in a claim', async () => {
  const person = await world.person();
  const { tipId, code } = await world.says(person, 'Yo touye yon moun nan Dèlma');
  const waiting = await world.says(person, 'Yon lòt bagay m tande');
  const { claimId } = await openClaim(world.desk, { staffId: marie, tipIds: [tipId], wording: {} });
  const counted = async () =>
    (await world.store.db.select().from(tally).where(eq(tally.what, 'tip_refused')))[0]?.count ?? 0;
  const before = await counted();
  await world.store.db.transaction((tx) => refuseTips(tx, person.contactId));

  expect(await tipsOf(person.contactId)).toEqual([]);
  for (const id of [tipId, waiting.tipId]) {
    const [left] = await world.store.db.select().from(tip).where(eq(tip.id, id));
    expect(left).toMatchObject({
      state: 'refused',
      contactId: null,
      messageId: null,
      addressId: null,
      text: null,
      textKey: null,
    });
  }
  expect((await counted()) - before).toBe(2);
  expect(await tipStatus(world.store.db, { code, contactId: person.contactId })).toBeNull();
  const view = await claimView(world.desk, claimId);
  expect(view.counts).toEqual({ tips: 0, askers: 0, repeats: 0, refused: 1 });
  expect(view.tips).toEqual([]);
  expect(await world.says(person, 'Yo touye yon moun nan Dèlma')).toMatchObject({ outcome: 'kept' });
});

test('a turn that repeats tips and a colleague who groups them never block each other for good', async () => {
  const people = [await world.person(), await world.person()];
  const tips: TipReceipt[] = [];
  for (const person of people) tips.push(await world.says(person, 'Tout moun ap voye menm bagay la'));
  const [first = '', last = ''] = tips.map((one) => one.tipId).sort();
  const apart = await world.says(await world.person(), 'yon premye mesaj apa');
  const { claimId } = await openClaim(world.desk, { staffId: marie, tipIds: [apart.tipId], wording: {} });
  const latest = { addressId: null, account: 'simulator-sms', medium: 'sms', forwarded: null };
  let grouped: Promise<unknown> = Promise.resolve();
  // As a turn does: all its people first, in the order of their ids, then whatever they said.
  await world.store.db.transaction(async (tx) => {
    await lockContacts(
      tx,
      people.map((person) => person.contactId),
    );
    await countRepeat(tx, last, latest);
    grouped = addTips(world.elsewhere, { claimId, staffId: marie, tipIds: [first] });
    grouped.catch(() => {});
    await until(isSomebodyBlocked, { what: 'the colleague waits for the turn' });
    await countRepeat(tx, first, latest);
  });
  expect(await grouped).toEqual({ tips: 2, answered: 0 });
});

async function isSomebodyBlocked(): Promise<boolean> {
  const { rows } = await world.store.db.execute(sql`
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`);
  return rows.length > 0;
}
