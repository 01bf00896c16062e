import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { migrate } from '../store/migrate.ts';
import { asAdmin, withDatabase } from './database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A database of the server under test, for creating others. */
    databaseUrl: string;
    databaseTemplate: string;
    databasePrefix: string;
    /** A Redis that files share: use an own key prefix, never flush it. `null`: there is none. */
    redisUrl: string | null;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) throw new Error('set DATABASE_URL to a server where tests may create databases');
  const prefix = `teledjol_test_${Math.floor(Date.now() / 1000).toString(36)}_${process.pid}`;
  const template = `${prefix}_template`;
  await asAdmin(databaseUrl, (admin) => admin.query(`create database ${template}`));
  const migrations = fileURLToPath(new URL('../../migrations/meta/_journal.json', import.meta.url));
  if (existsSync(migrations)) await migrate(withDatabase(databaseUrl, template));
  project.provide('databaseUrl', databaseUrl);
  project.provide('databaseTemplate', template);
  project.provide('databasePrefix', prefix);
  project.provide('redisUrl', process.env.REDIS_URL ?? null);
  return async () => {
    await asAdmin(databaseUrl, async (admin) => {
      const left = await admin.query<{ datname: string }>(
        'select datname from pg_database where datname like $1',
        [`${prefix.replaceAll('_', '\\_')}\\_%`],
      );
      for (const { datname } of left.rows) await admin.query(`drop database ${datname} with (force)`);
    });
  };
}
