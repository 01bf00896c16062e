import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOutbound } from '../../outbound/deliver.ts';
import { addEvents, verifyEvents } from '../../store/events.ts';
import { claim, verdict } from '../../store/schema.ts';
import { SMS } from '../../testing/accounts.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { type Call, type FarSide, startFarSide } from '../../testing/far-side.ts';
import { whileChainIsHeld } from '../../testing/held-chain.ts';
import { until } from '../../testing/until.ts';
import { addTips } from './claims.ts';
import type { Desk } from './desk.ts';
import { takeLease } from './lease.ts';
import { moveTips } from './move-tips.ts';
import { approve, release, withdraw } from './review.ts';
import { beginCorrection, saveDraft, submit } from './verdicts.ts';

/** The last one serves only who waits for the other claim, so that of both some have the answer and some do not. */
const ACCOUNTS = ['sms-a', 'sms-b', 'sms-c', 'sms-d'];
/** What the provider takes at each before it keeps us waiting; calls of one process at one account. */
const AT_ONCE = 20;
const CALLS = 8;

let world: DeskWorld;
let far: FarSide;
let marie: string;
let jozef: string;
let lika: string;
beforeAll(async () => {
  [world, far] = await Promise.all([openDeskWorld(), startFarSide()]);
  marie = await world.colleague('Marie');
  jozef = await world.colleague('Jozèf');
  lika = await world.colleague('Lika', 'lead');
});
afterAll(() => Promise.all([world.close(), far.close()]));

type Heard = 'first' | 'second' | 'correction' | 'other' | 'withdrawn' | 'elsewhere';
const WHAT: readonly [RegExp, Heard][] = [
  [/^Koreksyon/, 'correction'],
  [/retire repons/, 'withdrawn'],
  [/te pou yon l.t bagay/, 'elsewhere'],
  [/PREMYE/, 'first'],
  [/DEZYEM/, 'second'],
  [/LOT DOSYE/, 'other'],
];
const whatOf = ({ text }: Call): Heard => {
  const what = WHAT.find(([pattern]) => pattern.test(text))?.[1];
  if (!what) throw new Error('something else was said');
  return what;
};

let n = 0;
async function says(account: string) {
  const person = await world.person('ht');
  const tip = await world.says(person, `Yo di bagay nimewo ${++n}`, { account });
  return { ...person, ...tip };
}

async function draft(claimId: string, word: string, rating: 'true' | 'false') {
  const mine = { claimId, staffId: marie };
  await takeLease(world.desk, mine);
  const text = { summary: `${word}.`, body: `${word}.` };
  const changed = { ht: 'Nouvo dat.', fr: 'Nouvelle date.' };
  await saveDraft(world.desk, { ...mine, rating, texts: { ht: text, fr: { ...WORDS.fr } }, changed });
  const { verdictId } = await submit(world.desk, mine);
  await approve(world.desk, { verdictId, staffId: jozef });
  return verdictId;
}

/** A claim of these whose verdict says this word and waits for the lead. */
async function waiting(tips: readonly { tipId: string }[], word: string) {
  const ids = tips.map(({ tipId }) => tipId);
  const { claimId, verdictId } = await world.inReview(marie, ids);
  await world.store.db.update(verdict).set({ state: 'draft' }).where(eq(verdict.id, verdictId));
  await world.store.db.update(claim).set({ state: 'draft' }).where(eq(claim.id, claimId));
  return { claimId, verdictId: await draft(claimId, word, 'false') };
}

const move = (desk: Desk, tips: readonly { tipId: string }[], to: string, quiet = false) =>
  desk.store.db.transaction(async (tx) => {
    const tipIds = tips.map(({ tipId }) => tipId);
    const moved = await moveTips(desk, tx, { tipIds, to, quiet, by: marie, now: desk.now() });
    await addEvents(tx, moved.events);
    return moved;
  });

