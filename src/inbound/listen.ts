import { randomUUID } from 'node:crypto';
import type { Channel, Listening, Sink } from '../core/channel.ts';
import type { Log } from '../core/log.ts';
import type { Store } from '../store/connect.ts';
import { dropLease, takeLease } from '../store/leases.ts';

/** Whoever dies is followed after this; who lives renews three times within it. */
const LEASE_SECONDS = 30;
const RENEW_MS = 10_000;

export interface Ears {
  /** Whether this process holds the channel's connection now. */
  holds(channel: string): boolean;
  close(): Promise<void>;
}

/** One channel's connection in this process. */
interface Ear {
  readonly channel: Channel;
  readonly lease: string;
  listening: Listening | undefined;
  /** The connection before, while it is still being closed. */
  letting: Promise<void> | undefined;
  /** The lease may be ours, as far as we know. */
  leased: boolean;
  looking: Promise<void> | undefined;
  /** Lets go by itself in good time, whatever the database does meanwhile. */
  deadline: NodeJS.Timeout | undefined;
}

/**
 * Holds the connections of channels that have one, each in one process of the deployment: two on one session would
 * throw each other out without end (Telegram 409, WhatsApp Web 440). A process that cannot renew its lease lets go
 * before the lease ends, because the next holder starts at that moment.
 *
 * @param renewMs how often, and how long before its end a lease that was not renewed is let go; tests go faster
 */
export function openEars(deps: {
  store: Store;
  channels: readonly Channel[];
  sink: Sink;
  log: Log;
  renewMs?: number;
  leaseSeconds?: number;
}): Ears {
  const { store, sink, log, renewMs = RENEW_MS, leaseSeconds = LEASE_SECONDS } = deps;
  const holder = randomUUID();
  const safeMs = leaseSeconds * 1000 - renewMs;
  const ears = new Map<string, Ear>();
  for (const channel of deps.channels) {
    if (!channel.receive.listen) continue;
    ears.set(channel.name, {
      channel,
      lease: `channel ${channel.name}`,
      listening: undefined,
      letting: undefined,
      leased: false,
      looking: undefined,
      deadline: undefined,
    });
  }
  let closing = false;

  const letGo = (ear: Ear): Promise<void> => {
    const { listening, channel } = ear;
    clearTimeout(ear.deadline);
    if (!listening) return ear.letting ?? Promise.resolve();
    ear.listening = undefined;
    ear.letting = listening
      .close()
      .catch((error: unknown) => log.warn('a connection did not close', { channel: channel.name, error }))
      .finally(() => {
        ear.letting = undefined;
      });
    return ear.letting;
  };

  const look = async (ear: Ear): Promise<void> => {
    const { channel, lease } = ear;
    // Where the connection before cannot be closed, another process may have it, but not we a second one.
    if (ear.letting) return;
    // The lease runs from when the database wrote it, which was after this and before its answer.
    const asked = performance.now();
    ear.leased = true;
    const mine = await takeLease(store.db, { name: lease, holder, seconds: leaseSeconds });
    ear.leased = mine;
    if (!mine) {
      if (ear.listening) log.warn('another process holds the connection now', { channel: channel.name });
      return letGo(ear);
    }
    const left = asked + safeMs - performance.now();
    if (closing || left <= 0) return;
    clearTimeout(ear.deadline);
    ear.deadline = setTimeout(() => {
      if (!ear.listening) return;
      log.warn('the lease could not be renewed: connection closed', { channel: channel.name });
      void letGo(ear);
    }, left);
    ear.deadline.unref();
    if (ear.listening || ear.letting) return;
    ear.listening = channel.receive.listen?.(sink);
    log.info('listening', { channel: channel.name });
  };

  const lookAtAll = () => {
    for (const ear of ears.values()) {
      // A database that hangs holds one look, not one more every time.
      ear.looking ??= look(ear)
        .catch((error: unknown) =>
          log.warn('the lease of a connection could not be asked for', { channel: ear.channel.name, error }),
        )
        .finally(() => {
          ear.looking = undefined;
        });
    }
  };
  lookAtAll();
  const timer = setInterval(lookAtAll, renewMs);
  timer.unref();

  return {
    holds: (name) => ears.get(name)?.listening !== undefined,
    async close() {
      closing = true;
      clearInterval(timer);
      await Promise.all([...ears.values()].map((ear) => Promise.all([letGo(ear), ear.looking])));
      for (const { channel, lease, leased } of ears.values()) {
        if (!leased) continue;
        await dropLease(store.db, { name: lease, holder }).catch((error: unknown) =>
          log.warn('a lease was left to run out', { channel: channel.name, error }),
        );
      }
    },
  };
}
