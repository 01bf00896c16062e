import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SeenTip } from '../../../store/known-claims.ts';
import { claim, reply, tip } from '../../../store/schema.ts';
import { lockTips } from '../../../store/tips.ts';
import { type MatchingWorld, openMatchingWorld } from '../../../testing/matching-world.ts';
import { until } from '../../../testing/until.ts';
import { removeTip, setWording } from '../claims.ts';
import { mergeLines, refuseClaim } from '../groups.ts';
import { refuseTips } from '../tips.ts';
import { matchTip } from './match-tip.ts';

let world: MatchingWorld;
let marie: string;
beforeAll(async () => {
  world = await openMatchingWorld();
  marie = await world.colleague('Marie');
});
afterAll(() => world.close());

const tipOf = async (tipId: string) => {
  const [row] = await world.store.db.select().from(tip).where(eq(tip.id, tipId));
  if (!row) throw new Error('no such tip');
  return row;
};
const repliesTo = (contactId: string) =>
  world.store.db.select().from(reply).where(eq(reply.contactId, contactId));

/** Somebody new sends it, and matching looks. */
async function arrives(text: string, where: 'here' | 'there' = 'here') {
  const person = await world.person();
  const { tipId } = await world.says(person, text);
  const outcome = await world[where].match(tipId);
  return { ...person, tipId, outcome, tip: await tipOf(tipId) };
}

const INK = 'Yo di lank ki sou dwèt la ka efase ak klowòks epi moun yo ap vote de fwa nan Jakmèl';

test('what nobody said before is new, and its near-copies come into its group', async () => {
  const first = await arrives('Machin KEP a pran dife sou wout Gonayiv la ak tout bilten yo ladan l');
  expect(first).toMatchObject({ outcome: 'new', tip: { state: 'waiting', groupId: first.tipId } });
  const copy = await arrives(
    'machin kep la pran dife sou wout gonaiv la ak tout bilten yo ladanl!!',
    'there',
  );
  expect(copy).toMatchObject({ outcome: 'near', tip: { state: 'waiting', groupId: first.tipId } });
  const other = await arrives('Machin KEP a pa pran dife sou wout Gonayiv la ak tout bilten yo ladan l');
  expect(other).toMatchObject({ outcome: 'new', tip: { groupId: other.tipId } });
});

test('what is in a tip is noted for the order of the queue', async () => {
  const { tip: row } = await arrives('Y ap tire devan biwo vòt la nan Jakmèl depi maten, moun yo pa ka vote');
  expect(row).toMatchObject({ language: 'ht', harms: ['violence', 'voting'] });
  expect(row.placeCode).not.toBeNull();
  expect(row.matchedAt).not.toBeNull();
});

test('a new wording is found in another process within a second', async () => {
  const { tipId } = await arrives(INK);
  const began = performance.now();
  const { claimId } = await world.opens(marie, [tipId], { ht: INK });
  const asked = { ...ASKED, text: INK };
  await until(
    async () => (await world.there.known(asked)).claims.some((found) => found.claimId === claimId),
    {
      withinMs: 1_000,
    },
  );
  process.stdout.write(`found in another process after ${Math.round(performance.now() - began)} ms\n`);
  await setWording(world.desk, {
    claimId,
    staffId: marie,
    wording: { ht: 'Yon bagay ki pa gen rapò ditou' },
  });
  await removeTip(world.desk, { claimId, staffId: marie, tipId });
  await until(
    async () => !(await world.there.known(asked)).claims.some((found) => found.claimId === claimId),
    { withinMs: 1_000 },
  );
});

const ASKED = {
  id: '00000000-0000-0000-0000-000000000001',
  written: true,
  origin: null,
  groupId: null,
  language: null,
  files: [],
};

test('what waits is looked at again when a claim is worded that it may mean, and not proposed where a person said no', async () => {
  const words = 'Yo di lajan pansyon an ap koupe pou tout moun ki pa vote nan Tibiwon';
  const waits = await arrives(words);
  const copy = await arrives(`${words}!! fè moun konnen`);
  const said = await arrives('Pansyon pou moun ki pa vote');
  expect([waits.outcome, copy.outcome]).toEqual(['new', 'near']);
  const refused = await world.opens(marie, [said.tipId], {
    ht: words.replace('Tibiwon', 'Okay'),
  });
  const isAgain = async () => (await tipOf(waits.tipId)).matchedAt === null;
  await until(isAgain, { what: 'it is looked at again' });
  expect(await world.here.match(waits.tipId)).toBe('suggested');
  expect((await tipOf(waits.tipId)).suggestedClaimId).toBe(refused.claimId);

  await refuseClaim(world.desk, { staffId: marie, tipIds: [waits.tipId], claimId: refused.claimId });
  await setWording(world.desk, {
    claimId: refused.claimId,
    staffId: marie,
    wording: { ht: words.replace('Tibiwon', 'Jeremi') },
  });
  await until(isAgain, { what: 'it is looked at again' });
  expect(['new', 'near']).toContain(await world.here.match(waits.tipId));
  expect(await tipOf(waits.tipId)).toMatchObject({ state: 'waiting', suggestedClaimId: null });
});

