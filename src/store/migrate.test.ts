import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { asAdmin, withDatabase } from '../testing/database.ts';
import { until } from '../testing/until.ts';
import { migrate } from './migrate.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let empty: { url: string; drop(): Promise<void> };
let folder: string;

beforeEach(async () => {
  const server = inject('databaseUrl');
  const name = `${inject('databasePrefix')}_empty_${Date.now()}`;
  await asAdmin(server, (admin) => admin.query(`create database ${name}`));
  empty = {
    url: withDatabase(server, name),
    drop: () =>
      asAdmin(server, async (admin) => {
        await admin.query(`drop database ${name} with (force)`);
      }),
  };
  folder = await mkdtemp(join(tmpdir(), 'teledjol-migrations-'));
});

afterEach(async () => {
  await empty.drop();
  await rm(folder, { recursive: true });
});

interface Step {
  readonly tag: string;
  readonly when: number;
  readonly sql: string;
}

const FIRST: Step = { tag: '0000_first', when: 1_000, sql: 'create table first (id int)' };
const SECOND: Step = { tag: '0001_second', when: 2_000, sql: 'create table second (id int)' };

/** A migrations folder as drizzle-kit writes it. */
async function write(...steps: Step[]): Promise<void> {
  await mkdir(join(folder, 'meta'), { recursive: true });
  const entries = steps.map(({ tag, when }, idx) => ({ idx, version: '7', when, tag, breakpoints: true }));
  const journal = { version: '7', dialect: 'postgresql', entries };
  await writeFile(join(folder, 'meta', '_journal.json'), JSON.stringify(journal));
  for (const { tag, sql } of steps) await writeFile(join(folder, `${tag}.sql`), sql);
}

async function tables(url: string): Promise<unknown[]> {
  const found = await asAdmin(url, (client) =>
    client.query(`select tablename from pg_tables where schemaname = 'public' order by 1`),
  );
  return found.rows.map(({ tablename }) => tablename);
}

async function applied(url: string): Promise<number> {
  const rows = await asAdmin(url, (client) => client.query('select from drizzle.__drizzle_migrations'));
  return rows.rowCount ?? 0;
}

test('processes that migrate an empty database at once apply every migration once', async () => {
  const program = `
    import { migrate } from ${JSON.stringify(new URL('./migrate.ts', import.meta.url).href)};
    await migrate(process.argv[1]);
  `;
  const words = ['--import', 'tsx', '--input-type=module', '-e', program, empty.url];
  const run = () => promisify(execFile)(process.execPath, words, { cwd: ROOT });
  await Promise.all([run(), run(), run()]);
  const journal = JSON.parse(await readFile(join(ROOT, 'migrations', 'meta', '_journal.json'), 'utf8'));
  expect(await applied(empty.url)).toBe(journal.entries.length);
  expect((await tables(empty.url)).length).toBeGreaterThan(0);
});

test('waits for whoever migrates already', async () => {
  await write(FIRST);
  const holder = await asAdmin(empty.url, async (other) => {
    await other.query('select pg_advisory_lock(7353310001)');
    const waiting = migrate(empty.url, { folder });
    await asAdmin(empty.url, async (looker) => {
      const query = `select 1 from pg_locks where locktype = 'advisory' and not granted
        and database = (select oid from pg_database where datname = current_database())`;
      await until(async () => (await looker.query(query)).rowCount);
    });
    expect(await tables(empty.url)).toEqual([]);
    return { waiting };
  });
  await holder.waiting;
  expect(await tables(empty.url)).toEqual(['first']);
});

test('applies what is new and leaves the rest alone', async () => {
  await write(FIRST);
  await migrate(empty.url, { folder });
  await write(FIRST, SECOND);
  await migrate(empty.url, { folder });
  await migrate(empty.url, { folder });
  expect(await tables(empty.url)).toEqual(['first', 'second']);
  expect(await applied(empty.url)).toBe(2);
});

test('refuses a migration that was edited after it was applied', async () => {
  await write(FIRST);
  await migrate(empty.url, { folder });
  await write({ ...FIRST, sql: 'create table first (id bigint)' }, SECOND);
  await expect(migrate(empty.url, { folder })).rejects.toThrow(
    /^migration 0 was edited after it was applied .* put the change into a new migration$/,
  );
  expect(await tables(empty.url)).toEqual(['first']);
});

test('refuses a database that is newer than the program', async () => {
  await write(FIRST, SECOND);
  await migrate(empty.url, { folder });
  await write(FIRST);
  await expect(migrate(empty.url, { folder })).rejects.toThrow(/^the database is newer than this program/);
});

test('refuses a migration that was merged behind one already applied, which drizzle would skip', async () => {
  await write(FIRST, SECOND);
  await migrate(empty.url, { folder });
  await write(FIRST, { tag: '0001_between', when: 1_500, sql: 'create table between_them (id int)' }, SECOND);
  await expect(migrate(empty.url, { folder })).rejects.toThrow(/^migration 1 does not fit .* out of order/);
});

test('refuses a journal whose times do not rise', async () => {
  await write(SECOND, { ...FIRST, tag: '0001_first' });
  await expect(migrate(empty.url, { folder })).rejects.toThrow(/entry 1 is not younger/);
  expect(await tables(empty.url)).toEqual([]);
});

test('applies none of several when one fails, says why, and can be tried again', async () => {
  await write(FIRST, { ...SECOND, sql: 'create table first (id int)' });
  await expect(migrate(empty.url, { folder })).rejects.toThrow(
    'a migration failed and none was applied: relation "first" already exists',
  );
  expect(await tables(empty.url)).toEqual([]);
  await write(FIRST, SECOND);
  await migrate(empty.url, { folder });
  expect(await tables(empty.url)).toEqual(['first', 'second']);
});
