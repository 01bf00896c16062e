import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { verifyEvents } from '../../store/events.ts';
import { event, evidence, tip } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { makeReady } from '../../testing/make-ready.ts';
import { readingForTests } from '../../testing/reading.ts';
import { answerChecks } from './checklists.ts';
import { claimView } from './claim-view.ts';
import { openClaim, setWording } from './claims.ts';
import { addEvidence, strikeOut } from './evidence.ts';
import { assess } from './exits.ts';
import { type FactsDesk, setFacts } from './facts.ts';
import { takeLease } from './lease.ts';
import { noteRightOfReply, overdueReplies } from './right-of-reply.ts';
import { saveDraft, submit } from './verdicts.ts';

let world: DeskWorld;
let desk: FactsDesk;
let marie: string;
let jozef: string;
beforeAll(async () => {
  world = await openDeskWorld();
  const { reading, places } = readingForTests();
  const categories = ['electoral', 'fake_poll'].map((id) => ({ id, name: {} }));
  desk = {
    ...world.desk,
    categories,
    placesNamed: reading.places,
    placeLabel: (code) => places.label(code, 'ht'),
  };
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
});
afterAll(() => world.close());

let n = 0;
const open = async () => {
  const { tipId } = await world.says(await world.person(), `Yo di bagay nimewo ${++n} rive`);
  const { claimId } = await openClaim(desk, { staffId: marie, tipIds: [tipId], wording: {} });
  const mine = { claimId, staffId: marie };
  await assess(desk, { ...mine, why: 'Yon fè' });
  return mine;
};
const missing = async (claimId: string) => (await claimView(desk, claimId)).missing.map(({ key }) => key);
const refused = (key: string) => ({ key });
const facts = {
  category: '',
  place: '',
  claimant: '',
  firstSeen: '',
  firstSeenAt: null,
  context: '',
  harms: [],
} as const;

test('a verdict waits for words, two sources, the other side and the method; each is crossed off as it is done', async () => {
  const mine = await open();
  await saveDraft(desk, { ...mine, rating: 'false', texts: WORDS });
  expect(await missing(mine.claimId)).toEqual(['wording', 'wording', 'sources', 'reply', 'checks']);
  await setWording(desk, { ...mine, wording: { ht: 'Men sa', fr: 'Voici' } });
  const one = { ...mine, kind: 'official', stance: 'refutes', note: 'x' } as const;
  await addEvidence(desk, { ...one, source: 'KEP' });
  await addEvidence(desk, { ...one, source: 'kep!' });
  expect(await missing(mine.claimId)).toEqual(['sources', 'reply', 'checks']);
  const { evidenceId } = await addEvidence(desk, { ...one, source: 'Yon temwen', protected: true });
  await noteRightOfReply(desk, { ...mine, whom: '', outcome: 'not_asked', reason: 'anonymous' });
  expect(await missing(mine.claimId)).toEqual(['checks']);
  await expect(submit(desk, mine)).rejects.toMatchObject({ key: 'not_ready', values: { open: 1 } });
  await makeReady(desk, mine.claimId, marie);
  expect(await missing(mine.claimId)).toEqual([]);
  await strikeOut(desk, { ...mine, evidenceId, why: 'li retire pawòl li' });
  await expect(submit(desk, mine)).rejects.toMatchObject({ key: 'not_ready' });
  await addEvidence(desk, { ...one, source: 'Radyo Tès' });
  await submit(desk, mine);
});

