import type { Log } from '../core/log.ts';
import type { Retry } from './jobs.ts';

/** More distinct ids than this wait in one process only when it is lost anyway; the sweeper knows the rest. */
const MOST_WAITING = 100_000;
/** So many different ids failing with no success between them: probably not the ids are at fault. */
const SUSPECT_THE_WORLD = 3;

/** Runs a handler over ids in this process: in batches, never one id twice at once, losing no wake-up. */
export interface Executor {
  /** @returns how many could not be taken, because too many wait already or the executor has stopped */
  wake(ids: readonly string[]): number;
  /** Resolves when the id has been run after this call, or has been put aside to be run later. Never rejects. */
  run(id: string): Promise<void>;
  /** How many distinct ids wait or run. */
  depth(): number;
  /** Takes nothing more; resolves when what runs has ended. @returns the ids that were still to be run */
  stop(): Promise<readonly string[]>;
}

type Done = () => void;

/**
 * There is no timer on the way: what arrives while a batch runs is the next batch, so batches grow with the load
 * by themselves. A batch that throws is run again id by id; an id that throws alone is put aside and keeps
 * trying alone; when nothing succeeds any more the whole queue rests.
 */
export function openExecutor(options: {
  queue: string;
  handler: (ids: readonly string[]) => Promise<void>;
  batch: number;
  concurrency: number;
  retry: Retry;
  log: Log;
}): Executor {
  const { queue, handler, batch, concurrency, retry, log } = options;
  const waiting = new Map<string, Done[]>();
  const running = new Map<string, { waiters: Done[]; again: Done[] | undefined }>();
  /** Ids that failed alone: how often, and whether they rest (timer), are due (in `due`) or run. */
  const failing = new Map<string, { attempts: number; timer: NodeJS.Timeout | undefined }>();
  const due = new Set<string>();
  const failedSinceSuccess = new Set<string>();
  let rests = 0;
  let restTimer: NodeJS.Timeout | undefined;
  let active = 0;
  let dueGoesFirst = false;
  let pumpIsComing = false;
  let stopped: Done | undefined;
  let stopping: Promise<void> | undefined;

  /** Not at once: what one tick wakes in several calls goes together. */
  const pumpSoon = () => {
    if (pumpIsComing) return;
    pumpIsComing = true;
    queueMicrotask(() => {
      pumpIsComing = false;
      pump();
    });
  };

  const pump = () => {
    while (active < concurrency && !restTimer && !stopping) {
      const ids = take();
      if (ids.length === 0) return;
      active += 1;
      void work(ids).then(() => {
        active -= 1;
        if (stopping && active === 0) stopped?.();
        pump();
      });
    }
  };

  /** Healthy ids and those that failed before take turns, so that neither can starve the other. */
  const take = (): string[] => {
    dueGoesFirst = !dueGoesFirst;
    if (due.size > 0 && (dueGoesFirst || waiting.size === 0)) {
      const [id] = due;
      if (id !== undefined) {
        due.delete(id);
        running.set(id, { waiters: [], again: undefined });
        return [id];
      }
    }
    const ids: string[] = [];
    for (const [id, waiters] of waiting) {
      if (ids.length >= batch) break;
      waiting.delete(id);
      running.set(id, { waiters, again: undefined });
      ids.push(id);
    }
    return ids;
  };

  const work = async (ids: readonly string[]): Promise<void> => {
    const error = await attempt(ids);
    if (error === undefined) {
      for (const id of ids) ended(id);
      return;
    }
    if (ids.length === 1) {
      for (const id of ids) failed(id, error.cause);
      return;
    }
    log.warn('batch failed and is run one by one', { queue, count: ids.length, error: error.cause });
    for (const id of ids) {
      // The world is at fault, or we are leaving: nothing can be learnt from the others now.
      if (restTimer || stopping) putBack(id);
      else {
        const alone = await attempt([id]);
        if (alone === undefined) ended(id);
        else failed(id, alone.cause);
      }
    }
  };

  /** Wrapped, because anything may be thrown, `undefined` too. */
  const attempt = async (ids: readonly string[]): Promise<{ cause: unknown } | undefined> => {
    try {
      await handler(ids);
      failedSinceSuccess.clear();
      rests = 0;
      return undefined;
    } catch (cause) {
      return { cause };
    }
  };

  const ended = (id: string) => {
    const run = running.get(id);
    running.delete(id);
    failing.delete(id);
    if (run?.again) {
      waiting.set(id, run.again);
      pumpSoon();
    }
    for (const done of run?.waiters ?? []) done();
  };

  const putBack = (id: string) => {
    const run = running.get(id);
    running.delete(id);
    waiting.set(id, [...(run?.waiters ?? []), ...(run?.again ?? [])]);
  };

  const failed = (id: string, error: unknown) => {
    const run = running.get(id);
    running.delete(id);
    const attempts = (failing.get(id)?.attempts ?? 0) + 1;
    failedSinceSuccess.add(id);
    if (attempts >= retry.attempts) {
      failing.delete(id);
      log.error('wake-up given up, left to the sweeper', { queue, count: 1, attempt: attempts, error });
      // Woken meanwhile: that is a new wake-up with a life of its own.
      if (run?.again) waiting.set(id, []);
    } else {
      log.error('wake-up failed, will be run again', { queue, count: 1, attempt: attempts, error });
      failing.set(id, { attempts, timer: stopping ? undefined : setTimeout(retryNow, wait(attempts), id) });
    }
    for (const done of [...(run?.waiters ?? []), ...(run?.again ?? [])]) done();
    if (failedSinceSuccess.size >= SUSPECT_THE_WORLD && !restTimer && !stopping) {
      rests += 1;
      restTimer = setTimeout(() => {
        restTimer = undefined;
        // As many failures again before the next rest, and ids that never failed are tried first: a handful of
        // broken ones must not look like a world that is down for long.
        failedSinceSuccess.clear();
        dueGoesFirst = true;
        pump();
      }, wait(rests));
    }
  };

  const wait = (attempts: number) => Math.min(retry.maxMs, retry.firstMs * 2 ** (attempts - 1));

  const retryNow = (id: string) => {
    const state = failing.get(id);
    if (!state) return;
    state.timer = undefined;
    due.add(id);
    pump();
  };

  /** @returns false where the id cannot be taken */
  const enqueue = (id: string, done?: Done): boolean => {
    if (stopping) return false;
    const run = running.get(id);
    if (run) {
      run.again ??= [];
      if (done) run.again.push(done);
      return true;
    }
    if (failing.has(id)) {
      // It is put aside and will be run; waking it harder would only heat a loop.
      done?.();
      return true;
    }
    const waiters = waiting.get(id);
    if (!waiters && waiting.size >= MOST_WAITING) return false;
    if (!waiters) waiting.set(id, done ? [done] : []);
    else if (done) waiters.push(done);
    return true;
  };

  return {
    wake(ids) {
      let refused = 0;
      for (const id of ids) if (!enqueue(id)) refused += 1;
      pumpSoon();
      return refused;
    },
    run(id) {
      return new Promise((resolve) => {
        if (enqueue(id, resolve)) pumpSoon();
        else resolve();
      });
    },
    depth: () => waiting.size + new Set([...running.keys(), ...failing.keys()]).size,
    async stop() {
      stopping ??= new Promise((resolve) => {
        stopped = resolve;
        clearTimeout(restTimer);
        for (const { timer } of failing.values()) clearTimeout(timer);
        // Whoever waits for a run that will not come is set free; the ids are handed over below.
        for (const waiters of waiting.values()) for (const done of waiters.splice(0)) done();
        if (active === 0) resolve();
      });
      await stopping;
      for (const waiters of waiting.values()) for (const done of waiters.splice(0)) done();
      return [...new Set([...waiting.keys(), ...failing.keys()])];
    },
  };
}
