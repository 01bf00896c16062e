import type { Channel, Sink } from '../core/channel.ts';
import type { Log } from '../core/log.ts';
import type { Store } from '../store/connect.ts';
import { caughtUpTo, noteCaughtUp } from '../store/senders.ts';

/** A provider may list a message some minutes after it took it. */
const OVERLAP_MS = 15 * 60_000;
/** What is older would be answered out of all context. */
const FURTHEST_MS = 7 * 24 * 3_600_000;

/**
 * Asks every provider that can tell for what it took and we never heard: webhooks that failed while we were away are
 * not sent again by all of them. A duty for the sweeper, idempotent: what is known is kept once anyway.
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
    const accounts = Object.keys(capabilities);
    const begun = deps.now();
    try {
      const last = (await caughtUpTo(store.db, accounts)) ?? begun;
      const since = new Date(Math.max(last.getTime() - OVERLAP_MS, begun.getTime() - FURTHEST_MS));
      await receive.catchUp(since, sink);
      await noteCaughtUp(store.db, accounts, begun);
    } catch (error) {
      log.warn('the provider could not be asked for what we may have missed', { channel: name, error });
    }
  }
}