test('an entry is struck out once, by who holds the claim, with a reason, and stays', async () => {
  const mine = await open();
  const { evidenceId } = await addEvidence(desk, {
    ...mine,
    kind: 'witness',
    stance: 'supports',
    note: 'x',
    source: 'KEP',
  });
  await expect(strikeOut(desk, { ...mine, evidenceId, why: ' ' })).rejects.toMatchObject(
    refused('why_missing'),
  );
  await expect(strikeOut(desk, { ...mine, staffId: jozef, evidenceId, why: 'x' })).rejects.toMatchObject(
    refused('lease_held'),
  );
  const elsewhere = await open();
  await expect(strikeOut(desk, { ...elsewhere, evidenceId, why: 'x' })).rejects.toMatchObject(
    refused('evidence_struck'),
  );
  const outcomes = await Promise.allSettled([
    strikeOut(desk, { ...mine, evidenceId, why: 'youn' }),
    strikeOut(world.elsewhere, { ...mine, evidenceId, why: 'de' }),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await claimView(desk, mine.claimId)).evidence).toMatchObject([
    { note: 'x', struckByName: 'Marie', struckWhy: expect.stringMatching(/youn|de/) },
  ]);
});

test('a protected source is there for who works on the claim and for a lead; others see that there is one', async () => {
  const mine = await open();
  const one = { ...mine, kind: 'witness', stance: 'refutes' } as const;
  await addEvidence(desk, {
    ...one,
    note: 'Sekrè',
    source: 'Temwen Sekrè',
    url: 'https://sekre.example/',
    protected: true,
  });
  const as = async (id: string, role: 'verifier' | 'lead' = 'verifier') =>
    JSON.stringify((await claimView(desk, mine.claimId, { reader: { id, role } })).evidence);
  expect(await as(marie)).toContain('Temwen Sekrè');
  expect(await as(jozef, 'lead')).toContain('Temwen Sekrè');
  for (const seen of [await as(jozef), JSON.stringify((await claimView(desk, mine.claimId)).evidence)]) {
    expect(seen).not.toMatch(/Sekr|sekre/i);
    expect(JSON.parse(seen)).toMatchObject([{ hidden: true, kind: 'witness', source: null, url: null }]);
  }
  world.pass(11);
  await takeLease(desk, { claimId: mine.claimId, staffId: jozef });
  expect(await as(jozef)).toContain('Temwen Sekrè');
  await expect(
    addEvidence(desk, { ...one, staffId: jozef, note: 'x', protected: true }),
  ).rejects.toMatchObject(refused('source_missing'));
});

test('facts are kept field by field; a place is found by its name, and asked for where it is not clear', async () => {
  const mine = await open();
  await setFacts(desk, {
    ...mine,
    ...facts,
    category: 'electoral',
    place: 'kafou',
    claimant: 'Radyo Tès',
    harms: ['voting', 'nonsense'],
  });
  const { claim } = await claimView(desk, mine.claimId);
  expect(claim).toMatchObject({ category: 'electoral', claimant: 'Radyo Tès', harms: ['voting'] });
  expect(claim.placeCode).toMatch(/^HT\d{4}$/);
  expect(
    await setFacts(desk, {
      ...mine,
      ...facts,
      ...claim,
      place: claim.placeCode ?? '',
      claimant: 'Radyo Tès',
      category: 'electoral',
      firstSeen: '',
      context: '',
    }),
  ).toEqual({
    changed: 0,
  });
  expect(await setFacts(desk, { ...mine, ...facts })).toEqual({ changed: 4 });
  const wrong = [
    [{ category: 'nothing' }, 'category_unknown'],
    [{ place: 'zzqx vvkw' }, 'place_unknown'],
    [{ firstSeenAt: new Date(desk.now().getTime() + 60_000) }, 'time_ahead'],
  ] as const;
  for (const [field, key] of wrong)
    await expect(setFacts(desk, { ...mine, ...facts, ...field })).rejects.toMatchObject({ key });
  const unclear = { ...desk, placesNamed: () => ['HT0111', 'HT0112'] };
  await expect(setFacts(unclear, { ...mine, ...facts, place: 'x' })).rejects.toMatchObject({
    key: 'place_ambiguous',
    values: { places: expect.stringContaining('(HT0112)') },
  });
});

