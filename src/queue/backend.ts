import type { Job, JobsOptions, Queue, WorkerOptions } from 'bullmq';

/** What a job looks like wherever it is kept. Nothing may be added here: see jobs.ts. */
export interface Wake {
  readonly id: string;
}

/** The few things we need of BullMQ's `Queue`; its own type differs between its backends. */
export type Producer = Pick<Queue<Wake>, 'addBulk' | 'getJobCountByTypes' | 'waitUntilReady'> & {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
};

export interface Consumer {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

/** Where wake-ups travel between processes. Two exist: redis.ts and postgres.ts. */
export interface Backend {
  /** Whether adding may be tried now. Never waits. */
  reachable(): boolean;
  /** Rejects where the server does not answer. */
  ping(): Promise<void>;
  produce(queue: string): Producer;
  /** Resolves once it takes jobs, or will by itself as soon as the server is there. */
  consume(queue: string, concurrency: number, process: (job: Job<Wake>) => Promise<void>): Promise<Consumer>;
  /** @param force without a word to the server */
  close(force: boolean): Promise<void>;
}

/**
 * A worker that dies in the middle of a job takes the id with it until its lock has run out and a stalled check
 * has seen that: at most `lockDuration + stalledInterval`. Wakes in that time are kept by `keepLastIfActive` and
 * run afterwards. Stalling is no failure here: rows are the truth, so a job may be taken up again without end.
 */
export const WORKER: Omit<WorkerOptions<unknown>, 'connection'> = {
  lockDuration: 5_000,
  stalledInterval: 2_500,
  maxStalledCount: 1_000_000,
  // How long one blocking wait lasts; a wake-up ends it at once.
  drainDelay: 10,
  // After a refused connection; BullMQ's own 15 s would be a long silence after a restart.
  runRetryDelay: 500,
  removeOnComplete: { count: 0 },
  removeOnFail: { count: 0 },
};

/** One job per id however often it is woken, and one more after it when it was woken while it ran. */
export function wakeOptions(id: string): JobsOptions {
  return {
    deduplication: { id, keepLastIfActive: true },
    removeOnComplete: true,
    removeOnFail: true,
  };
}

/** BullMQ's event stream tells us nothing that we use: keep it short. */
export const SHORT_EVENTS = { events: { maxLen: 100 } };