test('publish, correct, move and withdraw while the provider keeps us waiting and people keep asking: each hears what is theirs, once', {
  timeout: 120_000,
}, async () => {
  const channels = new Map(ACCOUNTS.map((name) => [name, far.channel({ [name]: SMS })]));
  const senders = [world.desk, world.elsewhere].map(({ store, log }) =>
    openOutbound({ store, channels, log, concurrency: CALLS }),
  );
  const drain = (accounts: readonly string[]) =>
    Promise.all(senders.flatMap((sender) => accounts.map((account) => sender.drain(account))));
  const waking = (desk: Desk): Desk => ({
    ...desk,
    wake: (queue, ids) => {
      if (queue === 'outbound') void drain(ids);
    },
  });
  const desk = waking(world.desk);
  const elsewhere = waking(world.elsewhere);

  // What comes after the first ones is held until all is decided. Of that every third was not taken after all.
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let isOpen = false;
  let held = 0;
  const came: Record<string, number> = {};
  far.answer = async ({ account }, nth) => {
    came[account] = (came[account] ?? 0) + 1;
    if (!isOpen && (came[account] ?? 0) > AT_ONCE) {
      held += 1;
      const isLost = held % 3 === 0;
      await opened;
      return isLost ? { refuse: 'unavailable' } : 'take';
    }
    return isOpen && nth % 23 === 0 ? { refuse: 'unavailable' } : 'take';
  };

  const here: Awaited<ReturnType<typeof says>>[] = [];
  for (let i = 0; i < 150; i++) here.push(await says(ACCOUNTS[i % 3] ?? ''));
  const there: typeof here = [];
  for (let i = 0; i < 48; i++) there.push(await says('sms-d'));
  const late: typeof here = [];
  for (let i = 0; i < 24; i++) late.push(await says(ACCOUNTS[i % 3] ?? ''));
  const moved = here.slice(0, 30);
  const one = await waiting(here, 'PREMYE');
  const other = await waiting(there, 'LOT DOSYE');
  const ofOne = { claimId: one.claimId, staffId: marie };

  const joins = async (from: number, to: number) => {
    for (const { tipId } of late.slice(from, to)) await addTips(desk, { ...ofOne, tipIds: [tipId] });
  };
  await Promise.all([
    release(desk, { verdictId: one.verdictId, staffId: lika }),
    release(elsewhere, { verdictId: other.verdictId, staffId: lika }),
    joins(0, 12),
    move(elsewhere, moved, other.claimId).then(({ accounts }) => void drain(accounts)),
  ]);
  await until(() => held >= ACCOUNTS.length * CALLS, { what: 'the provider keeps us waiting everywhere' });

  await takeLease(desk, ofOne);
  await beginCorrection(desk, ofOne);
  const second = await draft(one.claimId, 'DEZYEM', 'true');
  await Promise.all([
    release(desk, { verdictId: second, staffId: lika }),
    joins(12, 24),
    withdraw(elsewhere, { verdictId: other.verdictId, staffId: lika, why: 'sous la te fo' }),
  ]);
  isOpen = true;
  open();
  await until(
    async () => {
      await drain(ACCOUNTS);
      // Nobody waits out the pauses of a provider here.
      const { pool } = world.store;
      await pool.query("update reply set due_at = now() where state = 'queued' and due_at > now()");
      await pool.query('update sender set paused_until = null where paused_until > now()');
      const { rows } = await pool.query(
        "select count(*)::int as n from reply where state in ('queued', 'sending', 'held')",
      );
      return rows[0].n === 0;
    },
    { withinMs: 60_000, what: 'everything is said' },
  );
  await Promise.all(senders.map((sender) => sender.stop()));

  const phones = await world.store.db.query.address.findMany();
  const contactOf = new Map(
    phones.map(({ contactId, sealed }) => [world.store.seal.unsealAddress(sealed).value, contactId]),
  );
  const byContact = (calls: readonly Call[]) => {
    const found = new Map<string, Heard[]>();
    for (const call of calls) {
      const contactId = contactOf.get(call.to) ?? '';
      found.set(contactId, [...(found.get(contactId) ?? []), whatOf(call)]);
    }
    return ({ contactId }: { contactId: string }) => found.get(contactId) ?? [];
  };
  const calledWith = byContact(far.calls);
  const heard = byContact(far.taken);
  const counted: Record<string, number> = {};
  const check = (people: typeof here, whose: string, rest: (had: readonly Heard[]) => readonly Heard[]) => {
    for (const person of people) {
      const had = calledWith(person);
      // The answers themselves where they arrived; what was said of them also where nobody could know whether.
      const answers = (['first', 'other'] as const).filter((what) => heard(person).includes(what));
      expect([...heard(person)].sort(), whose).toEqual([...answers, ...rest(had)].sort());
      const way = `${whose}: ${heard(person).join(' ')}`;
      counted[way] = (counted[way] ?? 0) + 1;
    }
  };
  check([...here.slice(30), ...late], 'here', (had) => (had.includes('first') ? ['correction'] : ['second']));
  check(there, 'there', (had) => (had.includes('other') ? ['withdrawn'] : []));
  check(moved, 'moved', (had) => [
    ...(had.includes('first') ? (['elsewhere', 'correction'] as const) : []),
    ...(had.includes('other') ? (['withdrawn'] as const) : []),
  ]);
  // All of it happened, and nothing of what was lost or still waited was sent when it did not stand any more.
  const ways = ['here: first correction', 'here: correction', 'here: second'];
  for (const way of [...ways, 'there: other withdrawn', 'there: withdrawn', 'there: ']) {
    expect(counted[way] ?? 0, way).toBeGreaterThan(0);
  }
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
});

test('a tip that is put elsewhere at the moment its claim is published hears nothing of that claim', async () => {
  const person = await says('sms-a');
  const one = await waiting([person, await says('sms-a')], 'PREMYE');
  const other = await waiting([await says('sms-a')], 'LOT DOSYE');
  let both: Promise<unknown> = Promise.resolve();
  await whileChainIsHeld(world, async (blocked) => {
    // Quietly: what would be said of the move would hold the claim, too.
    const moving = move(world.elsewhere, [person], other.claimId, true);
    await blocked(1);
    both = Promise.all([moving, release(world.desk, { verdictId: one.verdictId, staffId: lika })]);
    await blocked(2);
  });
  await both;
  const replies = await world.store.db.query.reply.findMany({
    where: (reply, { eq }) => eq(reply.contactId, person.contactId),
  });
  expect(replies).toEqual([]);
});

test('a withdrawal at the moment a correction is begun leaves that one where it is', async () => {
  const { claimId, verdictId } = await waiting([await says('sms-a')], 'PREMYE');
  await release(world.desk, { verdictId, staffId: lika });
  await takeLease(world.desk, { claimId, staffId: marie });
  let both: Promise<unknown> = Promise.resolve();
  await whileChainIsHeld(world, async (blocked) => {
    const beginning = beginCorrection(world.desk, { claimId, staffId: marie });
    await blocked(1);
    both = Promise.all([beginning, withdraw(world.elsewhere, { verdictId, staffId: lika, why: 'fo' })]);
    await blocked(2);
  });
  await both;
  const [row] = await world.store.db.select().from(claim).where(eq(claim.id, claimId));
  expect(row).toMatchObject({ state: 'draft' });
});
