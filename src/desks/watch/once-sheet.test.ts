import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hasCheckDigit } from '../../codes/damm.ts';
import { takeTurns } from '../../conversation/take-turns.ts';
import { countryOf } from '../../country/index.ts';
import { listEvents, verifyEvents } from '../../store/events.ts';
import { keepMessages } from '../../store/messages.ts';
import { sms } from '../../testing/conversation-world.ts';
import { DELMAS, number } from '../../testing/observers.ts';
import { OBSERVERS, openWatchWorld, type WatchWorld } from '../../testing/watch-world.ts';
import { makeOnceSheet } from './once-sheet.ts';

const [ARMED, SHOTS, LATE] = ['31', '32', '12'].map(number) as [string, string, string];
const [ONE, TWO] = OBSERVERS;
const country = countryOf('ht');

let world: WatchWorld;
beforeAll(async () => {
  world = await openWatchWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  for (const table of ['incident', 'report', 'waiting', 'observer_code'])
    await world.talk.store.pool.query(`delete from ${table}`);
  await world.talk.store.pool.query('update observer set blocked_at = null');
  await known();
});

/** What changed in the database without the desk is known. */
const known = () => world.talk.deps.observers.registry.fresh(world.talk.store.db);

async function sheetOf({ number }: { number: string }, count = 4): Promise<string[]> {
  let printed: readonly string[] = [];
  const print = async (codes: readonly string[]) => {
    printed = codes;
  };
  await makeOnceSheet(world.talk.store, country, { number, count, now: new Date(), print });
  return [...printed];
}
let phones = 0;
const strange = () => {
  phones += 1;
  return `+5093718${String(1_000 + phones)}`;
};
const rows = async (text: string, values: unknown[] = []) =>
  (await world.talk.store.pool.query(text, values)).rows;
const last = async () => (await rows('select * from report order by created_at, code')).at(-1);
const tells = (from: string, text: string) => world.talk.says(from, text);
const SURE = { strange_phone: false, seized: false, once_refused: false };
const REFUSED = { strange_phone: true, once_refused: true };
/** A valid code, and on nobody's sheet. */
const GUESSED = ['53718', '53719', '53720', '53721'].map(number);

describe('a report from another phone', () => {
  test('with a code of theirs is as sure as from their own, once', async () => {
    const [code] = await sheetOf(ONE);
    await tells(strange(), `${ONE.number} ${ARMED} ${DELMAS}`);
    expect(await last()).toMatchObject({ strange_phone: true, once_refused: false });
    await world.group();
    expect(await world.incidents()).toMatchObject([{ certainty: 'Unknown' }]);
    const heard = await tells(strange(), `${ONE.number} K${code} ${ARMED} ${DELMAS} yo la`);
    expect(await last()).toMatchObject({ ...SURE, items: [{ code: ARMED }] });
    await world.group();
    expect(await world.incidents()).toMatchObject([{ certainty: 'Possible' }]);
    // Again it is a report without a code, and marked; what is heard does not tell.
    const again = await tells(strange(), `${ONE.number} K${code} ${SHOTS} ${DELMAS}`);
    expect(await last()).toMatchObject(REFUSED);
    const shape = (answers: string[]) => answers.join().replace(/\d{7}/, '#######');
    expect(shape(again)).toBe(shape(heard));
  });

  test('with a code of another sheet, an older one or none is marked', async () => {
    const [old = ''] = await sheetOf(ONE);
    const [theirs] = await sheetOf(TWO);
    const [fresh] = await sheetOf(ONE);
    for (const code of [old, theirs, GUESSED[0]]) {
      await tells(strange(), `${ONE.number} K${code} ${ARMED} ${DELMAS}`);
      expect([code, await last()]).toMatchObject([code, REFUSED]);
    }
    await tells(strange(), `${ONE.number} K${fresh} ${SHOTS} ${DELMAS}`);
    expect(await last()).toMatchObject(SURE);
    // What was tried for one is still good for whom it was given to.
    await tells(strange(), `${TWO.number} K${theirs} ${LATE} ${DELMAS}`);
    expect(await last()).toMatchObject(SURE);
  });

  test('sent again because it did not seem to leave is the same report, and not marked', async () => {
    const [code] = await sheetOf(ONE);
    const from = strange();
    const text = `${ONE.number} K${code} ${ARMED} ${DELMAS}`;
    expect(await tells(from, text)).toEqual(await tells(from, text));
    expect(await rows('select * from report')).toMatchObject([SURE]);
  });

  test('that must be asked about leaves the code for when it is sent again', async () => {
    const [code] = await sheetOf(ONE);
    const from = strange();
    expect((await tells(from, `${ONE.number} K${code} ${ARMED}`)).join()).toMatch(/Ki kote/);
    await tells(from, `${ONE.number} K${code} ${ARMED} ${DELMAS}`);
    expect(await last()).toMatchObject(SURE);
  });

  test('at the same moment as another one with the same code: one of both is sure', async () => {
    const [code] = await sheetOf(ONE);
    const kept = await keepMessages(
      world.talk.store,
      [strange(), strange()].map((from) => ({
        inbound: sms(from, `${ONE.number} K${code} ${ARMED} ${DELMAS}`),
        receivedAt: new Date(),
      })),
    );
    await Promise.all(kept.contactIds.map((id) => takeTurns(world.talk.deps, [id])));
    const marks = await rows('select once_refused from report order by once_refused');
    expect(marks).toEqual([{ once_refused: false }, { once_refused: true }]);
  });

  test('from which codes are tried is not believed any more, another one is', async () => {
    const [first, second] = await sheetOf(ONE);
    const from = strange();
    for (const guess of GUESSED.slice(0, 3)) await tells(from, `${ONE.number} K${guess} ${ARMED} ${DELMAS}`);
    await tells(from, `${ONE.number} K${first} ${SHOTS} ${DELMAS}`);
    expect(await last()).toMatchObject(REFUSED);
    const other = strange();
    for (const guess of GUESSED.slice(0, 2)) await tells(other, `${ONE.number} K${guess} ${ARMED} ${DELMAS}`);
    await tells(other, `${ONE.number} K${second} ${SHOTS} ${DELMAS}`);
    expect(await last()).toMatchObject(SURE);
  });
});

