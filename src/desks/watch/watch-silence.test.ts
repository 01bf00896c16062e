import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { countryOf } from '../../country/index.ts';
import { openStore } from '../../store/connect.ts';
import { listEvents, verifyEvents } from '../../store/events.ts';
import { keepMessages } from '../../store/messages.ts';
import { SMS, WHATSAPP } from '../../testing/accounts.ts';
import { sms } from '../../testing/conversation-world.ts';
import { DELMAS, enterObservers, number } from '../../testing/observers.ts';
import { openWatchWorld, type WatchWorld } from '../../testing/watch-world.ts';
import type { WatchDesk } from './desk.ts';
import { silenceBoard, silentPlaces } from './silence-board.ts';
import { moveSilence } from './silence-moves.ts';
import { type Reminding, watchSilence } from './watch-silence.ts';

const CAP = number('31100');
/** Of the secretariat. */
const LEAD = { role: 'lead', institution: null } as const;
const { watch, prices } = countryOf('ht');

let world: WatchWorld;
let reminding: Reminding;
let clock: Date;
let desk: WatchDesk;

/** On the first day of vote, by the clock of Haiti. */
const at = (time: string) => new Date(`2026-08-30T${time}:00-04:00`);

beforeAll(async () => {
  world = await openWatchWorld();
  reminding = {
    texts: world.talk.deps.texts,
    prices,
    capabilities: new Map([
      ['natcom', SMS],
      ['digicel', SMS],
      ['whatsapp', { ...WHATSAPP, window: { hours: 24, templates: {} } }],
    ]),
  };
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const table of [
    'silence',
    'reply',
    'report_message',
    'report',
    'message',
    'spend',
    'observer_phone',
    'observer',
  ])
    await world.talk.store.pool.query(`delete from ${table}`);
  clock = at('06:50');
  desk = withRules({});
});

const withRules = (change: Partial<WatchDesk['cell']['checkIns']>): WatchDesk => ({
  ...world.desk,
  cell: { ...watch, checkIns: { ...watch.checkIns, ...change } },
  now: () => clock,
});
const rows = async <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
  (await world.talk.store.pool.query<Row>(text, values)).rows;

let entered = 0;
interface Entered {
  readonly id: string;
  readonly number: string;
  readonly phone: string;
}
/** Observers of a place, entered before the day and never heard. */
async function enter(n: number, cells: Record<string, string> = {}): Promise<Entered[]> {
  const people = Array.from({ length: n }, () => {
    entered += 1;
    return {
      number: number(String(2_000 + entered)),
      phones: `+50937150${String(entered).padStart(3, '0')}`,
      place: DELMAS,
      ...cells,
    };
  });
  await enterObservers(world.talk.store, world.desk.registry, people);
  await rows(
    `update observer set created_at = '2026-08-01' where created_at > '2026-08-30' or created_at <> '2026-08-01'`,
  );
  const found = await rows<{ id: string; number: string }>('select id, number from observer');
  return people.map((one) => ({
    id: found.find((row) => row.number === one.number)?.id ?? '',
    number: one.number,
    phone: one.phones,
  }));
}

/** They wrote once, without a code. */
async function wrote(one: Entered, when: Date, account = 'natcom') {
  const inbound = sms(one.phone, 'bonjou', { account });
  const kept = await keepMessages(world.talk.store, [{ inbound, receivedAt: new Date(0) }]);
  await rows('update message set received_at = $1 where external_id = $2', [when, inbound.externalId]);
  const [found] = await rows<{ contact_id: string; address_id: string }>(
    'select contact_id, address_id from message where external_id = $1',
    [inbound.externalId],
  );
  return { contactId: kept.contactIds[0] ?? found?.contact_id, addressId: found?.address_id };
}

let told = 0;
async function reports(
  one: Entered,
  when: Date,
  more: {
    kind?: string;
    seized?: boolean;
    strange?: boolean;
    duress?: boolean;
    exercise?: boolean;
    addressId?: string | undefined;
  } = {},
) {
  told += 1;
  await rows(
    `insert into report (id, kind, code, account, medium, observer_id, seized, strange_phone, duress, created_at, address_id, exercise)
      values ($1, $2, $3, 'natcom', 'sms', $4, $5, $6, $7, $8, $9, $10)`,
    [
      randomUUID(),
      more.kind ?? 'check-in',
      `T${told}`,
      one.id,
      more.seized ?? false,
      more.strange ?? false,
      more.duress ?? false,
      when,
      more.addressId ?? null,
      more.exercise ?? false,
    ],
  );
}

