import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import writeExcel from 'write-excel-file/node';
import { hasCheckDigit, withCheckDigit } from '../../codes/damm.ts';
import { openLog } from '../../core/log.ts';
import { countryOf } from '../../country/index.ts';
import {
  CENTRE_COLUMNS,
  importCentres,
  importObservers,
  OBSERVER_COLUMNS,
  rowsOf,
} from '../../desks/watch/index.ts';
import { openStore, type Store } from '../../store/connect.ts';
import { verifyEvents } from '../../store/events.ts';
import { allObservers, listCentres, unsealPerson } from '../../store/observers.ts';
import { openSeal } from '../../store/seal.ts';
import { freshDatabase } from '../../testing/database.ts';
import { readSheet } from '../sheet.ts';
import { openCells } from './cells.ts';
import { runObserverCodes } from './codes.ts';

const LAUNCHER = fileURLToPath(new URL('../../teledjol.js', import.meta.url));
const KEY = randomBytes(32);
const country = countryOf('ht');
const LANGUAGES = ['ht', 'fr', 'en', 'es'];
let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let folder: string;

beforeAll(async () => {
  database = await freshDatabase();
  store = openStore({ url: database.url, seal: openSeal(KEY), log: openLog(undefined, 'silent') });
  folder = await mkdtemp(join(tmpdir(), 'teledjol-observer-'));
});
afterAll(async () => {
  await store.close();
  await database.drop();
  await rm(folder, { recursive: true });
});
beforeEach(async () => {
  await store.pool.query('truncate observer_phone, polling_centre, observer cascade');
});

async function fileOf(text: string): Promise<string> {
  const file = join(folder, 'list.csv');
  await writeFile(file, text);
  return file;
}

async function enter(text: string, options: { check?: boolean } = {}) {
  const { rows } = rowsOf(await readSheet(await fileOf(text)), OBSERVER_COLUMNS, ['name', 'organisation']);
  const cells = openCells(country, await listCentres(store.db), LANGUAGES);
  return importObservers(store, rows, cells, options);
}

async function enterPlaces(text: string) {
  const { rows } = rowsOf(await readSheet(await fileOf(text)), CENTRE_COLUMNS, ['name', 'place']);
  return importCentres(store, country, rows, openCells(country, [], LANGUAGES).placeCode);
}

describe('a list of observers', () => {
  test('is taken with titles in French, numbers are given, and who is named by phone is found', async () => {
    await enterPlaces('nom;commune;cep\nLycée Envanté;Delmas;DEL-01\n');
    const done = await enter(
      [
        'nom;organisation;téléphones;lieu;langue;superviseur;binôme;réponses;exercice',
        'Anne Envantée;CSO-A;3710 0001, 509 3710 0011;DEL-01;fr;37100002;+50937100003;;',
        'Bòs Envante;CSO-A;37100002;Kafou;ht;;;kout;',
        'Chal Envante;CSO-B;+50937100003;Dèlma;;;;silans;wi',
      ].join('\n'),
    );
    expect(done).toMatchObject({ added: 3, changed: 0, faults: [] });
    const all = new Map(
      (await allObservers(store.db)).map((row) => [unsealPerson(store.seal, row.sealed).name, row]),
    );
    const [anne, bos, chal] = ['Anne Envantée', 'Bòs Envante', 'Chal Envante'].map((name) => all.get(name));
    const [centre] = await listCentres(store.db);
    expect(anne).toMatchObject({
      placeNumber: centre?.number,
      language: 'fr',
      supervisor: bos?.id,
      buddy: chal?.id,
      verbosity: 'full',
    });
    expect(bos).toMatchObject({ placeNumber: '113001', language: 'ht', verbosity: 'short', training: false });
    expect(chal).toMatchObject({ placeNumber: '112005', verbosity: 'silent', training: true });
    for (const { number } of all.values()) {
      expect(number).toMatch(/^[1-9]\d{4}$/);
      expect(hasCheckDigit(number)).toBe(true);
    }
    // No name and no number of a phone stands in the database as it is written.
    const { rows } = await store.pool.query(
      `select concat((select string_agg(o::text, '') from observer o), (select string_agg(p::text, '') from observer_phone p)) as all`,
    );
    expect(rows[0].all).not.toMatch(/Envant|37100001/);
    expect(rows[0].all).not.toContain(Buffer.from('Anne').toString('hex'));
    expect(await verifyEvents(store.db)).toMatchObject({ whole: true, count: 3 });
  });

  test('again it changes nobody’s number: they are known by number or by phone', async () => {
    const list = 'name,organisation,phones,place\nAnne,CSO-A,37100001,Delmas\n';
    await enter(list);
    const [before] = await allObservers(store.db);
    expect(await enter(list.replace('Delmas', 'Kafou'))).toMatchObject({ added: 0, changed: 1 });
    const [after] = await allObservers(store.db);
    expect(after).toMatchObject({ id: before?.id, number: before?.number, placeNumber: '113001' });
    // A column that is not there leaves what is known.
    const { number } = after ?? {};
    await enter(`number,name,organisation\n${number},Anne-Marie,CSO-A\n`);
    const [last] = await allObservers(store.db);
    expect(last).toMatchObject({ number, placeNumber: '113001' });
    const silent = (row: typeof before) => row && unsealPerson(store.seal, row.sealed).silent;
    expect(silent(last)).toBe(silent(before));
  });

  test('each row that is wrong is named, the others are taken', async () => {
    const good = withCheckDigit('4172');
    const wrong = `4172${(Number(good.at(-1)) + 1) % 10}`;
    const done = await enter(
      [
        'number,name,organisation,phones,place,language,supervisor,training,silent,replies',
        `${good},Anne,CSO-A,37100001,Delmas,ht,,,47,`,
        `${wrong},Bòs,CSO-A,37100002,Delmas,ht,,,,`,
        '01234,Chal,,12,Lenbòt,xx,99999,petèt,40,nenpòt',
        `${good},Dodo,CSO-A,37100001,,,,,,`,
        ',Ewòl,CSO-A,,,,,,,,slipped',
        ',Fifi,CSO-A,,Varreux,,,,,',
        ',Gabo,CSO-A,37100009,,,37100009,,,',
      ].join('\n'),
    );
    expect(done.faults.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '3 number',
      '4 number',
      '4 organisation',
      '4 phones',
      '4 language',
      '4 place',
      '4 verbosity',
      '4 training',
      '4 silent',
      '5 phones',
      '5 number',
      '6 row',
      '7 place',
      '8 supervisor',
    ]);
    expect(done.added).toBe(1);
    expect(JSON.stringify(done.faults)).not.toContain('3710');
  });

  test('looking first changes nothing', async () => {
    expect(await enter('name,organisation\nAnne,CSO-A\n', { check: true })).toMatchObject({ added: 1 });
    expect(await allObservers(store.db)).toEqual([]);
  });

  test.each([
    ['', /is empty/],
    ['name,organisation,shoes\n', /no column "shoes"/],
    ['name\nAnne\n', /organisation is missing/],
    ['name,nom,organisation\n', /stands there twice/],
    ['name,organisation\n"Anne,CSO', /quote is not closed/],
    ['\u0000\u0001\u0002', /neither XLSX nor CSV/],
    ['PK not a workbook', /cannot be read as XLSX/],
  ])('a file that is none says so in one line: %j', async (text, wrong) => {
    await expect(enter(text)).rejects.toThrow(wrong);
  });
});

