import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { birthOf } from './running.ts';

/**
 * Who uses the server: one small file each, named by process number and holding its birth. The last who leaves
 * stops the server; a killed process leaves its file behind, which counts for nothing.
 * Every function here is called under the lock.
 */
export interface User {
  readonly file: string;
}

export async function enter(folder: string): Promise<User> {
  const file = join(folder, `${process.pid}.${randomBytes(4).toString('hex')}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(file, String(await birthOf(process.pid)), { mode: 0o600 });
  return { file };
}

export async function leave(user: User): Promise<void> {
  await rm(user.file, { force: true });
}

/** @returns how many are in, sweeping out the files of the dead */
export async function countUsers(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  let living = 0;
  for (const name of names) {
    const file = join(folder, name);
    const birth = await readFile(file, 'utf8').catch(() => null);
    if (birth !== null && (await birthOf(Number.parseInt(name, 10))) === birth) living += 1;
    else await rm(file, { force: true });
  }
  return living;
}