const open = () =>
  rows<{ observer_id: string; slot: Date }>(
    'select observer_id, slot from silence where closed_at is null order by slot, id',
  );
const reminders = () =>
  rows<{ text: string; account: string; class: number; contact_id: string }>(
    `select content->>'text' as text, account, class, contact_id from reply where cause = 'observer.reminder'`,
  );
/** Six of them are well, so that the place is not silent as a whole. */
async function othersAreWell(n = 6) {
  for (const one of await enter(n)) await reports(one, clock);
}

describe('rows', () => {
  test('one for each who is silent at an hour that is due, once', async () => {
    await othersAreWell();
    const [silent] = await enter(1);
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 1, heard: 0 });
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 0, heard: 0 });
    expect(await open()).toEqual([{ observer_id: silent?.id, slot: at('06:00') }]);
    clock = at('06:44');
    await rows('delete from silence');
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 0 });
  });

  test('they close by themselves once the observer is heard, of an incident, too, and under duress', async () => {
    const [one, two, three] = (await enter(3)) as [Entered, Entered, Entered];
    await watchSilence(desk, reminding);
    await reports(one, at('06:55'));
    await reports(two, at('06:56'), { kind: 'incident' });
    await reports(three, at('06:57'), { kind: 'incident', duress: true });
    clock = at('07:00');
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 0, heard: 3 });
    expect(await rows('select how, closed_by, closed_at from silence group by 1, 2, 3')).toEqual([
      { how: 'heard', closed_by: null, closed_at: clock },
    ]);
  });

  test('what came from a seized or a strange phone is no sign of them, nor are words without a code', async () => {
    const [one, two, three] = (await enter(3)) as [Entered, Entered, Entered];
    await reports(one, at('06:10'), { seized: true });
    await reports(two, at('06:10'), { strange: true });
    await wrote(three, at('06:10'));
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 3, reminded: 0 });
    const { lines } = await silenceBoard(desk, { training: false, by: LEAD });
    const wroteAt = lines.flatMap((each) => each.lines).map((line) => line.wroteAt);
    expect(wroteAt).toEqual([null, null, at('06:10')]);
  });

  test('what was said in a national exercise is no check-in, but of those who only practise', async () => {
    const [real] = (await enter(1)) as [Entered];
    const [practises] = (await enter(1, { training: 'wi' })) as [Entered];
    for (const one of [real, practises]) await reports(one, at('06:10'), { exercise: true });
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 1 });
    const practice = withRules({ days: [], exerciseDays: ['2026-08-30'] });
    expect(await watchSilence(practice, reminding)).toMatchObject({ opened: 0 });
  });

  test('the same report sent again is heard when it came again', async () => {
    const [one] = (await enter(1)) as [Entered];
    await reports(one, at('04:00'), { kind: 'incident' });
    const { contactId } = await wrote(one, at('06:20'));
    await rows(
      `insert into report_message (report_id, message_id)
        select r.id, m.id from report r, message m where r.observer_id = $1 and m.contact_id = $2`,
      [one.id, contactId],
    );
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 0 });
  });

  test('who is blocked, has ended or practises gets none', async () => {
    const [blocked, ended] = (await enter(2)) as [Entered, Entered];
    await enter(1, { training: 'wi' });
    await rows('update observer set blocked_at = $2 where id = $1', [blocked.id, at('05:00')]);
    await rows('update observer set ended_at = $2 where id = $1', [ended.id, at('05:00')]);
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 0 });
    const board = await silenceBoard(desk, { training: false, by: LEAD });
    expect(board.apart.map(({ number, why }) => [number, why])).toEqual([
      [blocked.number, 'blocked'],
      [ended.number, 'ended'],
    ]);
    // That a phone was seized no institution learns.
    const council = { role: 'analyst', institution: 'cep' } as const;
    const { apart } = await silenceBoard(desk, { training: false, by: council });
    expect(apart.map(({ number }) => number)).toEqual([ended.number]);
    const practice = withRules({ days: [], exerciseDays: ['2026-08-30'] });
    expect(await watchSilence(practice, reminding)).toMatchObject({ opened: 1 });
    expect((await silenceBoard(practice, { training: false, by: LEAD })).lines).toEqual([]);
    expect((await silenceBoard(practice, { training: true, by: LEAD })).lines).toHaveLength(1);
  });
});

