import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isRoot, type Runner } from './runner.ts';

const run = promisify(execFile);

export const ROLE = 'teledjol';

/** Nothing of our own surroundings (PGPORT, PGDATA, a French LC_ALL) may reach PostgreSQL's programs. */
export const PLAIN: NodeJS.ProcessEnv = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C' };

/** What `initdb` made, and the password that opens it. */
export interface Cluster {
  readonly data: string;
  readonly password: string;
}

/**
 * Opens the cluster under `home`, making it the first time. It is made beside its place and moved there in one
 * step, so that a start which is killed half way leaves rubbish, never half a database.
 *
 * Every local user can reach a port of 127.0.0.1: a random password (SCRAM) keeps the others out, and lies in a
 * file that only we may read.
 *
 * @param version of the binaries in `native`: a cluster opens only with its own major version
 */
export async function openCluster(
  home: string,
  native: string,
  runner: Runner,
  version: string,
): Promise<Cluster> {
  const place = join(home, 'cluster');
  if ((await readdir(place).catch(() => null)) === null) await makeCluster(home, native, runner);
  const data = join(place, 'data');
  const made = (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  if (made !== version.split('.')[0]) {
    throw new Error(
      `the database in ${data} was made by PostgreSQL ${made} and this program brings ${version}: dump it with the old program, or set DATABASE_URL`,
    );
  }
  return { data, password: await readFile(join(place, 'password'), 'utf8') };
}

async function makeCluster(home: string, native: string, runner: Runner): Promise<void> {
  for (const name of await readdir(home)) {
    if (name.startsWith('making-')) await rm(join(home, name), { recursive: true, force: true });
  }
  const draft = join(home, `making-${process.pid}`);
  const data = join(draft, 'data');
  const password = join(draft, 'password');
  await mkdir(data, { recursive: true });
  // Another user must pass through, nobody needs to look in.
  await chmod(draft, isRoot() ? 0o711 : 0o700);
  await chmod(data, 0o700);
  await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600, flush: true });
  await hand(data, runner);
  await hand(password, runner);
  const words = ['-D', data, '-U', ROLE, '--pwfile', password, '--auth', 'scram-sha-256'];
  const shape = ['--encoding', 'UTF8', '--locale', 'C', '--data-checksums', '--no-instructions'];
  try {
    await run(join(native, 'bin', 'initdb'), [...words, ...shape], {
      ...runner,
      cwd: '/',
      env: PLAIN,
    });
    if (isRoot()) await chown(password, 0, 0);
    await rename(draft, join(home, 'cluster'));
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw new Error(`the database could not be made in ${home}: ${reasonOf(error)}`, { cause: error });
  }
}

async function hand(path: string, runner: Runner): Promise<void> {
  if ('uid' in runner) await chown(path, runner.uid, runner.gid);
}

/** Of all that a PostgreSQL program prints, the line that says what was wrong. */
function reasonOf(error: unknown): string {
  const { stderr, message } = error as Error & { stderr?: string };
  return complaintIn(stderr ?? '') ?? message.split('\n')[0] ?? 'no reason given';
}

export function complaintIn(output: string): string | null {
  const lines = output.split('\n');
  // A full disk makes many things fail after it; the first is the reason.
  const line =
    lines.find((one) => one.includes('No space left on device')) ??
    lines.findLast((one) => /\b(error|FATAL|PANIC|could not)\b/.test(one));
  return line?.replace(/^.*?\b(error|FATAL|PANIC|LOG):\s*/, '').trim() ?? null;
}
