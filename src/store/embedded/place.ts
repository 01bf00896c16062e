import { createHash } from 'node:crypto';
import { mkdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { canEnter, isRoot, type Runner, systemUser } from './runner.ts';

/** Where root puts what another user must reach, when the wanted folder lies behind a closed door. */
const SHARED = '/var/lib/teledjol';

export interface Place {
  /** Our own files: lock, users, port, log of the start; `cluster` is PostgreSQL's. */
  readonly home: string;
  readonly runner: Runner;
  /** Where a copy of the binaries goes if they cannot run from where npm put them. */
  readonly copies: string;
}

/**
 * Decides where the data lives and who owns it. The answer is the same at every start: data that is there
 * decides first, so that a changed permission never makes an empty second database.
 */
export async function findPlace(
  dataDir: string,
  { user = 'postgres', shared = SHARED } = {},
): Promise<Place> {
  await mkdir(dataDir, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  const real = await realpath(resolve(dataDir));
  const wanted = join(real, 'postgres');
  if (!isRoot()) return { home: wanted, runner: {}, copies: real };

  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  const elsewhere = join(shared, hash);
  const kept = (await ownerOf(wanted)) ?? (await ownerOf(elsewhere));
  // Data that an ordinary user began goes on belonging to that user.
  const runner = kept && kept.uid !== 0 ? kept : await systemUser(user);
  if (await ownerOf(wanted)) {
    if (await canEnter(join(wanted, 'cluster'), runner)) return { home: wanted, runner, copies: shared };
    throw new Error(
      `user ${runner.uid} cannot reach the database in ${wanted}: open the folders above it (chmod o+x)`,
    );
  }
  const home = !kept && (await canEnter(real, runner)) ? wanted : elsewhere;
  return { home, runner, copies: shared };
}

async function ownerOf(home: string): Promise<Runner | null> {
  const data = await stat(join(home, 'cluster', 'data')).catch(() => null);
  return data && { uid: data.uid, gid: data.gid };
}