test('a commune is silent where nobody of those who are expected was heard, a department where nobody was', async () => {
  const [here] = (await enter(2)) as [Entered, Entered];
  const [there] = (await enter(2, { place: number('21100') })) as [Entered, Entered];
  await enter(1, { place: number('11300') });
  await reports(there, at('06:10'));
  const silent = async (level: 'commune' | 'department') =>
    [...(await silentPlaces(desk, { training: false, level }))].sort();
  expect(await silent('commune')).toEqual(['HT0112', 'HT0113']);
  expect(await silent('department')).toEqual(['HT01']);
  await reports(here, at('06:20'));
  expect(await silent('commune')).toEqual(['HT0113']);
  expect(await silent('department')).toEqual([]);
  expect(await silentPlaces(desk, { training: true, level: 'commune' })).toEqual(new Set());
});

describe('reminders', () => {
  test('one for an hour, by the door by which they last wrote, in their language', async () => {
    await othersAreWell();
    const [one] = (await enter(1, { language: 'fr' })) as [Entered];
    await wrote(one, at('01:00'), 'natcom');
    await wrote(one, at('02:00'), 'digicel');
    const first = await watchSilence(desk, reminding);
    expect(first).toEqual({ opened: 1, heard: 0, reminded: 1, accounts: ['digicel'] });
    expect(await reminders()).toMatchObject([
      { text: 'Bonjour, tout va bien ?', account: 'digicel', class: 2 },
    ]);
    expect(await watchSilence(desk, reminding)).toMatchObject({ reminded: 0 });
    clock = at('10:50');
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 7, reminded: 0 });
    expect(await rows('select account, what, units, milli from spend')).toEqual([
      { account: 'digicel', what: 'reminder', units: 1, milli: String(prices.perUnit.sms) },
    ]);
  });

  test.each([
    ['who wants to hear little', { verbosity: 'short' }],
    ['who wants to hear nothing', { verbosity: 'silent' }],
  ])('none for %s', async (_who, cells) => {
    await othersAreWell();
    const [one] = (await enter(1)) as [Entered];
    await rows('update observer set verbosity = $2 where id = $1', [one.id, cells.verbosity]);
    await wrote(one, at('01:00'));
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 1, reminded: 0 });
  });

  test('none to a phone that may be in other hands, to who said STOP, or through a door that is shut', async () => {
    await othersAreWell(20);
    const all = (await enter(5)) as [Entered, Entered, Entered, Entered, Entered];
    const [seized, stopped, shut, closed, neverWrote] = all;
    const door = await wrote(seized, at('01:00'));
    await reports(seized, at('01:00'), { seized: true, addressId: door.addressId });
    const { contactId } = await wrote(stopped, at('01:00'));
    await rows('update contact set stopped_at = now() where id = $1', [contactId]);
    await wrote(shut, new Date('2026-08-28T12:00:00Z'), 'whatsapp');
    await wrote(closed, at('01:00'), 'an-account-that-is-no-more');
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 5, reminded: 0 });
    expect((await open()).map((row) => row.observer_id)).toContain(neverWrote.id);
  });

  test('none where a place is silent as a whole: that is one signal', async () => {
    for (const one of await enter(5, { place: CAP })) await wrote(one, at('01:00'));
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 5, reminded: 0 });
  });

  test('not more than the day allows, by number and by money', async () => {
    await othersAreWell(20);
    for (const one of await enter(5)) await wrote(one, at('01:00'));
    const reminders = { ...watch.checkIns.reminders, mostADay: 2 };
    expect(await watchSilence(withRules({ reminders }), reminding)).toMatchObject({ reminded: 2 });
    const money = { ...watch.checkIns.reminders, milliADay: 3 * prices.perUnit.sms + 1 };
    expect(await watchSilence(withRules({ reminders: money }), reminding)).toMatchObject({ reminded: 1 });
    expect(await watchSilence(withRules({ reminders: money }), reminding)).toMatchObject({ reminded: 0 });
  });

  test('not hours later, and not while a colleague is calling them', async () => {
    await othersAreWell();
    const [one] = (await enter(1)) as [Entered];
    await wrote(one, at('01:00'));
    clock = at('08:16');
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 1, reminded: 0 });
    clock = at('06:50');
    const by = await world.member('cep');
    await moveSilence(desk, { observerIds: [one.id], by, move: 'take' });
    expect(await watchSilence(desk, reminding)).toMatchObject({ reminded: 0 });
  });

  test('two processes at once remind once', async () => {
    await othersAreWell(20);
    const silent = await enter(8);
    for (const one of silent) await wrote(one, at('01:00'));
    const { store } = world.talk;
    const [{ url } = { url: '' }] = await rows<{ url: string }>(`select current_database() as url`);
    const address = new URL(store.pool.options.connectionString ?? '');
    address.pathname = `/${url}`;
    const other = openStore({ url: address.href, seal: store.seal, log: world.talk.deps.log });
    const looks = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        watchSilence(n % 2 === 0 ? desk : { ...desk, store: other }, reminding),
      ),
    );
    await other.close();
    const sums = looks.filter((look) => look !== null);
    expect(sums.reduce((sum, look) => sum + look.reminded, 0)).toBe(8);
    expect(sums.reduce((sum, look) => sum + look.opened, 0)).toBe(8);
    const contacts = (await reminders()).map((row) => row.contact_id);
    expect([contacts.length, new Set(contacts).size]).toEqual([8, 8]);
  });
});

