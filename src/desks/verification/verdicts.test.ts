import { and, asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { verifyEvents } from '../../store/events.ts';
import { claim, contact, event, reply, staff, tip, verdict } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { makeReady } from '../../testing/make-ready.ts';
import { verdictAgain } from './answer.ts';
import { claimView } from './claim-view.ts';
import { addTips, openClaim, setWording } from './claims.ts';
import { assess } from './exits.ts';
import { takeLease } from './lease.ts';
import { approve, release, returnToAuthor } from './review.ts';
import { saveDraft, submit } from './verdicts.ts';

let world: DeskWorld;
let marie: string;
let jozef: string;
let nadine: string;
let lika: string;
beforeAll(async () => {
  world = await openDeskWorld();
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
  nadine = await world.colleague('Nadine');
  lika = await world.colleague('Lika', 'lead');
});
afterAll(() => world.close());
beforeEach(() => {
  world.woken.length = 0;
});

let n = 0;
const rumor = () => `Yo di bagay nimewo ${++n} rive`;
const tipFrom = async (text = rumor()) => world.says(await world.person(), text);
const repliesOf = (verdictId: string) =>
  world.store.db.select().from(reply).where(eq(reply.verdictId, verdictId)).orderBy(asc(reply.seq));
const verdictRow = async (id: string) =>
  (await world.store.db.select().from(verdict).where(eq(verdict.id, id)))[0];
const inReview = async (author = marie) => world.inReview(author, [(await tipFrom()).tipId]);

test('everybody who asked is told once, in their language, with their own code', async () => {
  const said = rumor();
  const people = {
    ht: await world.person('ht'),
    fr: await world.person('fr'),
    none: await world.person(null),
  };
  const english = await world.person('en');
  const tips = {
    ht: await world.says(people.ht, said),
    fr: await world.says(people.fr, `${said}!!`, { account: 'twilio-whatsapp' }),
    none: await world.says(people.none, said),
    en: await world.says(english, said),
  };
  await world.says(people.ht, said);
  const { claimId, verdictId } = await world.inReview(marie, [tips.ht.tipId]);
  expect(await approve(world.desk, { verdictId, staffId: jozef })).toEqual({
    claimId,
    published: false,
    answered: 0,
  });
  expect(await repliesOf(verdictId)).toEqual([]);
  expect(await release(world.desk, { verdictId, staffId: lika })).toEqual({ claimId, answered: 4 });
  expect(world.woken.sort()).toEqual(['simulator-sms', 'twilio-whatsapp']);

  const rows = await repliesOf(verdictId);
  const to = (contactId: string) => rows.find((row) => row.contactId === contactId);
  expect(rows).toHaveLength(4);
  expect(to(people.ht.contactId)).toMatchObject({
    content: {
      short: `Fo (kòd ${tips.ht.code}): ${WORDS.ht.summary}`,
      text: expect.stringContaining(`Fo (kòd ${tips.ht.code})\n\n${WORDS.ht.body}`),
    },
    class: 2,
    cause: 'verdict',
    state: 'queued',
    addressId: people.ht.addressId,
  });
  expect(to(people.fr.contactId)).toMatchObject({
    account: 'twilio-whatsapp',
    content: { short: `Faux (code ${tips.fr.code}): ${WORDS.fr.summary}` },
  });
  // Nobody wrote it in English: the whole of it is in the deployment's language, frame and all.
  expect(to(english.contactId)?.content.short).toBe(`Fo (kòd ${tips.en.code}): ${WORDS.ht.summary}`);
  expect(to(people.none.contactId)?.content.short).toBe(`Fo (kòd ${tips.none.code}): ${WORDS.ht.summary}`);
  for (const row of rows) {
    expect(JSON.stringify(row.content)).not.toContain(said);
    expect(row.expiresAt.getTime() - row.createdAt.getTime()).toBe(7 * 24 * 3_600_000);
  }
});

test('who stopped, asked to be forgotten or was refused is not told', async () => {
  const said = rumor();
  const people = await Promise.all([0, 1, 2].map(() => world.person()));
  const tips: string[] = [];
  for (const person of people) tips.push((await world.says(person, said)).tipId);
  const [stopped, forgotten, told] = people;
  await world.store.db
    .update(contact)
    .set({ stoppedAt: new Date() })
    .where(eq(contact.id, stopped?.contactId ?? ''));
  await world.store.db
    .update(contact)
    .set({ forgetAt: new Date() })
    .where(eq(contact.id, forgotten?.contactId ?? ''));
  const { verdictId } = await world.inReview(marie, tips);
  expect((await world.publish(verdictId, jozef, lika)).answered).toBe(1);
  expect(await repliesOf(verdictId)).toMatchObject([{ contactId: told?.contactId }]);
});

test('who sent two tips of one claim is told once, with the code of the last and where it came from', async () => {
  const person = await world.person();
  const first = await world.says(person, rumor());
  const second = await world.says(person, rumor(), { account: 'twilio-whatsapp' });
  const { verdictId } = await world.inReview(marie, [first.tipId, second.tipId]);
  await world.publish(verdictId, jozef, lika);
  const rows = await repliesOf(verdictId);
  expect(rows).toHaveLength(1);
  expect(rows[0]).toMatchObject({ account: 'twilio-whatsapp' });
  expect(rows[0]?.content.short).toContain(second.code);
});

test('who asks again hears the verdict again, also who had stopped us on the day; nobody else does', async () => {
  const [asker, stranger] = [await world.person('fr'), await world.person('fr')];
  const { code, tipId } = await world.says(asker, rumor());
  const again = (contactId: string, language: string | null = 'fr') =>
    verdictAgain(world.store.db, { texts: world.desk.texts, code, contactId, language });
  expect(await again(asker.contactId)).toBeNull();
  await world.store.db.update(contact).set({ stoppedAt: new Date() }).where(eq(contact.id, asker.contactId));
  const { verdictId } = await world.inReview(marie, [tipId]);
  expect(await again(asker.contactId)).toBeNull();
  expect((await world.publish(verdictId, jozef, lika)).answered).toBe(0);
  expect((await again(asker.contactId))?.content.short).toBe(`Faux (code ${code}): ${WORDS.fr.summary}`);
  for (const language of ['en', null]) {
    expect((await again(asker.contactId, language))?.content.short).toBe(
      `Fo (kòd ${code}): ${WORDS.ht.summary}`,
    );
  }
  expect(await again(stranger.contactId)).toBeNull();
});

test('two thousand people who asked are told in a handful of statements, once each', async () => {
  const said = rumor();
  const { tipId } = await tipFrom(said);
  await world.store.db.execute(sql`
    with people as (insert into contact (id, language)
        select gen_random_uuid(), (array['ht', 'fr', 'en', null])[1 + i % 4] from generate_series(1, 2000) i returning id),
      homes as (insert into address (id, contact_id, scheme, kind, hash, sealed)
        select gen_random_uuid(), id, 'tel', 'phone', decode(md5(id::text), 'hex'), ''::bytea from people
        returning id, contact_id),
      key as (select text_key from tip where id = ${tipId})
    insert into tip (id, code, contact_id, address_id, account, medium, text, text_key)
    select gen_random_uuid(), '#' || row_number() over (), h.contact_id, h.id, 'simulator-sms', 'sms', ${said}, key.text_key
    from homes h, key`);
  const statements: string[] = [];
  const { claimId, verdictId } = await world.inReview(marie, [tipId]);
  expect((await claimView(world.desk, claimId)).counts).toMatchObject({ tips: 2_001, askers: 2_001 });
  const counted = world.counting(statements);
  await approve(counted, { verdictId, staffId: jozef });
  const { answered } = await release(counted, { verdictId, staffId: lika });
  expect(answered).toBe(2_001);
  expect(statements.length).toBeLessThan(45);
  const { rows } = await world.store.db.execute(sql`
    select count(*)::int as rows, count(distinct r.contact_id)::int as people,
      (count(*) filter (where r.content ->> 'short' like 'Fo (kòd ' || t.code || '): %'))::int as ht,
      (count(*) filter (where r.content ->> 'short' like 'Faux (code ' || t.code || '): %'))::int as fr
    from reply r join tip t on t.contact_id = r.contact_id where r.verdict_id = ${verdictId}`);
  expect(rows).toEqual([{ rows: 2_001, people: 2_001, ht: 1_501, fr: 500 }]);
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
});

test('the database itself refuses a published verdict without three different people', async () => {
  const { verdictId } = await inReview();
  const publish = (checkerId: string | null, leadId: string | null) =>
    world.store.db
      .update(verdict)
      .set({ state: 'published', checkerId, leadId })
      .where(eq(verdict.id, verdictId));
  for (const [checkerId, leadId] of [
    [null, null],
    [marie, lika],
    [jozef, null],
    [jozef, marie],
    [jozef, jozef],
  ] as const) {
    await expect(publish(checkerId, leadId)).rejects.toMatchObject({
      cause: { constraint: 'verdict_by_different_people' },
    });
  }
  await publish(jozef, lika);
});

test('an author cannot approve or return their own, by any path', async () => {
  const { claimId, verdictId } = await inReview();
  const own = { verdictId, staffId: marie };
  const refused = { key: 'own_verdict' };
  await expect(approve(world.desk, own)).rejects.toMatchObject(refused);
  await expect(returnToAuthor(world.desk, { ...own, why: 'pou m ka chanje l' })).rejects.toMatchObject(
    refused,
  );
  // With the lease in hand, with another role, from another process.
  await takeLease(world.desk, { claimId, staffId: marie });
  await world.store.db.update(staff).set({ role: 'admin' }).where(eq(staff.id, marie));
  await expect(approve(world.elsewhere, own)).rejects.toMatchObject(refused);
  // Many at once, while a colleague returns it.
  const outcomes = await Promise.allSettled([
    ...Array.from({ length: 6 }, (_, i) => approve(i % 2 ? world.desk : world.elsewhere, own)),
    returnToAuthor(world.desk, { verdictId, staffId: jozef, why: 'manke yon sous' }),
  ]);
  expect(outcomes.map((one) => one.status)).toEqual([...Array(6).fill('rejected'), 'fulfilled']);
  expect(await verdictRow(verdictId)).toMatchObject({ state: 'returned', checkerId: jozef });
  // What was returned cannot be approved by anybody, and a new version by the same author not by them either.
  await expect(approve(world.desk, { verdictId, staffId: nadine })).rejects.toMatchObject({
    key: 'not_in_review',
  });
  await saveDraft(world.desk, { claimId, staffId: marie, rating: 'false', texts: WORDS });
  const second = await submit(world.desk, { claimId, staffId: marie });
  expect(second.verdictId).not.toBe(verdictId);
  await expect(approve(world.desk, { ...second, staffId: marie })).rejects.toMatchObject(refused);
  await expect(approve(world.desk, { verdictId, staffId: jozef })).rejects.toMatchObject({
    key: 'not_in_review',
  });
  expect(await repliesOf(second.verdictId)).toEqual([]);
  const approvals = await world.store.db
    .select()
    .from(event)
    .where(and(eq(event.what, 'approved'), eq(event.subjectId, second.verdictId)));
  expect(approvals).toEqual([]);
  await world.store.db.update(staff).set({ role: 'verifier' }).where(eq(staff.id, marie));
  await world.publish(second.verdictId, jozef, lika);
});

test("who changes a colleague's draft becomes its author, so that the words are never approved by who wrote them", async () => {
  const { tipId } = await tipFrom();
  const { claimId } = await openClaim(world.desk, {
    staffId: marie,
    tipIds: [tipId],
    wording: { ht: 'Men sa' },
  });
  const mine = { claimId, staffId: marie };
  await assess(world.desk, { ...mine, why: 'Yon fè' });
  await makeReady(world.desk, claimId, marie);
  const first = await saveDraft(world.desk, { ...mine, rating: 'false', texts: WORDS });
  expect(await saveDraft(world.desk, { ...mine, rating: 'misleading', texts: WORDS })).toEqual(first);
  world.pass(11);
  await takeLease(world.desk, { claimId, staffId: jozef });
  await expect(submit(world.desk, { claimId, staffId: jozef })).rejects.toMatchObject({ key: 'not_author' });
  const second = await saveDraft(world.desk, { claimId, staffId: jozef, rating: 'harmful', texts: WORDS });
  expect(second.version).toBe(2);
  await submit(world.desk, { claimId, staffId: jozef });
  await expect(approve(world.desk, { ...first, staffId: nadine })).rejects.toMatchObject({
    key: 'not_in_review',
  });
  await expect(approve(world.desk, { ...second, staffId: jozef })).rejects.toMatchObject({
    key: 'own_verdict',
  });
  await world.publish(second.verdictId, marie, lika);
  const view = await claimView(world.desk, claimId);
  expect(view.verdicts.map((one) => [one.version, one.state, one.authorName, one.checkerName])).toEqual([
    [2, 'published', 'Jozèf', 'Marie'],
    [1, 'draft', 'Marie', null],
  ]);
  expect(view.delivery).toMatchObject({ underWay: 1, arrived: 0 });
  const ofVerdict = /^(opened|drafted|rated|lease_|submitted|approved|released)/;
  const happened = view.events.map((one) => one.what).filter((what) => ofVerdict.test(what));
  expect(happened.reverse()).toEqual([
    'opened',
    'drafted',
    'rated',
    'rated',
    'lease_taken_over',
    'drafted',
    'rated',
    'submitted',
    'submitted',
    'approved',
    'approved',
    'released',
    'released',
  ]);
});

test('of two who approve or release at once one wins, the other hears so, and people are told once', async () => {
  const nadeau = await world.colleague('Nadeau', 'admin');
  for (let round = 0; round < 5; round++) {
    const { claimId, verdictId } = await inReview();
    const both = async (act: typeof release, [one, other]: [string, string], refused: string) => {
      const outcomes = await Promise.allSettled([
        act(world.desk, { verdictId, staffId: one }),
        act(world.elsewhere, { verdictId, staffId: other }),
      ]);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { key: refused },
      });
      return outcomes[0]?.status === 'fulfilled' ? one : other;
    };
    const checkerId = await both(approve, [jozef, nadine], 'not_in_review');
    expect(await repliesOf(verdictId)).toEqual([]);
    const leadId = await both(release, [lika, nadeau], 'already_published');
    expect(await repliesOf(verdictId)).toHaveLength(1);
    expect(await verdictRow(verdictId)).toMatchObject({ state: 'published', checkerId, leadId, people: 3 });
    const [row] = await world.store.db.select().from(claim).where(eq(claim.id, claimId));
    expect(row).toMatchObject({ state: 'published', leasedBy: null, code: expect.stringMatching(/^\w{4}$/) });
  }
});