describe('a list of polling centres', () => {
  test('gets numbers within the commune, and the same ones again by the council’s code', async () => {
    const list = 'name,commune,code,lat,lon\nLekòl A,Delmas,D1,"18,55",-72.3\nLekòl B,HT0112-01,D2,,\n';
    expect(await enterPlaces(list)).toMatchObject({ added: 2, faults: [] });
    const before = await listCentres(store.db);
    expect(before.map(({ number }) => number.slice(0, 5)).sort()).toEqual(['11220', '11221']);
    expect(before.every(({ number }) => hasCheckDigit(number))).toBe(true);
    expect(before.find(({ code }) => code === 'D1')).toMatchObject({ placeCode: 'HT0112', latitude: 18.55 });
    expect(await enterPlaces(list.replace('Lekòl A', 'Lekòl Nasyonal A'))).toMatchObject({ changed: 2 });
    expect((await listCentres(store.db)).map(({ number }) => number).sort()).toEqual(
      before.map(({ number }) => number).sort(),
    );
  });

  test('names what is wrong', async () => {
    const { faults, added } = await enterPlaces(
      'name,place,number,lat\nLekòl A,Nenpòt,,\nLekòl B,HT01,,\nLekòl C,Delmas,112005,91\nLekòl D,Delmas,112206,\n',
    );
    expect(added).toBe(0);
    expect(faults.map(({ row, column }) => `${row} ${column}`)).toEqual([
      '2 place',
      '3 place',
      '4 latitude',
      '4 number',
      '5 number',
    ]);
  });
});

test('the commands: a workbook is entered, wrong rows end with 1, and cards are printed', async () => {
  const file = join(folder, 'list.xlsx');
  const cell = (value: string | number) =>
    ({ value, type: typeof value === 'number' ? Number : String }) as never;
  await writeExcel([
    ['name', 'organisation', 'phones', 'place'].map(cell),
    ['Anne Envantée', 'CSO-A', 37100001, 'Delmas'].map(cell),
    ['Bòs', 'CSO-A', 5, 'Delmas'].map(cell),
  ]).toFile(file);
  const run = (args: readonly string[]) =>
    promisify(execFile)(process.execPath, [LAUNCHER, ...args], {
      cwd: folder,
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: database.url,
        TELEDJOL_SECRET_KEY: KEY.toString('base64'),
        TELEDJOL_DATA_DIR: folder,
      },
    });
  await expect(run(['observer', 'import', file])).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^row 3, phones: .*\nobservers: 1 new, 0 known\n$/),
    stderr: expect.stringMatching(/^teledjol: 1 of the rows were not taken.*\n$/),
  });
  const pdf = join(folder, 'cards.pdf');
  expect((await run(['observer', 'card', '--out', pdf, '--phone', '8828'])).stdout).toMatch(
    /: 1 cards, edition 1/,
  );
  expect((await readFile(pdf)).subarray(0, 5).toString()).toBe('%PDF-');
  const [{ number } = { number: '' }] = await allObservers(store.db);
  const sheet = join(folder, 'codes.pdf');
  await writeFile(sheet, 'an older one');
  expect((await run(['observer', 'codes', number, '--count', '3'])).stdout).toMatch(
    /^codes.pdf: 3 codes for /,
  );
  expect((await readFile(sheet)).subarray(0, 5).toString()).toBe('%PDF-');
  expect((await stat(sheet)).mode & 0o777).toBe(0o600);
  expect((await store.pool.query('select used_at from observer_code')).rows).toHaveLength(3);
  for (const count of ['0', '51', '2.5', 'x'])
    await expect(runObserverCodes(number, { count })).rejects.toThrow(/from 1 to 50/);
  expect((await run(['observer', 'list'])).stdout).not.toContain('Anne');
  expect((await run(['observer', 'list', '--sealed', '--json'])).stdout).toContain('Anne Envantée');
}, 180_000);
