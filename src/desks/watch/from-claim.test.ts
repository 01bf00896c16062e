import { randomUUID } from 'node:crypto';
import { asc } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listEvents, verifyEvents } from '../../store/events.ts';
import { claim, incident, report } from '../../store/schema.ts';
import type { StaffMember } from '../../store/staff.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import { whileChainIsHeld } from '../../testing/held-chain.ts';
import { DELMAS, enterObservers, number } from '../../testing/observers.ts';
import { readingForTests } from '../../testing/reading.ts';
import { watchForTests } from '../../testing/watch-desk.ts';
import { addTips, openClaim } from '../verification/claims.ts';
import { declareConflict } from '../verification/conflict.ts';
import type { Desk } from '../verification/desk.ts';
import { closeClaim, reopenClaim } from '../verification/exits.ts';
import { takeLease } from '../verification/lease.ts';
import { tipStatus } from '../verification/tips.ts';
import type { WatchDesk } from './desk.ts';
import { handToWatch } from './from-claim.ts';
import { groupReports } from './group.ts';
import { reopenIncident, takeIncident } from './moves.ts';
import { leaveAndTellBack } from './transmit.ts';
import { incidentView } from './view.ts';

const [ARMED, SHOTS, ABUSE] = ['31', '32', '43'].map(number) as [string, string, string];
const WHY = 'vu sur place';

let world: DeskWorld;
let watch: WatchDesk;
let marie: string;
let jozef: string;
let lead: StaffMember;
let police: StaffMember;
beforeAll(async () => {
  world = await openDeskWorld();
  ({ watch } = watchForTests(world.store, () => world.desk.now()));
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
  const of = { name: 'Anita', language: 'fr', institution: null } as const;
  lead = { ...of, id: await world.colleague('Anita', 'lead'), role: 'lead' } as StaffMember;
  police = { ...lead, role: 'analyst', institution: 'pnh' };
  await enterObservers(world.store, watch.registry, [
    { number: number('4172'), phones: '+50938000900', place: DELMAS },
  ]);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.store.pool.query('delete from incident');
  await world.store.pool.query('delete from report');
});

const { places, reading } = readingForTests();
const facts = (desk: Desk) => ({
  ...desk,
  categories: [],
  placesNamed: (text: string) => reading.places(text),
  placeLabel: (code: string) => places.label(code, 'ht'),
});
const hand = (claimId: string, more: Partial<Parameters<typeof handToWatch>[2]> = {}, desk = world.desk) =>
  handToWatch(facts(desk), watch, {
    claimId,
    staffId: marie,
    why: WHY,
    code: ARMED,
    place: 'Delma',
    ...more,
  });

let n = 0;
async function asker(text = `yo pote zam nan lari ${++n}`) {
  const person = await world.person();
  return { ...person, ...(await world.says(person, text)) };
}
async function claimOf(count: number) {
  const askers = [];
  for (let i = 0; i < count; i += 1) askers.push(await asker());
  const tipIds = askers.map(({ tipId }) => tipId);
  return { askers, claimId: (await openClaim(world.desk, { staffId: marie, tipIds, wording: {} })).claimId };
}
const incidents = () => world.store.db.select().from(incident).orderBy(asc(incident.createdAt));
const only = async () => {
  const all = await incidents();
  expect(all).toHaveLength(1);
  return all[0] as (typeof all)[number];
};
const claimRow = async (claimId: string) =>
  (await world.store.db.select().from(claim)).find(({ id }) => id === claimId);
const heard = async (claimId: string) => {
  const { rows } = await world.store.pool.query(
    `select r.contact_id from reply r join claim_notice n on n.id = r.notice_id
      where n.claim_id = $1 and r.cause = 'notice.out_of_scope' order by 1`,
    [claimId],
  );
  return rows.map(({ contact_id }) => contact_id);
};
const logged = async (id: string) =>
  (await listEvents(world.store.db, [id])).map(({ what, from, to, why }) => [what, from, to, why]).reverse();