test('the third person is a lead who neither wrote nor checked, and returns it with a reason', async () => {
  const boss = await world.colleague('Chèf', 'lead');
  const { verdictId, claimId } = await inReview(boss);
  const by = (staffId: string) => ({ verdictId, staffId });
  await expect(release(world.desk, by(lika))).rejects.toMatchObject({ key: 'check_first' });
  await approve(world.desk, by(lika));
  await expect(approve(world.desk, by(jozef))).rejects.toMatchObject({ key: 'not_in_review' });
  for (const [staffId, key] of [
    [boss, 'own_verdict'],
    [lika, 'own_check'],
    [jozef, 'lead_only'],
  ] as const) {
    await expect(release(world.desk, by(staffId))).rejects.toMatchObject({ key });
    await expect(returnToAuthor(world.desk, { ...by(staffId), why: 'non' })).rejects.toMatchObject({ key });
  }
  const other = await world.colleague('Lòt chèf', 'admin');
  await expect(returnToAuthor(world.desk, { ...by(other), why: ' ' })).rejects.toMatchObject({
    key: 'why_missing',
  });
  await returnToAuthor(world.desk, { ...by(other), why: 'manke yon sous' });
  expect(await verdictRow(verdictId)).toMatchObject({ state: 'returned', reason: 'manke yon sous' });
  const [row] = await world.store.db.select().from(claim).where(eq(claim.id, claimId));
  expect(row).toMatchObject({ state: 'draft', handedTo: boss });
});

