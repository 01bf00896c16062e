import type { Log } from '../core/log.ts';
import type { Inbound, Receipt } from '../core/message.ts';
import type { Store } from '../store/connect.ts';
import type { Kept } from '../store/messages.ts';
import { openBatches } from './batch.ts';
import { type Entry, openKeeping } from './keep.ts';
import type { Spool } from './spool.ts';

export interface Acceptance {
  /** Resolves once every event is safe: in the database, or fsynced in the spool. Rejects when neither took it. */
  accept(events: readonly (Inbound | Receipt)[]): Promise<void>;
  /** False while the spool holds anything. */
  readonly direct: boolean;
  close(): Promise<void>;
}

/** A hung server must not hold a webhook until the provider gives up (Twilio: 15 s); the disk takes over before. */
const PATIENCE_MS = 8_000;
const PROBE_MS = 250;
/** How often we look whether a process beside us has died and left something. */
const LOOK_MS = 30_000;

/**
 * Keeps what channels have read, before the provider hears 200.
 *
 * @param wake called after the commit with the contacts who have something new, and the files to fetch
 * @param applyReceipts what a provider told about parts of ours
 */
export function openAcceptance(deps: {
  store: Store;
  spool: Spool;
  wake: (kept: Kept) => void;
  applyReceipts: (receipts: readonly Receipt[]) => Promise<void>;
  log: Log;
  lookEveryMs?: number;
}): Acceptance {
  const { store, spool, log } = deps;

  const bytesOf = (entry: Entry) => Buffer.from(JSON.stringify(entry));
  const keep = openKeeping({
    store,
    wake: deps.wake,
    applyReceipts: deps.applyReceipts,
    setAside: (entry) => spool.setAside(bytesOf(entry)),
    log,
  });

  const batches = openBatches<Entry>({
    write: keep,
    // A provider's message id is not a key: a copy of a message does no harm beside it.
    keysOf: ({ event }) =>
      event.kind === 'inbound'
        ? event.from.map((from) => `${from.scheme} ${from.value}`)
        : [event.externalId],
    max: 256,
    inFlight: 2,
  });

  /** What cannot even be read as an entry would otherwise stand in everybody's way for ever. */
  const readEntry = async (buffer: Buffer): Promise<Entry[]> => {
    try {
      const { event, receivedAt } = JSON.parse(buffer.toString());
      return [{ event, receivedAt: new Date(receivedAt) }];
    } catch (error) {
      await spool.setAside(buffer);
      log.error('a spooled entry that is no message was set aside', { error });
      return [];
    }
  };

  let closing = false;
  let replaying: Promise<void> | undefined;
  const replay = () => {
    replaying ??= (async () => {
      let said = false;
      while (spool.waiting && !closing) {
        if (await store.ready(PROBE_MS * 4)) {
          try {
            await spool.replay(async (buffers) => keep((await Promise.all(buffers.map(readEntry))).flat()));
            log.info('spool emptied into the database');
            continue;
          } catch (error) {
            if (!said) log.warn('spool could not be emptied yet', { error });
            said = true;
          }
        }
        await new Promise((resolve) => setTimeout(resolve, PROBE_MS));
      }
      replaying = undefined;
    })();
  };
  if (spool.waiting) replay();
  const looking = setInterval(() => {
    spool.look().then(
      (found) => found && replay(),
      (error) => log.warn('the spool could not be looked into', { error }),
    );
  }, deps.lookEveryMs ?? LOOK_MS);
  looking.unref();

  const acceptOne = async (entry: Entry): Promise<void> => {
    // While older messages wait on disk, newer ones wait behind them: a person's order survives an outage.
    if (!spool.waiting) {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(reject, PATIENCE_MS, new Error('the database did not answer in time'));
      });
      try {
        await Promise.race([batches.add(entry), late]);
        return;
      } catch (error) {
        log.warn('message goes to the disk spool: the database did not take it', { error });
      } finally {
        clearTimeout(timer);
      }
    }
    // Written twice at worst (the database may still take a late batch): the provider's id makes it one.
    try {
      await spool.append(bytesOf(entry));
    } finally {
      // Also where the disk was full: nothing lies on it then, and nobody else would open the door again.
      replay();
    }
  };

  return {
    async accept(events) {
      const receivedAt = new Date();
      await Promise.all(events.map((event) => acceptOne({ event, receivedAt })));
    },
    get direct() {
      return !spool.waiting;
    },
    async close() {
      closing = true;
      clearInterval(looking);
      await batches.settled();
      await replaying;
      await spool.close();
    },
  };
}