/** Somebody tells of it, the cell takes it for a rumor, and a verifier makes a claim of what they told. */
async function rumor(exercise = false) {
  const person = await world.person();
  await world.store.db.insert(report).values({
    id: randomUUID(),
    kind: 'incident',
    code: number(String(300_000 + ++n)),
    contactId: person.contactId,
    addressId: person.addressId,
    account: 'simulator-sms',
    medium: 'sms',
    text: `yo tire nan mache a ${n}`,
    items: [{ code: SHOTS }],
    placeNumber: DELMAS,
    placeCode: 'HT0112',
    exercise,
    toGroup: true,
    createdAt: world.desk.now(),
  });
  await groupReports(watch);
  const { id: incidentId } = (await incidents()).at(-1) as { id: string };
  const left = { incidentId, by: lead, exit: 'rumor', why: 'on dit' } as const;
  expect(await leaveAndTellBack(watch, left)).toBeNull();
  const { rows } = await world.store.pool.query(`select id from tip where contact_id = $1`, [
    person.contactId,
  ]);
  return { ...person, incidentId, tips: rows.map(({ id }) => id as string) };
}
async function claimOfRumor() {
  const told = await rumor();
  const opened = await openClaim(world.desk, { staffId: marie, tipIds: told.tips, wording: {} });
  return { ...told, claimId: opened.claimId };
}

test('a claim that happens is a new incident at triage, of the code and place that were picked', async () => {
  const { claimId, askers } = await claimOf(2);
  const { number: given, told } = await hand(claimId);
  expect(await only()).toMatchObject({
    number: given,
    state: 'triage',
    code: ARMED,
    placeCode: 'HT0112',
    placeNumber: DELMAS,
    severity: 'Severe',
    certainty: 'Unknown',
    exercise: false,
    summary: null,
  });
  expect(told).toBe(2);
  expect(await heard(claimId)).toEqual(askers.map(({ contactId }) => contactId).sort());
  expect(await claimRow(claimId)).toMatchObject({ state: 'closed', closedAs: 'out_of_scope' });
  // Nobody's words and nobody's phone go along.
  const { rows } = await world.store.pool.query('select count(*)::int as n from report');
  expect(rows).toEqual([{ n: 0 }]);
});

test('both desks read in the chain that it went over, and why', async () => {
  const { claimId } = await claimOf(1);
  await hand(claimId);
  const { id } = await only();
  expect((await logged(claimId)).at(-1)).toEqual(['handed_to_watch', 'triage', 'closed', WHY]);
  expect(await logged(id)).toEqual([['from_claim', null, 'triage', WHY]]);
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
});

test('who asked is a source: three who do not depend on each other make it possible, not two, and not one who asks thrice', async () => {
  const { claimId, askers } = await claimOf(2);
  const again = await world.says(askers[0] as (typeof askers)[number], 'ankò yon fwa, zam');
  await addTips(world.desk, { claimId, staffId: marie, tipIds: [again.tipId] });
  await hand(claimId);
  const { id } = await only();
  expect(await only()).toMatchObject({ certainty: 'Unknown' });
  expect(await incidentView(watch, lead, id)).toMatchObject({ askers: 2, reports: 0, independent: 0 });
  const three = await claimOf(3);
  await hand(three.claimId);
  expect((await incidents()).map(({ certainty }) => certainty)).toEqual(['Unknown', 'Possible']);
});

test('a seized phone of an observer who asks makes nothing surer', async () => {
  const { claimId, askers } = await claimOf(3);
  const seized = 'update observer set blocked_at = $2 where number = $1';
  await world.store.pool.query(
    `insert into observer_phone (hash, observer_id, sealed)
      select a.hash, o.id, a.sealed from address a, observer o where a.id = $1`,
    [askers[0]?.addressId],
  );
  await world.store.pool.query(seized, [number('4172'), new Date()]);
  await hand(claimId);
  await world.store.pool.query(seized, [number('4172'), null]);
  expect(await only()).toMatchObject({ certainty: 'Unknown' });
});

test('a report of the same near by joins it, and taking that back does not end it', async () => {
  const { claimId } = await claimOf(1);
  await hand(claimId);
  const opened = await only();
  await world.store.pool.query(
    `insert into report (id, kind, code, account, medium, items, place_number, place_code, to_group, observer_id)
      select gen_random_uuid(), 'incident', $1, 'simulator-sms', 'sms', $2, $3, 'HT0112', true, id from observer`,
    [number('200001'), JSON.stringify([{ code: ARMED }]), DELMAS],
  );
  await groupReports(watch);
  expect(await only()).toMatchObject({ id: opened.id, certainty: 'Possible' });
  await world.store.pool.query('update report set withdrawn_at = now(), to_group = true');
  await groupReports(watch);
  expect(await only()).toMatchObject({ state: 'triage', certainty: 'Unknown' });
});