test('a deployment may settle for two people: then the second one publishes', async () => {
  const two = { ...world.desk, verdictPeople: 2 } as const;
  const { claimId, verdictId } = await inReview();
  await expect(approve(two, { verdictId, staffId: marie })).rejects.toMatchObject({ key: 'own_verdict' });
  expect(await approve(two, { verdictId, staffId: jozef })).toEqual({
    claimId,
    published: true,
    answered: 1,
  });
  expect(await verdictRow(verdictId)).toMatchObject({ state: 'published', people: 2, leadId: null });
});

test('who no longer works here cannot approve', async () => {
  const gone = await world.colleague();
  await world.store.db.update(staff).set({ disabledAt: new Date() }).where(eq(staff.id, gone));
  const { verdictId } = await inReview();
  await expect(approve(world.desk, { verdictId, staffId: gone })).rejects.toMatchObject({ key: 'not_staff' });
  const nobody = '00000000-0000-7000-8000-000000000000';
  await expect(approve(world.desk, { verdictId, staffId: nobody })).rejects.toMatchObject({
    key: 'not_staff',
  });
  await expect(approve(world.desk, { verdictId: nobody, staffId: jozef })).rejects.toMatchObject({
    key: 'verdict_unknown',
  });
  expect(await verdictRow(verdictId)).toMatchObject({ state: 'check', checkerId: null });
});

