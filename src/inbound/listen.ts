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

/**
 * Holds the connections of channels that have one, each in one process of the deployment: two on one session would
 * throw each other out without end (Telegram 409, WhatsApp Web 440). A process that cannot renew its lease lets go.
 *
 * @param renewMs how often; tests go faster
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
  const held = new Map<string, Listening>();
  const renewedAt = new Map<string, number>();
  let closing = false;

  const letGo = async (name: string) => {
    const listening = held.get(name);
    held.delete(name);
    await listening
      ?.close()
      .catch((error: unknown) => log.warn('a connection did not close', { channel: name, error }));
  };

  const look = async (channel: Channel) => {
    const { name, receive } = channel;
    if (!receive.listen) return;
    try {
      const mine = await takeLease(store.db, { name: `channel ${name}`, holder, seconds: leaseSeconds });
      if (mine) renewedAt.set(name, performance.now());
      if (mine && !closing && !held.has(name)) {
        held.set(name, receive.listen(sink));
        log.info('listening', { channel: name });
      }
      if (!mine && held.has(name)) {
        log.warn('another process holds the connection now', { channel: name });
        await letGo(name);
      }
    } catch (error) {
      const since = performance.now() - (renewedAt.get(name) ?? 0);
      // Before the lease ends, not after: the next holder starts at that moment.
      if (held.has(name) && since > leaseSeconds * 1000 - renewMs) {
        log.warn('the lease could not be renewed: connection closed', { channel: name, error });
        await letGo(name);
      }
    }
  };

  const running = new Map<string, Promise<void>>();
  const lookAtAll = () => {
    for (const channel of deps.channels) {
      if (running.has(channel.name)) continue;
      running.set(
        channel.name,
        look(channel).finally(() => running.delete(channel.name)),
      );
    }
  };
  lookAtAll();
  const timer = setInterval(lookAtAll, renewMs);
  timer.unref();

  return {
    holds: (name) => held.has(name),
    async close() {
      closing = true;
      clearInterval(timer);
      await Promise.all(running.values());
      const mine = [...held.keys()];
      await Promise.all(mine.map(letGo));
      for (const name of mine) {
        await dropLease(store.db, { name: `channel ${name}`, holder }).catch((error: unknown) =>
          log.warn('a lease was left to run out', { channel: name, error }),
        );
      }
    },
  };
}