test('who asks what has a verdict hears it at once, and no more once it is withdrawn', async () => {
  const words = 'Tout biwo vòt nan Kafou ap fèmen a midi dimanch akòz lapli a';
  const { tipId } = await arrives(words);
  const { claimId, verdictId } = await world.published(marie, [tipId], { ht: words });
  const late = await arrives('tout biwo vot nan kafou ap femen a midi dimanch akoz lapli a', 'there');
  expect(late).toMatchObject({
    outcome: 'answered',
    tip: { state: 'grouped', claimId, groupedBy: 'matching' },
  });
  expect(await repliesTo(late.contactId)).toMatchObject([{ verdictId }]);
  await world.withdraw(verdictId);
  const later = await arrives('Tout biwo vòt nan Kafou ap fèmen a midi dimanch akòz lapli!');
  expect(later).toMatchObject({ outcome: 'grouped', tip: { claimId } });
  expect(await repliesTo(later.contactId)).toEqual([]);
});

test('what a person confirmed is known from then on, until its sender wants to be forgotten', async () => {
  const ours = 'Le directeur de la police aurait quitté le pays par avion hier soir';
  const theirs = 'Gwo chèf polis la kouri ale nan peyi etranje yè swa ak tout fanmi li';
  const first = await arrives(theirs);
  const { claimId } = await world.opens(marie, [first.tipId], { fr: ours });
  const asked = { ...ASKED, text: theirs };
  await until(async () => (await world.there.known(asked)).claims[0]?.claimId === claimId, {
    withinMs: 1_000,
  });
  const [found] = (await world.here.known(asked)).claims;
  expect(found?.why).toEqual([{ key: 'alias' }]);
  await world.store.db.transaction((tx) => refuseTips(tx, first.contactId));
  for (const process of [world.here, world.there])
    await until(
      async () =>
        !(await process.known(asked)).claims.some((found) => found.why.some(({ key }) => key === 'alias')),
      {
        withinMs: 1_000,
      },
    );
});

test('what matching grouped by itself teaches the claim nothing', async () => {
  const words = 'Gouvènman an ap bay chak moun ki vote senk mil goud nan men ofisye elektoral la';
  const { tipId } = await arrives(words);
  const { claimId } = await world.opens(marie, [tipId], { ht: words });
  const copy = await arrives(`${words} mezanmi se konsa peyi a ye`);
  expect(copy.outcome).toBe('grouped');
  const texts = await world.textsOf(claimId);
  expect(texts.map(({ kind }) => kind).sort()).toEqual(['alias', 'wording']);
});

test('a claim that was closed as a duplicate leads to the one that goes on', async () => {
  const words = 'Bilten vòt yo enprime san foto kandida pati ki nan opozisyon an';
  const { tipId } = await arrives(words);
  const { claimId } = await world.opens(marie, [tipId], { ht: words });
  const other = await arrives('Yon lòt bagay nèt ki pa menm ak sa moun yo te di anvan an');
  const goesOn = await world.opens(marie, [other.tipId], { ht: 'Foto kandida yo manke sou kèk bilten' });
  await world.store.db
    .update(claim)
    .set({ state: 'closed', closedAs: 'duplicate', duplicateOf: goesOn.claimId })
    .where(eq(claim.id, claimId));
  const late = await arrives(`${words}!`);
  expect(late).toMatchObject({ outcome: 'grouped', tip: { claimId: goesOn.claimId } });
});

test('two that come at once in two processes end in one group, and each is matched once however often it is woken', async () => {
  const texts = Array.from(
    { length: 8 },
    (_, n) => `Pon Miragwàn nan kase, machin ki pote bwat vòt yo pa ka pase${'!'.repeat(n + 1)}`,
  );
  const tips = await Promise.all(
    texts.map(async (text) => (await world.says(await world.person(), text)).tipId),
  );
  await Promise.all(tips.flatMap((id) => [world.here.match(id), world.there.match(id)]));
  const groups = new Set((await Promise.all(tips.map(tipOf))).map(({ groupId }) => groupId));
  expect(groups.size).toBe(1);
});