test('tips that are grouped while a lead publishes are answered, each once', async () => {
  const { claimId, verdictId } = await inReview();
  await approve(world.desk, { verdictId, staffId: jozef });
  await takeLease(world.desk, { claimId, staffId: marie });
  const late = await Promise.all(Array.from({ length: 5 }, () => tipFrom()));
  await Promise.all([
    ...late.map(({ tipId }) =>
      addTips(world.desk, { claimId, staffId: marie, tipIds: [tipId] }).catch((error) => {
        // The release lets go of the lease: who comes after it takes it again.
        if (error.key !== 'lease_needed') throw error;
      }),
    ),
    release(world.elsewhere, { verdictId, staffId: lika }),
  ]);
  await takeLease(world.desk, { claimId, staffId: marie });
  for (const { tipId } of late) {
    await addTips(world.desk, { claimId, staffId: marie, tipIds: [tipId] }).catch((error) => {
      if (error.key !== 'tip_taken') throw error;
    });
  }
  const rows = await repliesOf(verdictId);
  expect(rows).toHaveLength(6);
  expect(new Set(rows.map((row) => row.contactId)).size).toBe(6);
});

test('a tip added to what is published is answered at once, and never a second time', async () => {
  const { claimId, verdictId } = await inReview();
  await world.publish(verdictId, jozef, lika);
  world.woken.length = 0;
  const person = await world.person('fr');
  const late = [await world.says(person, rumor()), await world.says(person, rumor())];
  const mine = { claimId, staffId: marie };
  await takeLease(world.desk, mine);
  expect(await addTips(world.desk, { ...mine, tipIds: [late[0]?.tipId ?? ''] })).toEqual({
    tips: 1,
    answered: 1,
  });
  expect(world.woken).toEqual(['simulator-sms']);
  expect(await addTips(world.desk, { ...mine, tipIds: [late[1]?.tipId ?? ''] })).toEqual({
    tips: 1,
    answered: 0,
  });
  const rows = (await repliesOf(verdictId)).filter((row) => row.contactId === person.contactId);
  expect(rows.map((row) => row.content.short)).toEqual([`Faux (code ${late[0]?.code}): ${WORDS.fr.summary}`]);
});

