import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whom a child process runs as; empty: as ourselves. Fits the options of `spawn`. */
export type Runner = { readonly uid: number; readonly gid: number } | Record<string, never>;

export const isRoot = (): boolean => process.geteuid?.() === 0;

/**
 * PostgreSQL refuses to run as root, so that root needs a system user for it; one is made when missing.
 *
 * @throws Error with one line when the user is neither there nor can be made
 */
export async function systemUser(name: string): Promise<Runner> {
  const found = await lookUp(name);
  if (found) return found;
  // Debian and Red Hat know the first, Alpine the second.
  const ways: [string, string[]][] = [
    ['useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', name]],
    ['adduser', ['-S', '-D', '-H', '-s', '/sbin/nologin', name]],
  ];
  let reason = '';
  for (const [command, words] of ways) {
    await run(command, words).catch((error: Error & { stderr?: string; code?: string }) => {
      if (error.code !== 'ENOENT') reason ||= `: ${(error.stderr || error.message).trim().split('\n')[0]}`;
    });
    const made = await lookUp(name);
    if (made) return made;
  }
  throw new Error(
    `PostgreSQL cannot run as root and the system user "${name}" could not be made${reason}: make it (useradd --system ${name}), start as an ordinary user, or set DATABASE_URL`,
  );
}

async function lookUp(name: string): Promise<Runner | null> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** Whether that user can go into the folder: asked of the system itself, which knows more than mode bits. */
export async function canEnter(folder: string, runner: Runner): Promise<boolean> {
  return run('test', ['-x', folder], { ...runner, cwd: '/' }).then(
    () => true,
    () => false,
  );
}
