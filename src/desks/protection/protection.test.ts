import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { listEvents, verifyEvents } from '../../store/events.ts';
import { wipeCallbacks } from '../../store/protection.ts';
import { openProtectionSeal } from '../../store/protection-seal.ts';
import { sensitiveCase } from '../../store/schema.ts';
import { type DeskWorld, openDeskWorld } from '../../testing/desk-world.ts';
import type { ProtectionDesk } from './desk.ts';
import {
  callbacks,
  closeCallback,
  forgetCallbacks,
  keepCallback,
  openCallback,
  releaseCallback,
  reopenCallback,
  takeCallback,
} from './index.ts';

const seal = openProtectionSeal(randomBytes(32));
const NUMBER = '+50937000042';
const SAFE = 'madi apre 4è, lè mwen pou kont mwen';

let world: DeskWorld;
let desk: ProtectionDesk;
let marie: string;
let jozef: string;
beforeAll(async () => {
  world = await openDeskWorld();
  desk = { ...world.desk, protection: seal };
  marie = await world.colleague();
  jozef = await world.colleague();
});
beforeEach(() => world.store.db.delete(sensitiveCase));
afterAll(() => world.close());

const asks = (contactId: string, words: { number?: string; safeTime?: string } = {}) =>
  world.store.db.transaction((tx) =>
    keepCallback(tx, {
      seal,
      contactId,
      number: NUMBER,
      safeTime: SAFE,
      language: 'ht',
      consentedAt: new Date(),
      ...words,
    }),
  );
const only = async () => {
  const [row, ...others] = await world.store.db.select().from(sensitiveCase);
  if (!row || others.length > 0) throw new Error('there is not exactly one');
  return row;
};

test('a list says code, age and state; opening one is an event that says who and when, and nothing else', async () => {
  const { contactId } = await world.person();
  const { code } = await asks(contactId);
  const { open, total } = await callbacks(desk);
  expect(total).toBe(1);
  expect(open).toMatchObject([{ code, state: 'open' }]);
  expect(JSON.stringify(open)).not.toMatch(/3700|madi/);
  const [line] = open;
  const id = line?.id ?? '';
  expect(await openCallback(desk, { id, staffId: marie })).toEqual({
    code,
    number: NUMBER,
    safeTime: SAFE,
    language: 'ht',
    takenBy: null,
  });
  const events = await listEvents(world.store.db, [id]);
  expect(events).toMatchObject([
    { subject: 'callback', actor: marie, what: 'opened', from: null, to: null, why: null },
  ]);
  expect(await verifyEvents(world.store.db)).toMatchObject({ whole: true });
});

test('a copy of the database without the key of call-backs reads nothing and finds nobody', async () => {
  const { contactId } = await world.person();
  await asks(contactId);
  const { id, sealed } = await only();
  const { rows } = await world.store.pool.query('select t::text as row from sensitive_case t');
  const row: string = rows[0].row;
  expect(row).not.toMatch(/3700|madi/);
  expect(row).not.toContain(contactId);
  expect(sealed.toString('latin1')).not.toMatch(/3700|madi/);
  // The key for phone numbers does not open it, nor does another of its kind, nor none.
  expect(() => world.store.seal.unseal(sealed)).toThrow();
  const stolen = openProtectionSeal(randomBytes(32));
  const by = { id, staffId: marie };
  expect(await openCallback({ ...desk, protection: stolen }, by)).toBe('unreadable');
  expect(await openCallback({ ...desk, protection: undefined }, by)).toBe('unreadable');
  expect(await listEvents(world.store.db, [id])).toEqual([]);
  await forgetCallbacks(world.store.db, { seal: stolen, contactId });
  expect((await only()).id).toBe(id);
});

test('no time in it leads back to the message it came with', async () => {
  const { contactId } = await world.person();
  await asks(contactId);
  const { id, createdAt, consentedAt } = await only();
  expect(id[14]).toBe('4');
  for (const time of [createdAt, consentedAt]) {
    expect([time.getUTCMinutes(), time.getUTCSeconds(), time.getUTCMilliseconds()]).toEqual([0, 0, 0]);
  }
});

test('who asks again is not called at the old time: it is replaced, and whoever had it looks again', async () => {
  const { contactId } = await world.person();
  const { code } = await asks(contactId);
  const { id } = await only();
  await takeCallback(desk, { id, staffId: marie });
  expect(await asks(contactId, { safeTime: 'mèkredi' })).toEqual({ code });
  expect(await only()).toMatchObject({ id, state: 'open', takenBy: null });
  expect(await openCallback(desk, { id, staffId: jozef })).toMatchObject({ safeTime: 'mèkredi' });
  await takeCallback(desk, { id, staffId: jozef });
  await closeCallback(desk, { id, staffId: jozef });
  expect((await asks(contactId)).code).not.toBe(code);
});

test('one person calls; closing is theirs, and can be undone', async () => {
  await asks((await world.person()).contactId);
  const { id } = await only();
  const taken = await Promise.all([
    takeCallback(desk, { id, staffId: marie }),
    takeCallback({ ...desk, store: world.elsewhere.store }, { id, staffId: jozef }),
  ]);
  expect([...taken].sort()).toEqual(['held', null].sort());
  const [winner, loser] = taken[0] === null ? [marie, jozef] : [jozef, marie];
  expect(await closeCallback(desk, { id, staffId: loser })).toBe('held');
  expect(await closeCallback(desk, { id, staffId: winner })).toBeNull();
  expect(await openCallback(desk, { id, staffId: winner })).toBe('gone');
  expect(await reopenCallback(desk, { id, staffId: loser })).toBeNull();
  expect(await takeCallback(desk, { id, staffId: loser })).toBeNull();
  expect(await releaseCallback(desk, { id, staffId: winner })).toBeNull();
  expect((await listEvents(world.store.db, [id])).map(({ what }) => what)).toEqual([
    'released',
    'taken',
    'reopened',
    'closed',
    'taken',
  ]);
});

test('thirty days after it was closed nothing is left to open', async () => {
  await asks((await world.person()).contactId);
  const { id, personHash } = await only();
  await takeCallback(desk, { id, staffId: marie });
  await closeCallback(desk, { id, staffId: marie });
  expect(await wipeCallbacks(world.store.db)).toBe(0);
  await world.store.pool.query(`update sensitive_case set closed_at = now() - interval '31 days'`);
  expect(await wipeCallbacks(world.store.db)).toBe(1);
  expect(await wipeCallbacks(world.store.db)).toBe(0);
  const left = await only();
  expect(left.sealed).toHaveLength(0);
  expect(left.personHash.equals(personHash)).toBe(false);
  expect(await reopenCallback(desk, { id, staffId: marie })).toBe('gone');
  expect((await callbacks(desk)).closed).toEqual([]);
});

test('who asks to be forgotten is gone from it, and counted', async () => {
  const { contactId } = await world.person();
  const other = await world.person();
  await asks(contactId);
  const kept = await asks(other.contactId);
  await world.store.db.transaction((tx) => forgetCallbacks(tx, { seal, contactId }));
  expect((await only()).code).toBe(kept.code);
  const { rows } = await world.store.pool.query(`select count from tally where what = 'callback_forgotten'`);
  expect(rows).toEqual([{ count: 1 }]);
});