test('what is in review or published is not changed under anybody', async () => {
  const { claimId, verdictId } = await inReview();
  const mine = { claimId, staffId: marie };
  await takeLease(world.desk, mine);
  const changes = () => [
    () => saveDraft(world.desk, { ...mine, rating: 'true', texts: WORDS }),
    () => setWording(world.desk, { ...mine, wording: { ht: 'lòt bagay' } }),
    () => submit(world.desk, mine),
  ];
  for (const change of changes()) await expect(change()).rejects.toMatchObject({ key: 'in_review' });
  await world.publish(verdictId, jozef, lika);
  await takeLease(world.desk, mine);
  for (const change of changes()) await expect(change()).rejects.toMatchObject({ key: 'already_published' });
  expect(await verdictRow(verdictId)).toMatchObject({ rating: 'false' });
});

test('what staff write is said as they wrote it, also braces, and nobody can forge the place of the code', async () => {
  const { tipId, code } = await tipFrom();
  const { claimId } = await openClaim(world.desk, { staffId: marie, tipIds: [tipId], wording: { ht: 'x' } });
  const mine = { claimId, staffId: marie };
  await assess(world.desk, { ...mine, why: 'Yon fè' });
  await makeReady(world.desk, claimId, marie);
  const words = { summary: '{{code}} "ak" \\n $& \ue000 \u0000 fen', body: "l'ap {{rating}} \ue000" };
  await saveDraft(world.desk, { ...mine, rating: 'true', texts: { ht: words, fr: words } });
  const { verdictId } = await submit(world.desk, mine);
  await world.publish(verdictId, jozef, lika);
  const [row] = await repliesOf(verdictId);
  expect(row?.content.short).toBe(`Vre (kòd ${code}): {{code}} "ak" \\n $&   fen`);
  expect(row?.content.text).toContain("l'ap {{rating}}");
});

test('the chain of everything above is whole, and holds no word of a citizen or of a verdict', async () => {
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
  const all = JSON.stringify(await world.store.db.select().from(event));
  expect(all).not.toMatch(/bagay nimewo|KEP konfime|Biwo vòt/i);
  const people = await world.store.db.select({ id: contact.id }).from(contact).limit(200);
  expect(people.filter(({ id }) => all.includes(id))).toEqual([]);
  expect(await world.store.db.select().from(tip).where(eq(tip.state, 'refused'))).toEqual([]);
});
