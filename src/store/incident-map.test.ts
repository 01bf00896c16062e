import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openLog } from '../core/log.ts';
import { freshDatabase } from '../testing/database.ts';
import { enterIncidents, type Happened } from '../testing/many-incidents.ts';
import { openStore, type Store } from './connect.ts';
import { countByCommune, hourlyByCommune, type MapFilter } from './incident-map.ts';
import { incident, report } from './schema.ts';
import { openSeal } from './seal.ts';

const NOW = new Date('2026-08-30T15:20:00Z');
const ALL: MapFilter = { exercise: false, hidden: { codes: [], institution: null } };
const hoursAgo = (hours: number) => new Date(NOW.getTime() - hours * 3_600_000);

let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
beforeAll(async () => {
  database = await freshDatabase();
  store = openStore({ url: database.url, seal: openSeal(randomBytes(32)), log: openLog(() => {}) });
});
afterAll(async () => {
  await store.close();
  await database.drop();
});
beforeEach(async () => {
  await store.db.delete(incident);
  await store.db.delete(report);
});

const happened = (...all: Happened[]) => enterIncidents(store, all, NOW);
const counted = async (more: Partial<MapFilter> = {}) =>
  (await countByCommune(store.db, { ...ALL, ...more })).map(
    ({ placeCode, open, total, worst }) => `${placeCode} ${open}/${total} ${worst}`,
  );

test('sections count for their commune, and the worst is of those that are open', async () => {
  await happened(
    { placeCode: 'HT0111-02', severity: 'Moderate' },
    { placeCode: 'HT0111', severity: 'Minor', state: 'response' },
    { placeCode: 'HT0111', severity: 'Extreme', state: 'closed' },
    { placeCode: 'HT01111' },
    { placeCode: 'HT0211', severity: 'Severe', state: 'closed' },
    { severity: 'Unknown' },
  );
  expect(await counted()).toEqual([
    'HT0111 2/3 Moderate',
    'HT01111 1/1 Minor',
    'HT0211 0/1 null',
    'null 1/1 Unknown',
  ]);
});

test('what turned out to be none is not on the map', async () => {
  const states = ['duplicate', 'bogus', 'not_election', 'exercise', 'rumor', 'withdrawn'] as const;
  await happened(...states.map((state) => ({ placeCode: 'HT0111', state })));
  expect(await counted()).toEqual([]);
});

test('practice and what is real are never on one map', async () => {
  await happened({ placeCode: 'HT0111' }, { placeCode: 'HT0111', exercise: true });
  expect(await counted()).toEqual(['HT0111 1/1 Minor']);
  expect(await counted({ exercise: true })).toEqual(['HT0111 1/1 Minor']);
});

test('filters by severity, code and department', async () => {
  await happened(
    { placeCode: 'HT0111', severity: 'Severe', code: '349' },
    { placeCode: 'HT0211', severity: 'Minor', code: '349' },
    { placeCode: 'HT0211', severity: 'Severe', code: '621' },
  );
  expect(await counted({ severity: 'Severe' })).toEqual(['HT0111 1/1 Severe', 'HT0211 1/1 Severe']);
  expect(await counted({ code: '349', within: 'HT02' })).toEqual(['HT0211 1/1 Minor']);
});

test('an accused institution does not see it, until it was opened to them', async () => {
  const hidden = { codes: ['261'], institution: 'pnh' };
  await happened(
    { placeCode: 'HT0111', code: '261', reportsAt: [hoursAgo(0.5)] },
    { placeCode: 'HT0112', accused: ['pnh'], reportsAt: [hoursAgo(0.5)] },
    { placeCode: 'HT0113', accused: ['pnh'], openedAt: NOW, reportsAt: [hoursAgo(0.5)] },
    { placeCode: 'HT0114', accused: ['fadh'], reportsAt: [hoursAgo(0.5)] },
  );
  expect(await counted({ hidden })).toEqual(['HT0113 1/1 Minor', 'HT0114 1/1 Minor']);
  const hourly = await hourlyByCommune(store.db, { ...ALL, hidden }, { until: NOW, hours: 2 });
  expect([...hourly.keys()].sort()).toEqual(['HT0113', 'HT0114']);
});

test('reports by hour, oldest first, without those before, after or withdrawn', async () => {
  await happened(
    { placeCode: 'HT0111-02', reportsAt: [0, 0.99, 1, 2.5, 3, 3.01, -0.1].map(hoursAgo) },
    { placeCode: 'HT0111', reportsAt: [hoursAgo(0.2)] },
    { placeCode: 'HT0211', reportsAt: [hoursAgo(0.2)], exercise: true },
    { reportsAt: [hoursAgo(1.2)] },
  );
  const hourly = await hourlyByCommune(store.db, ALL, { until: NOW, hours: 3 });
  expect(Object.fromEntries(hourly)).toEqual({ HT0111: [1, 1, 3], null: [0, 1, 0] });
  await store.db.update(report).set({ withdrawnAt: NOW });
  expect((await hourlyByCommune(store.db, ALL, { until: NOW, hours: 3 })).size).toBe(0);
});
