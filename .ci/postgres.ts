// Prints the address of a PostgreSQL for the tests and holds it until it is told to stop: the server of this machine
// where it lets us make databases, else one of our own in the folder that is named.
import { writeSync } from 'node:fs';
import { Client } from 'pg';
import { startEmbedded } from '../src/store/embedded/start.ts';

async function letsUsIn(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ may: boolean }>(
      `select rolsuper and current_setting('server_version_num')::int >= 150000 as may from pg_roles where rolname = current_user`,
    );
    return rows[0]?.may === true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function ofThisMachine(): Promise<string | undefined> {
  for (const user of ['root', 'postgres']) {
    const url = `postgres://${user}@127.0.0.1:5432/postgres`;
    if (await letsUsIn(url)) return url;
  }
  return undefined;
}

const here = await ofThisMachine();
const own =
  here === undefined ? await startEmbedded({ dataDir: process.argv[2] ?? '', watched: false }) : undefined;
const url = here ?? own?.url ?? '';
writeSync(1, `${url}\n`);
// Only the address: it may hold a password.
writeSync(2, here === undefined ? 'a PostgreSQL of our own\n' : `the PostgreSQL of this machine: ${here}\n`);

process.on('SIGTERM', async () => {
  await own?.stop();
  process.exit(0);
});
setInterval(() => {}, 60_000);
