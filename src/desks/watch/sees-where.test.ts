import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { transmissionsOf } from '../../store/transmissions.ts';
import { DELMAS, number } from '../../testing/observers.ts';
import { ARMED, OBSERVERS, openWatchWorld, type WatchWorld } from '../../testing/watch-world.ts';
import { tellLate } from './late.ts';
import { reopenIncident, verifyIncident } from './moves.ts';
import { leaveAndTellBack } from './transmit.ts';
import { boardFor, incidentView } from './view.ts';

const [ONE, , OTHER] = OBSERVERS;
const SECTION = number('11201');

let world: WatchWorld;
beforeAll(async () => {
  world = await openWatchWorld();
});
afterAll(() => world.close());
beforeEach(() => world.afresh());

test('each sees on its pages where something was as exactly as it may know, and no more', async () => {
  await world.told(ONE, `${ARMED} ${SECTION}`);
  await world.talk.store.pool.query('update report set latitude = 18.54321, longitude = -72.30567');
  await world.talk.store.pool.query('update incident set latitude = 18.54321, longitude = -72.30567');
  const { id } = await world.only();
  const seen = async (institution: string | null, role: 'analyst' | 'lead' = 'analyst') => {
    const member = await world.member(institution, role);
    const view = await incidentView(world.desk, member, id);
    const board = await boardFor(world.desk, member, { over: false, exercise: false });
    const where = (one: { placeNumber: string | null; latitude: number | null } | undefined) => [
      one?.placeNumber,
      one?.latitude,
    ];
    return {
      codes: [view?.incident.placeCode, board.incidents[0]?.placeCode],
      page: where(view?.incident),
      board: where(board.incidents[0]),
      source: view?.sources[0]?.placeNumber,
    };
  };
  const all = await seen('pnh');
  expect(all).toMatchObject({ page: [SECTION, 18.54321], board: [SECTION, 18.54321], source: SECTION });
  expect(await seen(null, 'lead')).toEqual(all);
  expect(await seen('cep')).toEqual({
    codes: all.codes,
    page: [null, 18.54],
    board: [null, 18.54],
    source: null,
  });
  const commune = all.codes[0]?.split('-')[0];
  expect(commune).not.toBe(all.codes[0]);
  expect(await seen('osc')).toEqual({
    codes: [commune, commune],
    page: [null, 18.5],
    board: [null, 18.5],
    source: null,
  });
});

test('who only proposes names nobody as accused, and nobody names all who could open it', async () => {
  await world.told(ONE, ARMED);
  const { id: incidentId } = await world.only();
  const [police, council] = [await world.member('pnh'), await world.member('cep')];
  const naming = (by: typeof police, accused: string[]) =>
    verifyIncident(world.desk, { incidentId, by, accused });
  expect(await naming(police, ['cep'])).toBe('rights');
  expect(await naming(council, ['opc', 'ddh'])).toBe('rights');
  expect((await world.only()).accused).toEqual([]);
  expect(await naming(council, ['opc'])).toBeNull();
  expect((await world.only()).accused).toEqual(['opc']);
});

test('what was sent once goes neither into another nor away by itself, also when it is opened again', async () => {
  const reference = await world.told(ONE, `${ARMED} ${DELMAS}`);
  await world.sends(['pnh']);
  const { id: incidentId } = await world.only();
  const by = await world.member(null, 'lead');
  await leaveAndTellBack(world.desk, { incidentId, by, exit: 'bogus', why: 'te gen yon erè' });
  await reopenIncident(world.desk, { incidentId, by, why: 'se te vre' });
  await world.texts(ONE, `ANILE ${reference}`);
  await world.group();
  const [after] = await world.incidents();
  expect([after?.id, after?.state]).toEqual([incidentId, 'triage']);
});

test('after it was taken back an institution hears of it anew, and only the last message is waited for', async () => {
  await world.told(ONE, `${ARMED} ${DELMAS}`);
  await world.told(OTHER, `${ARMED} ${DELMAS}`);
  await world.sends(['pnh']);
  const { id: incidentId } = await world.only();
  const by = await world.member(null, 'lead');
  const leave = () => leaveAndTellBack(world.desk, { incidentId, by, exit: 'bogus', why: 'te gen yon erè' });
  world.later(1);
  await leave();
  await reopenIncident(world.desk, { incidentId, by, why: 'se te vre' });
  world.later(2);
  // Who was told that it is nothing is not told so twice.
  await leave();
  await reopenIncident(world.desk, { incidentId, by, why: 'se te vre' });
  world.later(3);
  await world.sends(['pnh']);
  const sent = await transmissionsOf(world.desk.store.db, incidentId);
  expect(sent.map(({ type }) => type)).toEqual(['Alert', 'Cancel', 'Alert']);
  expect(sent[2]?.cap).not.toContain('<references>');
  world.later(24 * 60);
  const told: string[] = [];
  await tellLate(world.desk, async ({ what }) => {
    told.push(what);
    return true;
  });
  expect(told).toEqual(['unacknowledged']);
});
