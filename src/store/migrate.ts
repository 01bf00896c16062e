import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';
import type { Log } from '../core/log.ts';

/** Any fixed number, the same in every process and every version of this program. */
const LOCK = 7_353_310_001;

/** The same from `src/store/` and from the built `dist/store/`. */
const FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));

interface Applied {
  readonly hash: string;
  readonly created_at: string;
}

type Known = ReturnType<typeof readMigrationFiles>;

/**
 * Brings the database to the state that this program expects. Call it once at start, before anything reads.
 *
 * drizzle's own `migrate()` takes no lock, so that two starters race; it skips without a word what was generated
 * before the last applied migration, and it never compares the hashes it keeps. All three are guarded here.
 *
 * @param databaseUrl a direct connection: a session lock does not survive a pooler in transaction mode
 * @throws Error with one line when the database and the migrations do not belong together, or one fails
 */
export async function migrate(
  databaseUrl: string,
  { log, folder = FOLDER }: { log?: Log; folder?: string } = {},
): Promise<void> {
  const known = readMigrationFiles({ migrationsFolder: folder });
  refuseUnordered(known);
  const client = new Client({ connectionString: databaseUrl, application_name: 'teledjol migrate' });
  // Without a listener a server that goes away in the middle would end the process instead of the query.
  client.on('error', () => {});
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    const before = await readApplied(client);
    refuseStrangers(before, known);
    if (before.length === known.length) return;
    await applyMigrations(drizzle({ client }), { migrationsFolder: folder }).catch((error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`a migration failed and none was applied: ${reason}`, { cause: error });
    });
    log?.info('migrated the database', { count: known.length - before.length });
  } finally {
    // Ending the session also lets go of the lock.
    await client.end();
  }
}

async function readApplied(client: Client): Promise<readonly Applied[]> {
  const table = await client.query<{ found: boolean }>(
    `select to_regclass('drizzle.__drizzle_migrations') is not null as found`,
  );
  if (!table.rows[0]?.found) return [];
  const applied = await client.query<Applied>(
    'select hash, created_at from drizzle.__drizzle_migrations order by created_at, id',
  );
  return applied.rows;
}

function refuseUnordered(known: Known): void {
  known.forEach((migration, at) => {
    const earlier = known[at - 1];
    if (earlier && earlier.folderMillis >= migration.folderMillis) {
      throw new Error(
        `migrations/meta/_journal.json: entry ${at} is not younger than the one before it and would be skipped: generate it again`,
      );
    }
  });
}

/** What was applied must be the beginning of what we know: nothing else, nothing in between, nothing edited. */
function refuseStrangers(applied: readonly Applied[], known: Known): void {
  applied.forEach((row, at) => {
    const ours = known[at];
    if (ours?.hash === row.hash) return;
    if (!ours || !known.some((one) => one.folderMillis >= Number(row.created_at))) {
      throw new Error(
        `the database is newer than this program (it holds ${applied.length} migrations, the program knows ${known.length}): start the newer program`,
      );
    }
    if (ours.folderMillis === Number(row.created_at)) {
      throw new Error(
        `migration ${at} was edited after it was applied to this database: restore it and put the change into a new migration`,
      );
    }
    throw new Error(
      `migration ${at} does not fit the history of this database: migrations were merged out of order, generate the newer one again`,
    );
  });
}
