import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { inject } from 'vitest';

/**
 * A database of one test file's own: a migrated clone of the template that the run has made.
 * Call it in `beforeAll` and `drop` in `afterAll`; what is forgotten goes when the run ends.
 */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = inject('databaseUrl');
  const name = `${inject('databasePrefix')}_${randomBytes(5).toString('hex')}`;
  await asAdmin(server, (admin) =>
    admin.query(`create database ${name} template ${inject('databaseTemplate')}`),
  );
  return {
    url: withDatabase(server, name),
    drop: () =>
      asAdmin(server, async (admin) => {
        await admin.query(`drop database if exists ${name} with (force)`);
      }),
  };
}

/** The same server and credentials, another database. */
export function withDatabase(url: string, name: string): string {
  const other = new URL(url);
  other.pathname = `/${name}`;
  return other.href;
}

/** One connection to the server for what cannot be done from within the database itself. */
export async function asAdmin<T>(url: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: url });
  // A server that is killed under us must fail the query, not the whole run.
  admin.on('error', () => {});
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
