import type { Log } from '../../core/log.ts';
import { findPostmaster } from './postmaster.ts';

const LOOK_MS = 1_000;
/** A server that dies more often than this will not be helped by another start. */
const RESTARTS = 5;
const WITHIN_MS = 10 * 60_000;

/**
 * Looks every second whether the server still lives, and starts it again when it does not. Of several processes
 * on one server the first that notices does it; the others find it running.
 *
 * @returns ends the watch, after a restart in hand
 */
export function watch({
  data,
  restart,
  log,
}: {
  data: string;
  restart: () => Promise<number>;
  log: Log | undefined;
}): () => Promise<void> {
  let restarts: number[] = [];
  let ended = false;
  const look = async () => {
    if (ended || (await findPostmaster(data)) || ended) return;
    restarts = [...restarts.filter((at) => at > Date.now() - WITHIN_MS), Date.now()];
    if (restarts.length > RESTARTS) {
      ended = true;
      log?.error('embedded PostgreSQL keeps dying and is left alone: see its log, then start again', {
        count: RESTARTS,
      });
      return;
    }
    log?.warn('embedded PostgreSQL died and is started again', { attempt: restarts.length });
    await restart().then(
      (pid) => log?.info('embedded PostgreSQL started', { pid }),
      (error: unknown) => log?.error('embedded PostgreSQL could not be started again', { error }),
    );
  };
  let looking = Promise.resolve();
  let idle = true;
  const timer = setInterval(() => {
    if (!idle) return;
    idle = false;
    looking = look().finally(() => {
      idle = true;
    });
  }, LOOK_MS).unref();
  return async () => {
    ended = true;
    clearInterval(timer);
    await looking;
  };
}
