import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyEvents } from '../../store/events.ts';
import { claim, event, tip } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { claimView } from './claim-view.ts';
import { addTips, dismissTips, openClaim, removeTip, restoreTips, setWording } from './claims.ts';
import { addEvidence } from './evidence.ts';
import { releaseLease, takeLease } from './lease.ts';
import { refuseTips } from './tips.ts';

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
/** Words that nobody has sent before. */
const rumor = () => `Yo di bagay nimewo ${++n} rive`;
const tipFrom = async (text = rumor()) => (await world.says(await world.person(), text)).tipId;
const open = async (staffId = marie, ...tipIds: string[]) =>
  openClaim(world.desk, { staffId, tipIds: tipIds.length > 0 ? tipIds : [await tipFrom()], wording: {} });
const stateOf = async (tipId: string) =>
  (await world.store.db.select({ state: tip.state }).from(tip).where(eq(tip.id, tipId)))[0]?.state;
const eventsOf = (subjectId: string) =>
  world.store.db.select().from(event).where(eq(event.subjectId, subjectId)).orderBy(event.id);

test('a claim takes along who says the same, word for word, and nobody else', async () => {
  const words = rumor();
  const tips = [await tipFrom(words), await tipFrom(words.toUpperCase()), await tipFrom(`${words}!`)];
  const apart = await tipFrom();
  const opened = await openClaim(world.desk, {
    staffId: marie,
    tipIds: [tips[1] ?? ''],
    wording: { ht: '  Men sa yo di  ', fr: '' },
  });
  expect(opened.tips).toBe(3);
  expect(await Promise.all(tips.map(stateOf))).toEqual(['grouped', 'grouped', 'grouped']);
  expect(await stateOf(apart)).toBe('waiting');
  const view = await claimView(world.desk, opened.claimId);
  expect(view.claim).toMatchObject({ state: 'triage', wording: { ht: 'Men sa yo di' }, seq: opened.seq });
  expect(view.holder).toMatchObject({ staffId: marie, name: 'Marie' });
  expect(view.counts).toMatchObject({ tips: 3, askers: 3 });
  expect(view.tips[0]).not.toHaveProperty('contactId');
});

test('two verifiers take the same claim at once: one has it, the other hears who', async () => {
  for (let round = 0; round < 5; round++) {
    const { claimId } = await open();
    await releaseLease(world.desk, { claimId, staffId: marie });
    const outcomes = await Promise.allSettled([
      takeLease(world.desk, { claimId, staffId: marie }),
      takeLease(world.elsewhere, { claimId, staffId: jozef }),
    ]);
    expect(outcomes.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const winner = outcomes[0]?.status === 'fulfilled' ? 'Marie' : 'Jozèf';
    expect(outcomes.find((one) => one.status === 'rejected')).toMatchObject({
      reason: { key: 'lease_held', values: { name: winner } },
    });
    expect((await claimView(world.desk, claimId)).holder?.name).toBe(winner);
  }
});

test('two verifiers group the same tip at once: it is in one claim', async () => {
  for (let round = 0; round < 5; round++) {
    const tipId = await tipFrom();
    const outcomes = await Promise.allSettled([
      openClaim(world.desk, { staffId: marie, tipIds: [tipId], wording: {} }),
      openClaim(world.elsewhere, { staffId: jozef, tipIds: [tipId], wording: {} }),
    ]);
    expect(outcomes.find((one) => one.status === 'rejected')).toMatchObject({ reason: { key: 'tip_taken' } });
    const [won] = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value.claimId] : []));
    const [row] = await world.store.db.select().from(tip).where(eq(tip.id, tipId));
    expect(row).toMatchObject({ state: 'grouped', claimId: won });
  }
  const empty = await world.store.db
    .select({ id: claim.id })
    .from(claim)
    .leftJoin(tip, eq(tip.claimId, claim.id))
    .where(and(eq(claim.createdBy, jozef), eq(tip.state, 'waiting')));
  expect(empty).toEqual([]);
});