describe('phones that were seized', () => {
  const block = async (who: { number: string }) => {
    await rows('update observer set blocked_at = now() where number = $1', [who.number]);
    await known();
  };

  test('a code says that it is them on another phone, but not on one that was seized, too', async () => {
    const [code, other] = await sheetOf(ONE);
    await block(ONE);
    await tells(strange(), `${ONE.number} ${ARMED} ${DELMAS}`);
    expect(await last()).toMatchObject({ strange_phone: true, seized: true });
    await tells(strange(), `${ONE.number} K${code} ${SHOTS} ${DELMAS}`);
    expect(await last()).toMatchObject(SURE);
    await block(TWO);
    await tells(TWO.phones, `${ONE.number} K${other} ${LATE} ${DELMAS}`);
    expect(await last()).toMatchObject({ strange_phone: false, seized: true });
  });
});

test('their own phone needs no code, and one that is written there is used up all the same', async () => {
  const [code] = await sheetOf(ONE);
  await world.texts(ONE, ARMED);
  expect(await last()).toMatchObject(SURE);
  await world.texts(ONE, `K${code} ${SHOTS}`);
  expect(await last()).toMatchObject(SURE);
  await world.texts(ONE, `K${code} ${LATE}`);
  expect(await last()).toMatchObject(SURE);
  await tells(strange(), `${ONE.number} K${code} ${ARMED} ${DELMAS}`);
  expect(await last()).toMatchObject(REFUSED);
});

describe('a sheet', () => {
  test('has codes with a check digit, each once, of which none is a place', async () => {
    const codes = await sheetOf(ONE, 50);
    expect(new Set(codes).size).toBe(50);
    const { places } = await world.desk.registry.recent(world.talk.store.db);
    for (const code of codes) {
      expect(code).toMatch(/^[1-9]\d{5}$/);
      expect([hasCheckDigit(code), places.has(code)]).toEqual([true, false]);
    }
  });

  test('is in the chain, and nothing of it is kept in clear', async () => {
    const codes = await sheetOf(ONE);
    const [{ id }] = await rows('select id from observer where number = $1', [ONE.number]);
    const [event] = await listEvents(world.talk.store.db, [id]);
    expect(event).toMatchObject({ subject: 'observer', what: 'once_codes_made', why: '4' });
    expect(await verifyEvents(world.talk.store.db)).toMatchObject({ whole: true });
    const [{ all }] = await rows(
      `select concat((select string_agg(c::text, '') from observer_code c), (select string_agg(e::text, '') from event e)) as all`,
    );
    for (const code of codes) {
      expect(all).not.toContain(code);
      expect(all).not.toContain(Buffer.from(code).toString('hex'));
    }
    // The same code on two sheets is not the same in the database.
    const { seal } = world.talk.store;
    expect(seal.hashOnce('a', codes[0] ?? '').equals(seal.hashOnce('b', codes[0] ?? ''))).toBe(false);
  });

  test('that could not be printed leaves the older one good; who is no observer gets none', async () => {
    const [code] = await sheetOf(ONE);
    const events = (await rows('select count(*) from event'))[0].count;
    const make = (number: string) =>
      makeOnceSheet(world.talk.store, country, {
        number,
        count: 4,
        now: new Date(),
        print: () => Promise.reject(new Error('no paper')),
      });
    await expect(make(ONE.number)).rejects.toThrow('no paper');
    await expect(make('41720')).rejects.toThrow('41720 is no observer');
    expect((await rows('select count(*) from event'))[0].count).toBe(events);
    await tells(strange(), `${ONE.number} K${code} ${ARMED} ${DELMAS}`);
    expect(await last()).toMatchObject(SURE);
  });
});