describe('what people do', () => {
  test('take, put back, called, alarm: each is an event, and a colleague who is on it is not overtaken', async () => {
    const [one, two] = (await enter(2)) as [Entered, Entered];
    clock = at('10:50');
    await watchSilence(desk, reminding);
    const [marie, jozef] = [await world.member('cep'), await world.member('opc')];
    const lead = await world.member(null, 'lead');
    const verifier = await world.member(null, 'verifier');
    const move = (by: typeof marie, what: Parameters<typeof moveSilence>[1]['move'], who = one) =>
      moveSilence(desk, { observerIds: [who.id], by, move: what });
    expect(await move(verifier, 'take')).toBe('rights');
    expect(await move(marie, 'take')).toBeNull();
    expect(await move(jozef, 'called')).toBe('held');
    expect(await move(jozef, 'release')).toBe('held');
    expect(await move(lead, 'release')).toBeNull();
    expect(await move(jozef, 'called')).toBeNull();
    expect(await move(jozef, 'called')).toBe('gone');
    expect(await moveSilence(desk, { observerIds: [one.id, two.id], by: marie, move: 'alarm' })).toBeNull();
    const what = async (who: Entered) =>
      (await listEvents(world.talk.store.db, [who.id])).map((each) => each.what).toReversed();
    expect(await what(one)).toEqual(['entered', 'silence_taken', 'silence_released', 'silence_called']);
    expect(await what(two)).toEqual(['entered', 'silence_alarm']);
    const [event] = await listEvents(world.talk.store.db, [two.id]);
    expect(event).toMatchObject({
      subject: 'observer',
      actor: marie.id,
      why: '2026-08-30T06:00:00-04:00 2026-08-30T10:00:00-04:00',
    });
    expect(await verifyEvents(world.talk.store.db)).toMatchObject({ whole: true });
    const board = await silenceBoard(desk, { training: false, by: LEAD });
    expect(board.alarms).toMatchObject([{ number: two.number, department: 'HT01', at: clock }]);
    // Who was called is not silent; of the other nobody opens the same hours anew.
    clock = at('10:55');
    expect(await watchSilence(desk, reminding)).toMatchObject({ opened: 0 });
    expect((await silenceBoard(desk, { training: false, by: LEAD })).departments).toMatchObject([
      { of: 'HT01', counts: [{ silent: 1 }, { silent: 1 }] },
    ]);
    await reports(two, clock);
    expect((await silenceBoard(desk, { training: false, by: LEAD })).alarms).toEqual([]);
  });
});

test('the board folds what is silent as a whole, and names nobody', async () => {
  const [alone] = (await enter(1)) as [Entered];
  await othersAreWell(8);
  const cap = await enter(5, { place: CAP });
  for (const one of cap.slice(0, 2)) await wrote(one, at('01:00'), 'digicel');
  await watchSilence(desk, reminding);
  const board = await silenceBoard(desk, { training: false, by: LEAD });
  expect(board.departments.map(({ of, counts }) => [of, counts[0]?.silent, counts[0]?.whole])).toEqual([
    ['HT01', 1, false],
    ['HT03', 5, true],
  ]);
  expect(board.signals.map(({ kind, of, lines }) => [kind, of, lines.length])).toEqual([
    ['department', 'HT03', 5],
  ]);
  expect(board.lines.map(({ of, lines }) => [of, lines.map((line) => line.number)])).toEqual([
    ['HT01', [alone.number]],
  ]);
  expect(board.expectedNext).toEqual(at('10:00'));
  expect(JSON.stringify(board)).not.toMatch(/\+509|Envante/);
  for (const one of await enter(3)) await wrote(one, at('01:00'), 'digicel');
  await watchSilence(desk, reminding);
  const more = await silenceBoard(desk, { training: false, by: LEAD });
  expect(more.signals.map(({ kind, of, lines }) => [kind, of, lines.length])).toEqual([
    ['account', 'digicel', 5],
    ['department', 'HT03', 3],
  ]);
});
