import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { openFingerprints } from '../media/fingerprint.ts';
import { startEmbedded } from '../store/embedded/start.ts';
import { migrate } from '../store/migrate.ts';
import { asAdmin, withDatabase } from './database.ts';
import { hasRedisServer, startPrivateRedis } from './redis.ts';
import { hasSoundTools } from './sound-tools.ts';
import { clearFolder, sweepFolders, tempFolder } from './temp-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A database of the server under test, for creating others. */
    databaseUrl: string;
    databaseTemplate: string;
    databasePrefix: string;
    /** A Redis that files share: use an own key prefix, never flush it. `null`: there is none. */
    redisUrl: string | null;
    chromiumPath: string | null;
    /** Whether sounds can be fingerprinted. */
    fpcalc: boolean;
    /** Whether voice notes can be looked at by programs that are not ours. */
    soundTools: boolean;
    /** What this machine cannot run and why, for the last lines of the run. */
    notRun: string[];
  }
}

interface Found {
  readonly url: string;
  end(): Promise<void>;
}

const PREFIX = 'teledjol_test_';
/** No run lasts that long: databases of this age on a shared server belong to runs that were killed. */
const FORGOTTEN_SECONDS = 3 * 3600;

const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Before all tests of a run: one PostgreSQL (`DATABASE_URL`, else an embedded one of the run's own), one Redis
 * (`REDIS_URL`, else a private one where `redis-server` is installed), and a migrated template to clone.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const chromium = [process.env.CHROMIUM_PATH, ...CHROMIUMS].find((path) => path && existsSync(path)) ?? null;
  const redisThere = Boolean(process.env.REDIS_URL) || hasRedisServer();
  const fpcalc = (await openFingerprints()) !== undefined;
  const soundTools = hasSoundTools();
  const notRun = [
    ...(redisThere ? [] : ['tests against Redis (no REDIS_URL, no redis-server found)']),
    ...(chromium ? [] : ['tests in the browser (no CHROMIUM_PATH, no Chromium found)']),
    ...(fpcalc ? [] : ['tests of fingerprints of sounds (no fpcalc found)']),
    ...(soundTools ? [] : ['tests of voice notes by other programs (no ffprobe, ffmpeg, opusinfo found)']),
  ];
  if (process.env.CI === 'true' && notRun.length > 0) {
    throw new Error(`with CI=true nothing may be left out, but these could not be run: ${notRun.join('; ')}`);
  }

  await sweepFolders();
  const prefix = `${PREFIX}${Math.floor(Date.now() / 1000)}_${process.pid}`;
  const template = `${prefix}_template`;
  const postgres = await findPostgres();
  const redis = redisThere ? await findRedis() : null;
  const end = async () => {
    await dropDatabases(postgres.url, `${prefix}_`, () => true);
    await Promise.all([postgres.end(), redis?.end()]);
    await sweepFolders();
  };
  try {
    await dropDatabases(postgres.url, PREFIX, isForgotten);
    await asAdmin(postgres.url, (admin) => admin.query(`create database ${template}`));
    await migrate(withDatabase(postgres.url, template));
  } catch (error) {
    await end();
    throw error;
  }

  project.provide('databaseUrl', postgres.url);
  project.provide('databaseTemplate', template);
  project.provide('databasePrefix', prefix);
  project.provide('redisUrl', redis?.url ?? null);
  project.provide('chromiumPath', chromium);
  project.provide('fpcalc', fpcalc);
  project.provide('soundTools', soundTools);
  project.provide('notRun', notRun);
  return end;
}

async function findPostgres(): Promise<Found> {
  if (process.env.DATABASE_URL) return { url: process.env.DATABASE_URL, end: async () => {} };
  const folder = await tempFolder();
  const { url, stop } = await startEmbedded({ dataDir: folder, watched: false });
  return {
    url,
    end: async () => {
      await stop();
      await clearFolder(folder);
    },
  };
}

async function findRedis(): Promise<Found> {
  if (process.env.REDIS_URL) return { url: process.env.REDIS_URL, end: async () => {} };
  const { url, remove } = await startPrivateRedis();
  return { url, end: remove };
}

async function dropDatabases(url: string, prefix: string, which: (name: string) => boolean): Promise<void> {
  await asAdmin(url, async (admin) => {
    const found = await admin.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1)',
      [prefix],
    );
    for (const { datname } of found.rows) {
      if (which(datname)) await admin.query(`drop database if exists ${datname} with (force)`);
    }
  });
}

/** The name tells the second in which its run began. */
export function isForgotten(name: string): boolean {
  const begun = Number.parseInt(name.slice(PREFIX.length), 10);
  return Number.isNaN(begun) || begun < Date.now() / 1000 - FORGOTTEN_SECONDS;
}
