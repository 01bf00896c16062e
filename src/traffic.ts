import type { Log } from './core/log.ts';
import { SEND_ERRORS, type SendError } from './core/send-error.ts';
import type { Store } from './store/connect.ts';
import { noteTraffic, type Traffic } from './store/senders.ts';

/** Rarely enough to cost nothing, often enough for who looks at the page. */
const WRITE_MS = 5_000;

/** How one reply went at the provider. */
export interface Send {
  readonly account: string;
  /** The provider took it, or a part of it. */
  readonly taken: boolean;
  readonly failure?: SendError;
}

export interface TrafficCount {
  heard(heard: ReadonlyMap<string, Date>): void;
  sent(send: Send): void;
  /** Writes what is still to be written, and counts no more. */
  close(): Promise<void>;
}

/**
 * Counts per account what comes in, goes out and is refused, in memory, and adds it to the rows every few seconds:
 * never a statement for each message. What a killed process had not written is missing from the count and nowhere else.
 */
export function openTraffic(deps: { store: Store; log: Log; everyMs?: number }): TrafficCount {
  const { store, log, everyMs = WRITE_MS } = deps;
  let seen = new Map<string, Traffic>();
  let writing: Promise<void> | undefined;

  const add = (account: string, change: (before: Traffic) => Partial<Traffic>) => {
    const before = seen.get(account) ?? { account, refusals: 0 };
    seen.set(account, { ...before, ...change(before) });
  };

  const write = async (): Promise<void> => {
    if (seen.size === 0) return;
    const taken = seen;
    seen = new Map();
    try {
      await noteTraffic(store.db, [...taken.values()]);
    } catch (error) {
      // Counted twice at worst, where it was written and the answer was lost.
      for (const [account, { refusals, ...last }] of taken) {
        add(account, (since) => ({ ...last, ...since, refusals: refusals + since.refusals }));
      }
      log.warn('how the accounts are doing could not be written yet', { error });
    }
  };
  const timer = setInterval(() => {
    writing ??= write().finally(() => {
      writing = undefined;
    });
  }, everyMs);
  timer.unref();

  return {
    heard(heard) {
      for (const [account, at] of heard) {
        add(account, ({ lastInAt }) => ({ lastInAt: lastInAt && lastInAt > at ? lastInAt : at }));
      }
    },
    sent({ account, taken, failure }) {
      const at = new Date();
      if (taken) add(account, () => ({ lastOutAt: at }));
      // That a phone is off or a person has left is nothing that the account could do better.
      if (!failure || SEND_ERRORS[failure.kind].fault === 'person') return;
      add(account, ({ refusals }) => ({
        refusals: refusals + 1,
        lastRefusal: `${failure.kind} ${failure.code}`,
        lastRefusalAt: at,
      }));
    },
    async close() {
      clearInterval(timer);
      await writing;
      await write();
    },
  };
}
