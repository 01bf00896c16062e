import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { birthOf } from './running.ts';

const PATIENCE_MS = 180_000;

/**
 * Runs `work` while no other process does the same on this path. A lock left by a killed process is taken over.
 *
 * Taking over has a window of microseconds in which two could believe that they won. That is good enough here:
 * what the lock guards is guarded once more by PostgreSQL's own postmaster.pid and by renames that fail.
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const mine = `${process.pid} ${await birthOf(process.pid)} ${randomBytes(6).toString('hex')}`;
  await acquire(path, mine);
  try {
    return await work();
  } finally {
    if ((await contentOf(path)) === mine) await rm(path, { force: true });
  }
}

async function acquire(path: string, mine: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  // A link appears with its content in one step: nobody ever reads half a lock.
  const draft = `${path}.${mine.replaceAll(' ', '-')}`;
  await writeFile(draft, mine, { mode: 0o600 });
  try {
    while (!(await linked(draft, path))) {
      const holder = await contentOf(path);
      if (holder !== null && !(await isHeld(holder))) await breakOpen(path, holder, `${draft}.stale`);
      else if (Date.now() > deadline)
        throw new Error(`${path} has been held for minutes by process ${holder}`);
      else await pause(30);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function contentOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

async function isHeld(holder: string): Promise<boolean> {
  const [pid, birth] = holder.split(' ');
  return (await birthOf(Number(pid))) === birth;
}

/** Moves a dead process's lock away; gives it back if somebody living took it in between. */
async function breakOpen(path: string, holder: string, aside: string): Promise<void> {
  await rename(path, aside).catch(() => {});
  const moved = await contentOf(aside);
  if (moved !== null && moved !== holder) await linked(aside, path);
  await rm(aside, { force: true });
}
