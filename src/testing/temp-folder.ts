import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findPlace } from '../store/embedded/place.ts';
import { stopPostmaster } from '../store/embedded/postmaster.ts';
import { birthOf, commandOf } from '../store/embedded/running.ts';

const PREFIX = 'teledjol-test-';

/** A folder of this process's own that other users may pass through (PostgreSQL of a root run must). */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  await chmod(folder, 0o711);
  return folder;
}

/** Stops the servers that still run out of a folder, and removes it with all that belongs to it. */
export async function clearFolder(folder: string): Promise<void> {
  const { home } = await findPlace(folder);
  await stopPostmaster(join(home, 'cluster', 'data'));
  const redis = Number(await readFile(join(folder, 'redis.pid'), 'utf8').catch(() => '0'));
  if (redis && (await commandOf(redis)).includes('redis-server')) kill(redis);
  await rm(home, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

/** Clears what runs that were killed could not; what cannot be cleared now is left for the next run. */
export async function sweepFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const pid = Number.parseInt(name.slice(PREFIX.length), 10);
    // Another run may be sweeping the same folder at this moment.
    if ((await birthOf(pid)) === null) await clearFolder(join(tmpdir(), name)).catch(() => {});
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Another run swept it away at the same moment.
  }
}
