import { createHash } from 'node:crypto';
import type { Log } from '../core/log.ts';
import type { Inbound, Receipt } from '../core/message.ts';
import type { Store } from '../store/connect.ts';
import { isDatabaseAway } from '../store/failures.ts';
import { type Arrival, keepMessages, markCleaned } from '../store/messages.ts';
import { openBatches } from './batch.ts';
import type { Spool } from './spool.ts';

interface Entry {
  readonly event: Inbound | Receipt;
  readonly receivedAt: Date;
}

export interface Acceptance {
  /** Resolves once every event is safe: in the database, or fsynced in the spool. Rejects when neither took it. */
  accept(events: readonly (Inbound | Receipt)[]): Promise<void>;
  /** False while the spool holds anything. */
  readonly direct: boolean;
  close(): Promise<void>;
}

/** PostgreSQL cannot keep U+0000 in a text, nor half of a surrogate pair in JSON. */
function clean<T>(value: T): T {
  if (typeof value === 'string') return value.replaceAll('\u0000', '').toWellFormed() as T;
  if (Array.isArray(value)) return value.map(clean) as T;
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, clean(inner)])) as T;
  }
  return value;
}

/** Longest provider id that is kept as it is: an index entry has a limit, an attacker's imagination has none. */
const LONGEST_ID = 500;

function cleanInbound(inbound: Inbound): Inbound {
  const cleaned = clean(inbound);
  if (cleaned.externalId.length <= LONGEST_ID) return cleaned;
  return { ...cleaned, externalId: createHash('sha256').update(cleaned.externalId).digest('hex') };
}

/** A hung server must not hold a webhook until the provider gives up (Twilio: 15 s); the disk takes over before. */
const PATIENCE_MS = 4_000;
const PROBE_MS = 250;

/**
 * Keeps what channels have read, before the provider hears 200.
 *
 * @param wake called after the commit with the contacts who have something new
 * @param applyReceipts what a provider told about parts of ours
 */
export function openAcceptance(deps: {
  store: Store;
  spool: Spool;
  wake: (contactIds: readonly string[]) => void;
  applyReceipts: (receipts: readonly Receipt[]) => Promise<void>;
  log: Log;
}): Acceptance {
  const { store, spool, log } = deps;

  /**
   * One row that its batch choked on: kept alone, so that its neighbours are not lost with it. First as it is, then
   * cleaned, and if even that fails as an empty one: somebody wrote, and a person of ours must know.
   */
  const keepAlone = async (arrival: Arrival): Promise<string[]> => {
    const cleaned = cleanInbound(arrival.inbound);
    const husk: Inbound = { ...cleaned, text: '', media: [], answers: '', choice: '' };
    const forms = [arrival.inbound, cleaned, husk];
    let failure: unknown;
    for (const inbound of forms) {
      try {
        const contacts = await keepMessages(store, [{ ...arrival, inbound }]);
        if (inbound !== arrival.inbound) {
          await markCleaned(store.db, inbound.channel, inbound.externalId);
          log.warn('message kept after cleaning', { channel: inbound.channel, error: failure });
        }
        return contacts;
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        failure = error;
      }
    }
    throw failure;
  };

  const keep = async (entries: readonly Entry[]): Promise<void> => {
    const arrivals: Arrival[] = [];
    const receipts: Receipt[] = [];
    for (const { event, receivedAt } of entries) {
      if (event.kind === 'inbound') arrivals.push({ inbound: event, receivedAt });
      else receipts.push(event);
    }
    if (arrivals.length > 0) {
      try {
        deps.wake(await keepMessages(store, arrivals));
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        for (const arrival of arrivals) deps.wake(await keepAlone(arrival));
      }
    }
    if (receipts.length > 0) {
      try {
        await deps.applyReceipts(receipts);
      } catch (error) {
        if (isDatabaseAway(error)) throw error;
        for (const receipt of receipts) await deps.applyReceipts([clean(receipt)]);
      }
    }
  };

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

  const toDisk = (entry: Entry) => spool.append(Buffer.from(JSON.stringify(entry)));

  let closing = false;
  let replaying: Promise<void> | undefined;
  const replay = () => {
    replaying ??= (async () => {
      let said = false;
      while (spool.waiting && !closing) {
        if (await store.ready(PROBE_MS * 4)) {
          try {
            await spool.replay((buffers) =>
              keep(
                buffers.map((buffer) => {
                  const { event, receivedAt } = JSON.parse(buffer.toString());
                  return { event, receivedAt: new Date(receivedAt) };
                }),
              ),
            );
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
    await toDisk(entry);
    replay();
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
      await batches.settled();
      await replaying;
      await spool.close();
    },
  };
}
