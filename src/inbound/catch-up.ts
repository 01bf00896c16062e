import { randomUUID } from 'node:crypto';
import type { Channel, Sink } from '../core/channel.ts';
import type { Log } from '../core/log.ts';
import type { Store } from '../store/connect.ts';
import { dropLease, takeLease } from '../store/leases.ts';
import { caughtUpTo, noteCaughtUp } from '../store/senders.ts';

/** A provider may list a message some minutes after it took it. */
const OVERLAP_MS = 15 * 60_000;
/** What is older would be answered out of all context. */
const FURTHEST_MS = 7 * 24 * 3_600_000;
/** Longer than any provider's list takes to read; whoever dies over it is followed after this. */
const LEASE_SECONDS = 600;

/**
 * Asks every provider that can tell for what it took and we never heard: webhooks that failed while we were away are
 * not sent again by all of them. A duty for the sweeper, idempotent: what is known is kept once anyway. One process
 * at a time asks, so that a provider's list is not read twice at once.
 *
 * The first time it goes back a little only: what is older came before we were there. How far it has come moves on
 * only when everything was kept.
 */
export async function catchUp(deps: {
  store: Store;
  channels: readonly Channel[];
  sink: Sink;
  log: Log;
  now: () => Date;
}): Promise<void> {
  const { store, sink, log } = deps;
  for (const { name, capabilities, receive } of deps.channels) {
    if (!receive.catchUp) continue;
    const lease = { name: `catch-up ${name}`, holder: randomUUID() };
    try {
      if (!(await takeLease(store.db, { ...lease, seconds: LEASE_SECONDS }))) continue;
      const accounts = Object.keys(capabilities);
      const begun = deps.now();
      try {
        const last = (await caughtUpTo(store.db, accounts)) ?? begun;
        const since = new Date(Math.max(last.getTime() - OVERLAP_MS, begun.getTime() - FURTHEST_MS));
        await receive.catchUp(since, sink);
        await noteCaughtUp(store.db, accounts, begun);
      } finally {
        await dropLease(store.db, lease);
      }
    } catch (error) {
      log.warn('the provider could not be asked for what we may have missed', { channel: name, error });
    }
  }
}