test('a person who was faster has decided', async () => {
  const words = 'Moun ki pa gen kat elektoral ka vote ak paspò yo selon yon mesaj sou radyo';
  const { tipId } = await world.says(await world.person(), words);
  const { claimId } = await world.opens(marie, [tipId], { ht: 'Yon lòt pawòl' });
  expect(await world.here.match(tipId)).toBe('gone');
  expect(await tipOf(tipId)).toMatchObject({ claimId, groupedBy: 'staff' });
});

test('a tip that was set apart is put nowhere', async () => {
  const words = 'Pon Miragwàn nan kase, machin ki pote bwat vòt yo pa ka pase ditou';
  const { tipId } = await world.says(await world.person(), words);
  await world.store.db.update(tip).set({ setApart: true }).where(eq(tip.id, tipId));
  expect(await world.here.match(tipId)).toBe('apart');
  expect(await tipOf(tipId)).toMatchObject({ groupId: null, suggestedClaimId: null });
});

test('where the thread ends it begins anew, the operator is told in one line, and nothing is lost', async () => {
  const told = world.lines.length;
  await world.here.kill();
  const after = await arrives('Yon elikoptè blan depoze zam nan yon jaden bò Tomazo pandan lannuit');
  expect(after.outcome).toBe('new');
  const lines = world.lines.slice(told).filter((line) => line.includes('begins anew'));
  expect(lines).toHaveLength(1);
});

/** Somebody new sends it, matching finds what it is near to, and a colleague is faster than it writes that down. */
async function meanwhile(text: string, colleague: (tipId: string) => Promise<unknown>) {
  const { tipId } = await world.says(await world.person(), text);
  const thread = {
    find: async (seen: SeenTip) => {
      const found = await world.here.known(seen);
      await colleague(tipId);
      return found;
    },
  };
  const reads = { harmsIn: () => [], placeIn: () => undefined };
  return { tipId, outcome: await matchTip({ desk: world.desk, thread, ...reads }, tipId) };
}

test('a group that a colleague merges while a tip is found to be near it takes that tip along', async () => {
  const first = await arrives('Kamyon ki pote bilten yo tonbe nan larivyè Latibonit maten an');
  const other = await arrives('Yon gwo bato ak bwat vòt koule devan Miragwàn yè swa');
  const merge = () => mergeLines(world.elsewhere, { staffId: marie, tipIds: [first.tipId, other.tipId] });
  const late = await meanwhile('YON GWO BATO AK BWAT VOT KOULE DEVAN MIRAGWAN YE SWA', merge);
  expect(late.outcome).toBe('changed');
  await world.here.match(late.tipId);
  expect((await tipOf(late.tipId)).groupId).toBe(first.tipId);
});

test('what comes to a group while its merge waits for somebody moves with it', async () => {
  const first = await arrives('Yo vann kat elektoral nan mache Tabari pou mil goud chak');
  const other = await arrives('Pwofesè yo refize ouvri lekòl Sen Lwi pou biwo vòt la');
  let late: Awaited<ReturnType<typeof arrives>> | undefined;
  let merged: Promise<unknown> = Promise.resolve();
  await world.store.db.transaction(async (tx) => {
    await lockTips(tx, [first.tipId]);
    merged = mergeLines(world.elsewhere, { staffId: marie, tipIds: [first.tipId, other.tipId] });
    merged.catch(() => {});
    await until(isSomebodyBlocked, { what: 'the merge waits' });
    late = await arrives('PWOFESE YO REFIZE OUVRI LEKOL SEN LWI POU BIWO VOT LA', 'there');
  });
  await merged;
  expect(late?.outcome).toBe('near');
  for (const id of [first.tipId, other.tipId, late?.tipId ?? ''])
    expect((await tipOf(id)).groupId).toBe(first.tipId);
});

test('a tip that a colleague puts into a group while it is looked at stays there', async () => {
  const first = await arrives('Elikoptè lapolis la ateri sou teren foutbòl Okay la san rezon');
  const merge = (tipId: string) =>
    mergeLines(world.elsewhere, { staffId: marie, tipIds: [first.tipId, tipId] });
  const { tipId, outcome } = await meanwhile('Yo jwenn yon bonm nan depo KEP nan Jeremi', merge);
  expect(outcome).toBe('changed');
  await world.here.match(tipId);
  expect((await tipOf(tipId)).groupId).toBe(first.tipId);
});

async function isSomebodyBlocked(): Promise<boolean> {
  const { rows } = await world.store.pool.query(
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  return rows.length > 0;
}
