import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../core/log.ts';
import { installedBinaries, runnableBinaries, versionOf } from './binaries.ts';
import { openCluster } from './cluster.ts';
import { withLock } from './lock.ts';
import { findPlace } from './place.ts';
import { ensureRunning, type Server, stopPostmaster, urlOf } from './postmaster.ts';
import { isRoot } from './runner.ts';
import { countUsers, enter, leave } from './users.ts';
import { watch } from './watch.ts';

export interface Embedded {
  readonly url: string;
  /** Of the postmaster; another one after it died and was started again. */
  readonly pid: number;
  /** `adopted`: a killed run had left it behind; `joined`: another living process uses it, too. */
  readonly adopted: 'started' | 'adopted' | 'joined';
  /** Where the data, the log and the password lie. */
  readonly home: string;
  /** Lets go of the server; the last process that does stops it. Close your connections first. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** e.g. `.teledjol`; made when missing. */
  readonly dataDir: string;
  readonly log?: Log;
  /** Start the server again when it dies under us. On unless told. */
  readonly watched?: boolean;
  /** For root: whom PostgreSQL runs as, and where its things go when that user cannot reach `dataDir`. */
  readonly user?: string;
  readonly shared?: string;
}

/**
 * Runs a real PostgreSQL for this process, or uses the one that already runs on this data folder.
 *
 * @returns the address of its database `teledjol`; it holds the password, so it must not be logged
 * @throws Error with one line that says what is wrong and what to do
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  try {
    return await start(options);
  } catch (error) {
    throw explained(error, options.dataDir);
  }
}

/** What the system refused, in words that tell the operator where to look. */
function explained(error: unknown, dataDir: string): unknown {
  const { code, path } = error as NodeJS.ErrnoException;
  const place = path ?? dataDir;
  const says = {
    EACCES: `no permission for ${place}: start as the user who made it, or choose another data directory`,
    EPERM: `no permission for ${place}: start as the user who made it, or choose another data directory`,
    ENOENT: `${place} cannot be made, perhaps its disk is read-only: choose another data directory`,
    EROFS: `${place} is read-only: choose another data directory`,
    ENOSPC: `no space left on the disk of ${place}: make room, or choose another data directory`,
    ENOTDIR: `${place} is not a folder: choose another data directory`,
    EEXIST: `${place} is not a folder: choose another data directory`,
  }[code ?? ''];
  return says ? new Error(`embedded PostgreSQL: ${says}`, { cause: error }) : error;
}

async function start(options: EmbeddedOptions): Promise<Embedded> {
  const { dataDir, log, watched = true, ...where } = options;
  const { home, runner, copies } = await findPlace(dataDir, where);
  await mkdir(home, { recursive: true });
  // Root's server runs as another user, who must pass through; nobody else needs to look in.
  await chmod(home, isRoot() ? 0o711 : 0o700);
  const lock = join(home, 'lock');
  const users = join(home, 'users');
  const begun = performance.now();

  const { server, running, user, adopted } = await withLock(lock, async () => {
    const installed = installedBinaries();
    const native = await runnableBinaries(installed, runner, copies);
    const cluster = await openCluster(home, native, runner, await versionOf(installed));
    const server: Server = { home, native, runner, cluster };
    const running = await ensureRunning(server);
    const others = await countUsers(users);
    const adopted = running.launched ? 'started' : others > 0 ? 'joined' : 'adopted';
    return { server, running, user: await enter(users), adopted } as const;
  });
  const { port } = running;
  log?.info(`embedded PostgreSQL ${adopted}`, {
    pid: running.pid,
    port,
    path: home,
    ms: Math.round(performance.now() - begun),
  });

  let { pid } = running;
  const unwatch = !watched
    ? async () => {}
    : watch({
        data: server.cluster.data,
        log,
        restart: async () => {
          ({ pid } = await withLock(lock, () => ensureRunning(server, port)));
          return pid;
        },
      });
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await unwatch();
    await withLock(lock, async () => {
      await leave(user);
      if ((await countUsers(users)) > 0) return;
      await stopPostmaster(server.cluster.data);
      log?.info('embedded PostgreSQL stopped', { pid });
    });
  };
  return {
    url: urlOf(server, port, 'teledjol'),
    get pid() {
      return pid;
    },
    adopted,
    home,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