test('what the cell had left as a rumor is opened again, and no second incident is made', async () => {
  const { claimId, incidentId, contactId } = await claimOfRumor();
  const { number: given } = await hand(claimId, { code: '', place: '' });
  expect(await only()).toMatchObject({ id: incidentId, number: given, state: 'triage', code: SHOTS });
  expect((await logged(incidentId)).at(-1)).toEqual(['reopened', 'rumor', 'triage', WHY]);
  expect(await heard(claimId)).toEqual([contactId]);
  // The one who reported is not a second voice because they asked, too.
  expect(await incidentView(watch, lead, incidentId)).toMatchObject({ reports: 1, askers: 0 });
});

test('where the cell has opened it again by itself it only learns of it', async () => {
  const { claimId, incidentId } = await claimOfRumor();
  await reopenIncident(watch, { incidentId, by: lead, why: 'rappel' });
  await takeIncident(watch, { incidentId, by: lead });
  await hand(claimId);
  expect(await only()).toMatchObject({ id: incidentId, state: 'triage', heldBy: lead.id });
  expect((await logged(incidentId)).at(-1)).toEqual(['from_claim', null, null, WHY]);
});

test('what the cell has decided otherwise stays so: then it is a new incident', async () => {
  const { claimId, incidentId } = await claimOfRumor();
  await reopenIncident(watch, { incidentId, by: lead, why: 'rappel' });
  await leaveAndTellBack(watch, { incidentId, by: lead, exit: 'bogus', why: 'fo' });
  await expect(hand(claimId, { code: '', place: '' })).rejects.toMatchObject({ key: 'watch_code' });
  await hand(claimId);
  expect((await incidents()).map(({ id, state }) => [id === incidentId, state])).toEqual([
    [true, 'bogus'],
    [false, 'triage'],
  ]);
});

test('what is practised never comes before those who verify', async () => {
  expect((await rumor(true)).tips).toEqual([]);
  expect((await rumor(false)).tips).toHaveLength(1);
});

test('left as a rumor once more it is a claim again, and then finds the same incident', async () => {
  const { claimId, askers } = await claimOf(1);
  await hand(claimId);
  const { id: incidentId } = await only();
  const left = { incidentId, by: lead, exit: 'rumor', why: 'se yon rimè' } as const;
  expect(await leaveAndTellBack(watch, left)).toBeNull();
  expect(await claimRow(claimId)).toMatchObject({ state: 'triage', closedAs: null });
  expect((await logged(claimId)).at(-1)).toEqual(['reopened', 'closed', 'triage', 'se yon rimè']);
  const [one] = askers;
  const asked = { code: one?.code ?? '', contactId: one?.contactId ?? '' };
  expect(await tipStatus(world.store.db, asked)).toBe('working');
  await takeLease(world.desk, { claimId, staffId: marie });
  await hand(claimId, { code: '', place: '' });
  expect(await only()).toMatchObject({ id: incidentId, state: 'triage' });
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
});

test('a claim that was closed for another reason meanwhile stays closed', async () => {
  const { claimId } = await claimOf(1);
  await hand(claimId);
  const mine = { claimId, staffId: marie };
  await takeLease(world.desk, mine);
  await reopenClaim(world.desk, { ...mine, why: 'li sou tou' });
  await closeClaim(world.desk, { ...mine, as: 'not_checkable', why: 'pèsonn pa wè' });
  const { id: incidentId } = await only();
  await leaveAndTellBack(watch, { incidentId, by: lead, exit: 'rumor', why: 'se yon rimè' });
  expect(await claimRow(claimId)).toMatchObject({ state: 'closed', closedAs: 'not_checkable' });
});

