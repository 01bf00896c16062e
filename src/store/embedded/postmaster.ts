import { spawn } from 'node:child_process';
import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { type Cluster, complaintIn, PLAIN, ROLE } from './cluster.ts';
import type { Runner } from './runner.ts';
import { birthOf, commandOf } from './running.ts';

/** Recovery after a crash may take its time on a slow disk. */
const START_MS = 120_000;
const STOP_MS = 60_000;
const LOG_BYTES = 1_000_000;

/** For one server beside its program. What people wrote must not reach the log of the server either: a failed
 * statement is not logged at all, and what is logged comes without its details. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  fsync: 'on',
  synchronous_commit: 'on',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_checkpoints: 'off',
};

export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

export interface Server {
  readonly home: string;
  readonly native: string;
  readonly runner: Runner;
  readonly cluster: Cluster;
}

export function urlOf(server: Server, port: number, database: string): string {
  return `postgres://${ROLE}:${server.cluster.password}@127.0.0.1:${port}/${database}`;
}

/** The living postmaster of this data folder, whoever started it. */
export async function findPostmaster(data: string): Promise<Postmaster | null> {
  const file = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '');
  const [pid, , , port] = file.split('\n').map(Number);
  if (!pid || !(await commandOf(pid)).includes(`-D ${data} `)) return null;
  return { pid, port: port || 0 };
}

/**
 * Finds the server or starts it, and waits until it answers. Called under the lock.
 *
 * @param port must be this one, because its address has been given out
 */
export async function ensureRunning(
  server: Server,
  port?: number,
): Promise<Postmaster & { readonly launched: boolean }> {
  const deadline = Date.now() + START_MS;
  let launch: Launch | undefined;
  let answer = 'it did not answer';
  for (let attempts = 0; Date.now() < deadline; await pause(50)) {
    const found = await findPostmaster(server.cluster.data);
    if (found?.port) {
      const problem = await knock(server, found.port);
      if (problem === null) return { ...found, launched: launch !== undefined };
      answer = problem;
      if (/password/.test(problem)) break;
    } else if (!found && launch?.ended() !== false) {
      if (launch) answer = await launch.complaint();
      // A postmaster killed a moment ago leaves backends that need a moment to notice; a port may be snatched.
      const passing = /shared memory block|lock file|Address already in use|could not create any TCP/.test(
        answer,
      );
      if (launch && (!passing || attempts > 100)) break;
      if (launch) await pause(200);
      attempts += 1;
      await buryStalePid(server.cluster.data);
      launch = await start(server, port ?? (await choosePort(server.home, attempts)));
    }
  }
  throw new Error(
    `the embedded PostgreSQL does not start: ${answer} (more in ${join(server.home, 'postgres.log')})`,
  );
}

/** Fast shutdown: open transactions are rolled back, everything committed is on disk. */
export async function stopPostmaster(data: string): Promise<void> {
  const found = await findPostmaster(data);
  if (!found) return;
  const birth = await birthOf(found.pid);
  const deadline = Date.now() + STOP_MS;
  signal(found.pid, 'SIGINT');
  // Its pid file goes a moment before the process does: only when that has ended is everything let go.
  while (birth !== null && (await birthOf(found.pid)) === birth) {
    // A clean stop hangs only on a stuck disk; the next start then recovers from the write-ahead log.
    if (Date.now() > deadline) signal(found.pid, 'SIGQUIT');
    if (Date.now() > deadline + 5_000)
      throw new Error(`the embedded PostgreSQL (${found.pid}) does not stop`);
    await pause(30);
  }
}

interface Launch {
  ended(): boolean;
  complaint(): Promise<string>;
}

async function start(server: Server, port: number): Promise<Launch> {
  const { home, native, runner, cluster } = server;
  const path = join(home, 'postgres.log');
  const before = await stat(path).catch(() => null);
  if (before && before.size > LOG_BYTES) await rename(path, `${path}.1`);
  const log = await open(path, 'a', 0o600);
  const { size } = await log.stat();
  const settings = Object.entries({ ...SETTINGS, port }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  // Detached: Ctrl-C in our terminal must not reach it, because we stop it last, after the work in hand.
  const child = spawn(join(native, 'bin', 'postgres'), ['-D', cluster.data, ...settings], {
    ...runner,
    cwd: '/',
    env: PLAIN,
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  let broken: string | undefined;
  child.on('error', (error) => {
    broken = error.message;
  });
  child.unref();
  await log.close();
  await writeFile(join(home, 'port'), String(port));
  return {
    ended: () => broken !== undefined || child.exitCode !== null || child.signalCode !== null,
    complaint: async () => {
      const said = await readFile(path).catch(() => Buffer.alloc(0));
      return broken ?? complaintIn(said.toString('utf8', size)) ?? 'it ended at once';
    },
  };
}

/** @returns `null` when our server answers, else what is in the way */
async function knock(server: Server, port: number): Promise<string | null> {
  const client = new Client({
    connectionString: urlOf(server, port, 'postgres'),
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    const there = await client.query<{ made: boolean }>(
      'select exists (select from pg_database where datname = $1) as made',
      [ROLE],
    );
    if (!there.rows[0]?.made) await client.query(`create database ${ROLE}`);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * After a restart of the machine the number in postmaster.pid may belong to some other program, and PostgreSQL
 * would believe it. The number is replaced, not the file removed: its other lines are how PostgreSQL
 * finds backends of the old server that still run, which must be gone before a new one may write.
 */
async function buryStalePid(data: string): Promise<void> {
  const path = join(data, 'postmaster.pid');
  const file = await readFile(path, 'utf8').catch(() => null);
  if (!file || (await findPostmaster(data))) return;
  if (/^\d+\n/.test(file)) await writeFile(path, file.replace(/^\d+/, String(NOBODY)));
  else await rm(path, { force: true });
}

/** Greater than any process number that Linux or macOS give out. */
const NOBODY = 99_999_999;

/** The port of last time where it is free, so that an address written down somewhere goes on working. */
async function choosePort(home: string, attempt: number): Promise<number> {
  const last = Number(await readFile(join(home, 'port'), 'utf8').catch(() => '0'));
  return (attempt === 1 && last > 0 && (await takePort(last))) || (await takePort(0));
}

async function takePort(wanted: number): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(0));
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });
}

function signal(pid: number, name: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone in between: that is what was wanted.
  }
}