test('the right of reply asks for what its outcome needs, and reminds after a day without an answer', async () => {
  const mine = await open();
  const note = (more: object) =>
    noteRightOfReply(desk, { ...mine, whom: 'Radyo Tès', way: 'imel', outcome: 'asked', ...more });
  const wrong = [
    [{ whom: ' ' }, 'reply_whom_missing'],
    [{ way: '' }, 'reply_way_missing'],
    [{ outcome: 'answered' }, 'reply_answer_missing'],
    [{ outcome: 'not_asked' }, 'reply_reason_missing'],
    [{ triedAt: new Date(desk.now().getTime() + 60_000) }, 'time_ahead'],
  ] as const;
  for (const [more, key] of wrong) await expect(note(more)).rejects.toMatchObject({ key });
  await note({ triedAt: new Date(desk.now().getTime() - 25 * 3_600_000) });
  await note({ whom: 'Yon lòt', triedAt: desk.now() });
  const late = async () =>
    overdueReplies((await claimView(desk, mine.claimId)).replies, desk.now()).map(({ whom }) => whom);
  expect(await late()).toEqual(['Radyo Tès']);
  await note({ whom: 'radyo tes', outcome: 'answered', answer: 'Se pa nou.' });
  expect(await late()).toEqual([]);
});

test('a checklist is asked where it applies; a required no says why; every change of mind is on record', async () => {
  const mine = await open();
  const lists = async () => (await claimView(desk, mine.claimId)).checklists.map(({ key }) => key);
  expect(await lists()).toEqual(['method']);
  await setFacts(desk, { ...mine, ...facts, category: 'fake_poll' });
  expect(await lists()).toEqual(['method', 'content', 'poll']);
  await setFacts(desk, { ...mine, ...facts });
  await world.store.db.update(tip).set({ mediaCount: 1 }).where(eq(tip.claimId, mine.claimId));
  expect(await lists()).toEqual(['method', 'content']);
  const answer = (list: string, item: string, given: 'yes' | 'no', note = '') =>
    answerChecks(desk, { ...mine, list, answers: { [item]: { answer: given, note } } });
  for (const [list, item] of [
    ['nothing', 'x'],
    ['method', 'generated'],
  ] as const)
    await expect(answer(list, item, 'yes')).rejects.toMatchObject(refused('check_unknown'));
  await expect(answer('method', 'no_conflict', 'no')).rejects.toMatchObject(refused('check_note_missing'));
  await answer('method', 'no_conflict', 'no', 'kouzen mwen');
  await answer('method', 'no_conflict', 'yes');
  expect(await answer('method', 'no_conflict', 'yes')).toEqual({ changed: 0 });
  const said = (await claimView(desk, mine.claimId)).events.filter(({ what }) => what === 'check_answered');
  expect(said.map(({ from, to }) => [from, to])).toEqual([
    ['method.no_conflict: no', 'method.no_conflict: yes'],
    [null, 'method.no_conflict: no'],
  ]);
});

test('what was handed to a second person is not changed; the ledger and the other side may still grow', async () => {
  const { tipId } = await world.says(await world.person(), `Yo di bagay nimewo ${++n} rive`);
  const { claimId } = await world.inReview(marie, [tipId]);
  const theirs = { claimId, staffId: jozef };
  await takeLease(desk, theirs);
  await expect(setFacts(desk, { ...theirs, ...facts })).rejects.toMatchObject(refused('in_review'));
  const answers = { no_conflict: { answer: 'yes', note: '' } } as const;
  await expect(answerChecks(desk, { ...theirs, list: 'method', answers })).rejects.toMatchObject(
    refused('in_review'),
  );
  await addEvidence(desk, { ...theirs, kind: 'link', stance: 'refutes', note: 'x', source: 'Yon lòt' });
  await noteRightOfReply(desk, { ...theirs, whom: 'Radyo Tès', way: 'imel', outcome: 'refused' });
});

test('the chain is whole, and holds neither a source nor what stands in a field', async () => {
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
  const all = JSON.stringify(await world.store.db.select().from(event));
  expect(all).not.toMatch(/Temwen|Radyo|kouzen|pawòl li|Sekr/i);
  const [one] = await world.store.db.select({ id: evidence.id }).from(evidence).limit(1);
  expect(all).toContain(one?.id);
});