test('where a verdict is checked or stands, who asked hears that one, and the claim stays where it is', async () => {
  const [one, other] = [await asker(), await asker()];
  const { claimId, verdictId } = await world.inReview(marie, [one.tipId]);
  await takeLease(world.desk, { claimId, staffId: jozef });
  await hand(claimId, { staffId: jozef });
  expect(await claimRow(claimId)).toMatchObject({ state: 'check' });
  await world.publish(verdictId, jozef, lead.id);
  expect(await heard(claimId)).toEqual([]);

  const out = await world.inReview(marie, [other.tipId]);
  await world.publish(out.verdictId, jozef, lead.id);
  await takeLease(world.desk, { claimId: out.claimId, staffId: marie });
  await hand(out.claimId);
  expect(await claimRow(out.claimId)).toMatchObject({ state: 'published' });
  expect(await incidents()).toHaveLength(2);
});

test('who asks later hears the same as the others', async () => {
  const { claimId, askers } = await claimOf(1);
  await hand(claimId);
  const late = await asker();
  await addTips(world.desk, { claimId, staffId: jozef, tipIds: [late.tipId] });
  expect(await heard(claimId)).toEqual([...askers, late].map(({ contactId }) => contactId).sort());
});

test('without a reason, a code of an incident, one place or the claim in hand nothing is done', async () => {
  const { claimId } = await claimOf(1);
  const refused = async (more: Parameters<typeof hand>[1], key: string) =>
    expect([key, await hand(claimId, more).catch((error) => error)]).toMatchObject([key, { key }]);
  await refused({ why: '  ' }, 'why_missing');
  await refused({ code: '999999' }, 'watch_code');
  // A check-in is no incident.
  await refused({ code: number('01') }, 'watch_code');
  await refused({ place: '' }, 'place_unknown');
  await refused({ place: 'Atlantis' }, 'place_unknown');
  await refused({ staffId: jozef }, 'lease_held');
  expect(await incidents()).toEqual([]);
  expect(await claimRow(claimId)).toMatchObject({ state: 'triage' });
  await declareConflict(world.desk, { claimId, staffId: marie, why: 'fanmi' });
  await refused({}, 'conflict');
});

test('pressed twice, and by two at once, it is one incident, and the second hears which', async () => {
  const { claimId } = await claimOf(1);
  let both: Promise<PromiseSettledResult<unknown>[]> | undefined;
  await whileChainIsHeld(world, async (blocked) => {
    const first = hand(claimId);
    first.catch(() => {});
    await blocked(1);
    both = Promise.allSettled([first, hand(claimId, { staffId: jozef }, world.elsewhere)]);
    await blocked(2);
  });
  const [done, late] = (await both) ?? [];
  const { number: given } = await only();
  expect(done).toMatchObject({ status: 'fulfilled', value: { number: given } });
  const refusal = { key: 'watch_has_it', values: { number: given } };
  expect(late).toMatchObject({ status: 'rejected', reason: refusal });
  await expect(hand(claimId)).rejects.toMatchObject(refusal);
  expect(await heard(claimId)).toHaveLength(1);
});

test('handed over and left as a rumor at the same moment: the two do not wait for each other', async () => {
  const { claimId } = await claimOf(1);
  await hand(claimId);
  const { id: incidentId } = await only();
  await takeLease(world.desk, { claimId, staffId: marie });
  await reopenClaim(world.desk, { claimId, staffId: marie, why: 'ankò' });
  let both: Promise<PromiseSettledResult<unknown>[]> | undefined;
  await whileChainIsHeld(world, async (blocked) => {
    const left = leaveAndTellBack(watch, { incidentId, by: lead, exit: 'rumor', why: 'se yon rimè' });
    left.catch(() => {});
    await blocked(1);
    both = Promise.allSettled([left, hand(claimId, {}, world.elsewhere)]);
    await blocked(2);
  });
  expect(await both).toMatchObject([{ value: null }, { status: 'fulfilled' }]);
  expect(await only()).toMatchObject({ id: incidentId, state: 'triage' });
});

test('an institution sees it, but not by a code that is kept from it, nor where it is accused', async () => {
  const { claimId } = await claimOf(1);
  await hand(claimId);
  const { id } = await only();
  const set = (change: string) => world.store.pool.query(`update incident set ${change}`);
  expect(await incidentView(watch, police, id)).not.toBeNull();
  await set(`accused = '{pnh}'`);
  expect(await incidentView(watch, police, id)).toBeNull();
  await set(`accused = '{}', code = '${ABUSE}'`);
  expect(await incidentView(watch, police, id)).toBeNull();
  expect(await incidentView(watch, lead, id)).not.toBeNull();
});
