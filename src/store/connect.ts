import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import type { Log } from '../core/log.ts';
import * as schema from './schema.ts';
import type { Seal } from './seal.ts';

export type Db = NodePgDatabase<typeof schema>;
/** A transaction, or the database itself where one statement is enough. */
export type Queryable = Db | Parameters<Parameters<Db['transaction']>[0]>[0];

export interface Store {
  readonly db: Db;
  /** For the few statements of the hot path that drizzle cannot say (unnest batches). */
  readonly pool: pg.Pool;
  readonly seal: Seal;
  /** Answers within `ms`, or false: for /readyz. */
  ready(ms?: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A connection or two for a thread that only reads, and needs no seal. */
export function openReader(url: string): { db: Db; close(): Promise<void> } {
  const pool = new pg.Pool({
    connectionString: url,
    max: 2,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    query_timeout: 30_000,
    application_name: 'teledjol matching',
  });
  // As below: a connection that breaks must not end the thread.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return { db: drizzle(pool, { schema }), close: () => pool.end() };
}

/**
 * @param max connections of this process; the hot path holds two for inbound, so never below 4
 */
export function openStore(options: { url: string; seal: Seal; log: Log; max?: number }): Store {
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.max ?? 12,
    connectionTimeoutMillis: 5_000,
    // A server that went away without a word must not hold a message for the kernel's two hours.
    keepAlive: true,
    query_timeout: 30_000,
    application_name: 'teledjol',
    // Our statements take milliseconds, and the planner cannot guess how few rows many of them touch: compiling them
    // first, as PostgreSQL does by itself, cost the queue of a busy desk seconds.
    onConnect: async (client) => {
      await client.query('set jit = off');
    },
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', (error) => options.log.warn('database connection lost', { error }));
  // While a connection is checked out the pool listens no longer: one that breaks between two statements of a
  // transaction would end the process as well. The next statement on it fails, and that is enough.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return {
    db: drizzle(pool, { schema }),
    pool,
    seal: options.seal,
    async ready(ms = 1_000) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<false>((resolve) => {
        timer = setTimeout(resolve, ms, false);
      });
      const answer = pool.query('select 1').then(
        () => true,
        () => false,
      );
      return Promise.race([answer, late]).finally(() => clearTimeout(timer));
    },
    close: () => pool.end(),
  };
}
