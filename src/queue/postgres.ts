import { setTimeout as pause } from 'node:timers/promises';
import { createPostgresBackend, type Job, runMigrations, withBackend } from 'bullmq';
import pg from 'pg';
import { type Backend, SHORT_EVENTS, type Wake, WORKER } from './backend.ts';

/** For queries; every worker holds one more connection of its own to LISTEN on. */
const QUERY_CONNECTIONS = 3;
/** A server that starts or stops refuses with errors for which BullMQ does not wait by itself. */
const REFUSED_PAUSE_MS = 300;
const SCHEMA = 'bullmq';

/**
 * BullMQ on PostgreSQL, in the schema `bullmq` of the same database as everything else.
 * Brings its tables up to date first; processes that start together wait for each other (BullMQ holds an
 * advisory lock).
 *
 * @throws whatever `pg` throws where the server cannot be reached
 */
export async function openPostgres(url: string, onError: (error: unknown) => void): Promise<Backend> {
  // One for all queues, where BullMQ by itself would open a pool for each of them.
  const pool = new pg.Pool({
    connectionString: url,
    max: QUERY_CONNECTIONS,
    connectionTimeoutMillis: 5_000,
    // Against a server that hangs without a word.
    query_timeout: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'teledjol-queue',
    // BullMQ's statements name no schema. In the start-up options it would not pass through connection poolers.
    async onConnect(client) {
      client.on('error', onError);
      await client.query(`set search_path to ${SCHEMA}`);
    },
  });
  // BullMQ adds a listener for every queue and worker.
  pool.setMaxListeners(0).on('error', onError);
  const first = await pool.connect();
  try {
    await runMigrations(first, SCHEMA);
  } finally {
    first.release();
  }
  const { Queue, Worker } = withBackend(patientBackend);
  // BullMQ describes a pool loosely, with an index signature that the real one's type lacks.
  const connection = pool as pg.Pool & Record<string, unknown>;
  return {
    reachable: () => true,
    async ping() {
      await pool.query('select 1');
    },
    produce: (queue) => new Queue<Wake>(queue, { connection, streams: SHORT_EVENTS }),
    async consume(queue, concurrency, process) {
      pool.options.max += 1;
      const run = (job: Job<Wake>) => process(job);
      const worker = new Worker<Wake>(queue, run, { ...WORKER, connection, concurrency });
      worker.on('error', onError);
      await worker.waitUntilReady();
      return worker;
    },
    async close() {
      await pool.end();
    },
  };
}

/** As BullMQ's own, but a failed fetch is followed by a pause: while the server starts it would spin. */
const patientBackend: typeof createPostgresBackend = (name, options, more) => {
  const backend = createPostgresBackend(name, options, more);
  const fetch = backend.moveToActive.bind(backend);
  backend.moveToActive = async (...args) => {
    try {
      return await fetch(...args);
    } catch (error) {
      await pause(REFUSED_PAUSE_MS);
      throw error;
    }
  };
  return backend;
};