test('every write needs the lease, and a colleague who holds it is named', async () => {
  const { claimId } = await open();
  const [inside] = (await claimView(world.desk, claimId)).tips;
  const writes = (staffId: string) => [
    () => removeTip(world.desk, { claimId, staffId, tipId: inside?.id ?? '' }),
    () => setWording(world.desk, { claimId, staffId, wording: { ht: 'x' } }),
    () => addEvidence(world.desk, { claimId, staffId, kind: 'link', stance: 'context', note: 'x' }),
  ];
  for (const write of writes(jozef)) {
    await expect(write()).rejects.toMatchObject({ key: 'lease_held', values: { name: 'Marie' } });
  }
  await releaseLease(world.desk, { claimId, staffId: marie });
  for (const write of writes(jozef)) await expect(write()).rejects.toMatchObject({ key: 'lease_needed' });
  await takeLease(world.desk, { claimId, staffId: jozef });
  for (const write of writes(jozef)) await write();
  const nowhere = '00000000-0000-7000-8000-000000000000';
  await expect(takeLease(world.desk, { claimId: nowhere, staffId: marie })).rejects.toMatchObject({
    key: 'claim_unknown',
  });
});

test('messages join a claim while a colleague works on it, who keeps it', async () => {
  const { claimId } = await open();
  const [one, other] = [await tipFrom(), await tipFrom()];
  await addTips(world.elsewhere, { claimId, staffId: jozef, tipIds: [one] });
  expect((await claimView(world.desk, claimId)).holder?.name).toBe('Marie');
  await setWording(world.desk, { claimId, staffId: marie, wording: { ht: 'x' } });
  await releaseLease(world.desk, { claimId, staffId: marie });
  await addTips(world.elsewhere, { claimId, staffId: jozef, tipIds: [other] });
  const view = await claimView(world.desk, claimId);
  expect([view.holder, view.counts.tips]).toEqual([null, 3]);
  expect((await eventsOf(one)).map(({ what, actor }) => [what, actor])).toEqual([['grouped', jozef]]);
});

test('a lease that ran out is free; its holder goes on where nobody took it, and a takeover is on record', async () => {
  const { claimId } = await open();
  world.pass(11);
  expect((await claimView(world.desk, claimId)).holder).toBeNull();
  await setWording(world.desk, { claimId, staffId: marie, wording: { ht: 'Apre onz minit' } });
  expect((await claimView(world.desk, claimId)).holder?.name).toBe('Marie');
  world.pass(9);
  await expect(takeLease(world.desk, { claimId, staffId: jozef })).rejects.toMatchObject({
    key: 'lease_held',
  });
  world.pass(2);
  await takeLease(world.desk, { claimId, staffId: jozef });
  await expect(
    setWording(world.desk, { claimId, staffId: marie, wording: { ht: 'twò ta' } }),
  ).rejects.toMatchObject({ key: 'lease_held', values: { name: 'Jozèf' } });
  expect(await eventsOf(claimId)).toMatchObject([
    { what: 'opened', actor: marie },
    { what: 'worded', actor: marie },
    { what: 'lease_taken_over', actor: jozef, from: marie, to: jozef },
  ]);
});

test('a tip that is removed waits again; one that is elsewhere cannot be taken', async () => {
  const tipId = await tipFrom();
  const { claimId } = await open(marie, tipId);
  const { claimId: other } = await open();
  await expect(removeTip(world.desk, { claimId: other, staffId: marie, tipId })).rejects.toMatchObject({
    key: 'tip_not_here',
  });
  await expect(
    addTips(world.desk, { claimId: other, staffId: marie, tipIds: [await tipFrom(), tipId] }),
  ).rejects.toMatchObject({ key: 'tip_taken' });
  await removeTip(world.desk, { claimId, staffId: marie, tipId });
  expect(await stateOf(tipId)).toBe('waiting');
  await addTips(world.desk, { claimId: other, staffId: marie, tipIds: [tipId] });
  expect(await eventsOf(tipId)).toMatchObject([
    { what: 'grouped', from: 'waiting', to: claimId },
    { what: 'removed', from: claimId, to: 'waiting' },
    { what: 'grouped', from: 'waiting', to: other },
  ]);
});

