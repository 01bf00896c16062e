import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { inject } from 'vitest';
import { clearFolder, tempFolder } from './temp-folder.ts';
import { until } from './until.ts';

/** The Redis that files share: keep to your own key prefix, never flush or stop it. `null`: there is none. */
export function testRedis(): { url: string } | null {
  const url = inject('redisUrl');
  return url === null ? null : { url };
}

/** Whether a private one can be started on this machine. */
export function hasRedisServer(): boolean {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface PrivateRedis {
  /** The same after every `start`. */
  readonly url: string;
  flush(): Promise<void>;
  /** As an operator stops it; keeps its data only if it was started `durable`. */
  stop(): Promise<void>;
  /** As a power cut stops it: `kill -9`. */
  kill(): Promise<void>;
  /** Again, on the same port. */
  start(): Promise<void>;
  /** Stops it for good and removes its data. */
  remove(): Promise<void>;
}

/** @param durable keep an append-only file, as in production, so that data survive a stop */
export async function startPrivateRedis({ durable = false } = {}): Promise<PrivateRedis> {
  const folder = await tempFolder();
  const port = await freePort();
  let child: ChildProcess | undefined;
  const start = async () => {
    if (child) return;
    const keep = ['--save', '', '--appendonly', durable ? 'yes' : 'no', '--maxmemory-policy', 'noeviction'];
    const words = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, ...keep];
    child = spawn('redis-server', words, { stdio: 'ignore' });
    child.on('error', () => {});
    child.unref();
    await writeFile(join(folder, 'redis.pid'), String(child.pid ?? 0));
    await until(async () => (await ask(port, 'PING')) === '+PONG', { what: 'the private Redis answers' });
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const ending = child;
    child = undefined;
    ending?.kill(signal);
    await until(() => !ending || ending.exitCode !== null || ending.signalCode !== null, {
      what: 'the private Redis is gone',
    });
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    flush: async () => {
      const said = await ask(port, 'FLUSHALL');
      if (said !== '+OK') throw new Error(`Redis would not flush: ${said}`);
    },
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    start,
    remove: async () => {
      await end('SIGKILL');
      await clearFolder(folder);
    },
  };
}

/** One command in Redis's inline form, so that no client is needed outside queue/. */
async function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${command}\r\n`));
    socket.setTimeout(5_000, () => socket.destroy(new Error('Redis does not answer')));
    socket.once('error', reject);
    socket.once('data', (answer) => {
      socket.destroy();
      resolve(answer.toString().trim());
    });
  });
}

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : 0));
    });
  });
}
