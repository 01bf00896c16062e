import type { Log } from '../core/log.ts';
import type { Ended } from '../store/parts.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

export interface Results {
  /** Resolves once it is written; never rejects. */
  note(ended: Ended): Promise<void>;
  /** How many are known here and not in the database yet. */
  readonly pending: number;
  /** Gives up waiting for the database. */
  giveUp(): void;
}

/**
 * How sends ended, written in batches: what ends while a write is in flight is the next one. While the database is
 * away everything is kept here and tried again, because a message that the provider has must never look unsent.
 *
 * @param write may be repeated without harm
 * @param isAway whether the same write may succeed later; else one of the batch is to blame
 */
export function openResults(deps: {
  write: (batch: readonly Ended[]) => Promise<void>;
  isAway: (error: unknown) => boolean;
  log: Log;
  max?: number;
}): Results {
  const { write, isAway, log, max = 256 } = deps;
  const waiting: { ended: Ended; done: () => void }[] = [];
  let inFlight = 0;
  let running = false;
  let over = false;
  let wakeUp: () => void = () => {};

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const writeUntilKept = async (batch: readonly Ended[]): Promise<void> => {
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(LONGEST_PAUSE_MS, wait * 2)) {
      try {
        return await write(batch);
      } catch (error) {
        const away = isAway(error);
        if (wait === FIRST_PAUSE_MS) {
          log.warn('results of sends could not be written yet', { count: batch.length, error });
        }
        if (!away && batch.length > 1) {
          for (const ended of batch) await writeUntilKept([ended]);
          return;
        }
        if (!away) return writeBare(batch);
        if (over) return;
        await pause(wait);
      }
    }
  };

  /** One result that the database refuses as it is: what it says must be kept, what it quotes need not. */
  const writeBare = async (batch: readonly Ended[]): Promise<void> => {
    const bare = batch.map((ended) => ({
      ...ended,
      parts: ended.parts.map(({ id, state }) => ({ id, state })),
    }));
    try {
      await write(bare);
    } catch (error) {
      log.error('the result of a send could not be written: it will stand as unknown', {
        ...(batch[0] && { replyId: batch[0].replyId }),
        error,
      });
    }
  };

  const run = async () => {
    running = true;
    while (waiting.length > 0) {
      const batch = waiting.splice(0, max);
      inFlight = batch.length;
      await writeUntilKept(batch.map(({ ended }) => ended));
      inFlight = 0;
      for (const { done } of batch) done();
    }
    running = false;
  };

  return {
    note: (ended) =>
      new Promise((done) => {
        waiting.push({ ended, done });
        if (!running) void run();
      }),
    get pending() {
      return waiting.length + inFlight;
    },
    giveUp() {
      over = true;
      wakeUp();
    },
  };
}