test('tips are dismissed by one person with a reason, and that can be undone', async () => {
  const words = rumor();
  const [one, same] = [await tipFrom(words), await tipFrom(words)];
  await expect(dismissTips(world.desk, { staffId: marie, tipIds: [one], why: '  ' })).rejects.toMatchObject({
    key: 'why_missing',
  });
  await dismissTips(world.desk, { staffId: marie, tipIds: [one], why: 'se yon opinyon' });
  expect([await stateOf(one), await stateOf(same)]).toEqual(['dismissed', 'dismissed']);
  await expect(
    dismissTips(world.desk, { staffId: jozef, tipIds: [same], why: 'ankò' }),
  ).rejects.toMatchObject({ key: 'tip_taken' });
  await restoreTips(world.desk, { staffId: jozef, tipIds: [one] });
  expect([await stateOf(one), await stateOf(same)]).toEqual(['waiting', 'waiting']);
  expect(await eventsOf(same)).toMatchObject([
    { what: 'dismissed', actor: marie, why: 'se yon opinyon' },
    { what: 'restored', actor: jozef, from: 'dismissed', to: 'waiting' },
  ]);
});

test('undoing a dismissal brings back all that it took and nothing that another one did', async () => {
  const words = rumor();
  const earlier = await tipFrom(words);
  await dismissTips(world.desk, { staffId: marie, tipIds: [earlier], why: 'semèn pase' });
  world.pass(1);
  const asker = await world.person();
  const first = (await world.says(asker, words)).tipId;
  const [second, ticked] = [await tipFrom(words), await tipFrom()];
  await dismissTips(world.desk, { staffId: marie, tipIds: [first, ticked], why: 'pa gen anyen' });
  // Its sender asks to be forgotten before anybody undoes it: the rest must still come back.
  await world.store.db.transaction((tx) => refuseTips(tx, asker.contactId));
  expect(await restoreTips(world.desk, { staffId: jozef, tipIds: [first, ticked] })).toEqual({ tips: 2 });
  expect(await Promise.all([earlier, first, second, ticked].map(stateOf))).toEqual([
    'dismissed',
    'refused',
    'waiting',
    'waiting',
  ]);
  // One of them is dismissed anew: undoing the old dismissal again must not reach into the new one.
  world.pass(1);
  await dismissTips(world.desk, { staffId: jozef, tipIds: [second], why: 'ankò' });
  await expect(restoreTips(world.desk, { staffId: marie, tipIds: [ticked] })).rejects.toMatchObject({
    key: 'tip_taken',
  });
  expect(await stateOf(second)).toBe('dismissed');
});

test('evidence needs a note, and its address must be a link', async () => {
  const { claimId } = await open();
  const mine = { claimId, staffId: marie, kind: 'link', stance: 'refutes' } as const;
  const wrong = [
    { note: ' ' },
    { note: 'kominike', url: 'javascript:alert(1)' },
    { note: 'kominike', url: 'cep.example' },
  ];
  for (const one of wrong) {
    await expect(addEvidence(world.desk, { ...mine, ...one })).rejects.toMatchObject({
      key: 'evidence_invalid',
    });
  }
  await addEvidence(world.desk, { ...mine, note: 'kominike', url: 'https://cep.example/kominike' });
  expect((await claimView(world.desk, claimId)).evidence).toMatchObject([
    { addedByName: 'Marie', note: 'kominike', stance: 'refutes' },
  ]);
});

test('the chain of everything above is whole, and holds nothing that a citizen wrote', async () => {
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
  const all = JSON.stringify(await world.store.db.select().from(event));
  expect(all).not.toMatch(/bagay nimewo/i);
});

beforeEach(async () => {
  await world.store.db.update(tip).set({ state: 'dismissed' }).where(eq(tip.state, 'waiting'));
});
