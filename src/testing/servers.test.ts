import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, inject, test } from 'vitest';
import { asAdmin, freshDatabase } from './database.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A run of one small file with this environment, and no program on the path but node itself. */
async function runWith(environment: Record<string, string>): Promise<string> {
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const env = { PATH: '/nowhere', NO_COLOR: '1', DATABASE_URL: inject('databaseUrl'), ...environment };
  return new Promise((resolve) => {
    const words = [vitest, 'run', 'src/testing/until.test.ts'];
    execFile(process.execPath, words, { cwd: ROOT, env }, (_, out, complaint) => resolve(out + complaint));
  });
}

async function databases(): Promise<string[]> {
  const found = await asAdmin(inject('databaseUrl'), (admin) =>
    admin.query('select datname from pg_database order by 1'),
  );
  return found.rows.map(({ datname }) => datname);
}

/** One a run; clones come and go with the other files of this run. */
async function templates(): Promise<string[]> {
  return (await databases()).filter((name) => name.endsWith('_template'));
}

test('without Redis a run says so, takes the rest, and leaves no database behind', async () => {
  const before = await templates();
  const printed = await runWith({ CI: '' });
  expect(printed.trimEnd().split('\n').slice(-4), printed).toEqual([
    'not run: tests against Redis (no REDIS_URL, no redis-server found)',
    'not run: tests of fingerprints of sounds (no fpcalc found)',
    'not run: tests of voice notes by other programs (no ffprobe, ffmpeg, opusinfo found)',
    '3 passed, 0 failed',
  ]);
  expect(await templates()).toEqual(before);
});

test('with CI=true nothing may be left out', async () => {
  const printed = await runWith({ CI: 'true' });
  expect(printed).toContain(
    'with CI=true nothing may be left out, but these could not be run: tests against Redis',
  );
  expect(printed).not.toContain('3 passed');
});

test('databases of runs killed hours ago are dropped, those of living runs stay', async () => {
  const forgotten = `teledjol_test_1000000000_${process.pid}`;
  await asAdmin(inject('databaseUrl'), (admin) => admin.query(`create database ${forgotten}`));
  const living = await freshDatabase();
  await runWith({ REDIS_URL: 'redis://127.0.0.1:1' });
  expect(await databases()).not.toContain(forgotten);
  expect(await databases()).toContain(new URL(living.url).pathname.slice(1));
  await living.drop();
});
