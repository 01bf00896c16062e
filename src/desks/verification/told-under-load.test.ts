import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openOutbound } from '../../outbound/deliver.ts';
import { addEvents, verifyEvents } from '../../store/events.ts';
import { SMS } from '../../testing/accounts.ts';
import { type DeskWorld, openDeskWorld, WORDS } from '../../testing/desk-world.ts';
import { type FarSide, startFarSide } from '../../testing/far-side.ts';
import { addTips } from './claims.ts';
import { takeLease } from './lease.ts';
import { moveTips } from './move-tips.ts';
import { approve, release, withdraw } from './review.ts';
import { beginCorrection, saveDraft, submit } from './verdicts.ts';

const ACCOUNTS = ['sms-a', 'sms-b', 'sms-c'];
/** So slow that a good part still waits when the next thing is decided. */
const SLOW = { ...SMS, pace: { perSecond: 40, burst: 5 } };

let world: DeskWorld;
let far: FarSide;
beforeAll(async () => {
  [world, far] = await Promise.all([openDeskWorld(), startFarSide()]);
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

test('publish, correct, move and withdraw while three accounts send and people keep asking: each hears what is theirs, once', {
  timeout: 120_000,
}, async () => {
  const { desk } = world;
  const marie = await world.colleague('Marie');
  const jozef = await world.colleague('Jozèf');
  const lika = await world.colleague('Lika', 'lead');
  const channels = new Map(ACCOUNTS.map((name) => [name, far.channel({ [name]: SLOW })]));
  const senders = [desk, world.elsewhere].map(({ store, log }) => openOutbound({ store, channels, log }));
  // A provider that now and then does not take it, and whose answers come in any order.
  far.answer = async (_call, nth) => {
    for (let i = 0; i < nth % 7; i++) await new Promise(setImmediate);
    return nth % 23 === 0 ? { refuse: 'unavailable' } : 'take';
  };
  let sending = true;
  const sendAll = async () => {
    while (sending) {
      await Promise.all(senders.flatMap((sender) => ACCOUNTS.map((account) => sender.drain(account))));
      // Nobody waits out the pauses of a provider here.
      await world.store.pool.query(
        "update reply set due_at = now() where state = 'queued' and due_at > now()",
      );
      await world.store.pool.query('update sender set paused_until = null where paused_until > now()');
      await setTimeout(50);
    }
  };
  const says = async (i: number) => {
    const person = await world.person('ht');
    const tip = await world.says(person, `Yo di bagay nimewo ${i}`, { account: ACCOUNTS[i % 3] ?? '' });
    return { ...person, ...tip };
  };
  const saying = (word: string) => {
    const text = { summary: `${word}.`, body: `${word}.` };
    return { ht: text, fr: { ...WORDS.fr } };
  };
  const draft = async (claimId: string, word: string, rating: 'true' | 'false') => {
    const mine = { claimId, staffId: marie };
    await takeLease(desk, mine);
    const changed = { ht: 'Nouvo dat.', fr: 'Nouvelle date.' };
    await saveDraft(desk, { ...mine, rating, texts: saying(word), changed });
    const { verdictId } = await submit(desk, mine);
    await approve(desk, { verdictId, staffId: jozef });
    return verdictId;
  };
  const waiting = async (ids: readonly string[], word: string) => {
    const { claimId, verdictId } = await world.inReview(marie, ids);
    await world.store.pool.query("update verdict set state = 'draft' where id = $1", [verdictId]);
    await world.store.pool.query("update claim set state = 'draft' where id = $1", [claimId]);
    return { claimId, verdictId: await draft(claimId, word, 'false') };
  };
  const move = async (tipIds: readonly string[], to: string) => {
    const { accounts } = await world.elsewhere.store.db.transaction(async (tx) => {
      const moved = await moveTips(world.elsewhere, tx, { tipIds, to, by: marie, now: desk.now() });
      await addEvents(tx, moved.events);
      return moved;
    });
    expect(accounts.every((account) => ACCOUNTS.includes(account))).toBe(true);
  };

  const here: Awaited<ReturnType<typeof says>>[] = [];
  for (let i = 0; i < 200; i++) here.push(await says(i));
  const there: typeof here = [];
  for (let i = 200; i < 260; i++) there.push(await says(i));
  const late: typeof here = [];
  for (let i = 260; i < 300; i++) late.push(await says(i));
  const one = await waiting(
    here.map(({ tipId }) => tipId),
    'PREMYE',
  );
  const other = await waiting(
    there.map(({ tipId }) => tipId),
    'LOT DOSYE',
  );

  const sendingOn = sendAll();
  const moved = here.slice(0, 40);
  const joins = async (from: number, until: number) => {
    for (const { tipId } of late.slice(from, until)) {
      await takeLease(desk, { claimId: one.claimId, staffId: marie });
      // The release lets go of the claim for a moment: who comes then takes it again.
      for (let tries = 0; ; tries++) {
        const added = await addTips(desk, { claimId: one.claimId, staffId: marie, tipIds: [tipId] }).catch(
          (error) => {
            if (error.key !== 'lease_needed' || tries > 20) throw error;
            return takeLease(desk, { claimId: one.claimId, staffId: marie }).then(() => undefined);
          },
        );
        if (added) break;
      }
    }
  };
  await Promise.all([
    release(desk, { verdictId: one.verdictId, staffId: lika }),
    release(world.elsewhere, { verdictId: other.verdictId, staffId: lika }),
    joins(0, 15),
    move(
      moved.map(({ tipId }) => tipId),
      other.claimId,
    ),
  ]);
  await takeLease(desk, { claimId: one.claimId, staffId: marie });
  await beginCorrection(desk, { claimId: one.claimId, staffId: marie });
  const second = await draft(one.claimId, 'DEZYEM', 'true');
  await Promise.all([
    release(desk, { verdictId: second, staffId: lika }),
    joins(15, 40),
    withdraw(world.elsewhere, { verdictId: other.verdictId, staffId: lika, why: 'sous la te fo' }),
  ]);
  for (;;) {
    const { rows } = await world.store.pool.query(
      "select count(*)::int as n from reply where state in ('queued', 'sending', 'held')",
    );
    if (rows[0].n === 0) break;
    await setTimeout(100);
  }
  sending = false;
  await sendingOn;
  await Promise.all(senders.map((sender) => sender.stop()));

  const phones = await world.store.db.query.address.findMany();
  const phoneOf = new Map(
    phones.map(({ contactId, sealed }) => [contactId, world.store.seal.unsealAddress(sealed).value]),
  );
  const heardBy = new Map<string, Heard[]>();
  for (const { to, text } of far.taken) {
    const what = WHAT.find(([pattern]) => pattern.test(text))?.[1];
    if (!what) throw new Error('something else was said');
    heardBy.set(to, [...(heardBy.get(to) ?? []), what]);
  }
  const heard = ({ contactId }: { contactId: string }) => heardBy.get(phoneOf.get(contactId) ?? '') ?? [];
  const counted: Record<string, number> = {};
  const allowed = (people: typeof here, whose: string, ways: readonly string[]) => {
    for (const person of people) {
      const way = heard(person).join(' ');
      counted[`${whose}: ${way}`] = (counted[`${whose}: ${way}`] ?? 0) + 1;
      expect(ways, whose).toContain(way);
    }
  };
  // Whoever has the first version is corrected, whoever does not gets the second alone.
  allowed([...here.slice(40), ...late], 'here', ['first correction', 'second']);
  allowed(there, 'there', ['other withdrawn', '']);
  // Moved between the two: whatever they had of either is put right.
  allowed(moved, 'moved', [
    '',
    'other withdrawn',
    'first elsewhere correction',
    'first elsewhere other correction withdrawn',
    'first elsewhere other withdrawn correction',
    'first elsewhere correction withdrawn',
  ]);
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
  expect(Object.values(counted).reduce((sum, n) => sum + n, 0)).toBe(300);
});
