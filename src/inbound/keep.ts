import { createHash } from 'node:crypto';
import type { Log } from '../core/log.ts';
import type { Inbound, Receipt } from '../core/message.ts';
import type { Store } from '../store/connect.ts';
import { isAboutTheRow, isDatabaseAway } from '../store/failures.ts';
import { type Arrival, type Kept, keepMessages, markCleaned } from '../store/messages.ts';

/** What a channel has read, and when it reached us. */
export interface Entry {
  readonly event: Inbound | Receipt;
  readonly receivedAt: Date;
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

/**
 * Makes the one way into the database, for what comes through the door and for what the disk hands back.
 *
 * What one batch cannot keep is halved until the row at fault stands alone: its neighbours lose nothing, and a few
 * small commits more, not one for each of them.
 *
 * @param wake called after each commit with the contacts who have something new, and the files to fetch
 * @param setAside keeps on the disk what no form of the row will ever get into the database
 * @returns a function that resolves once every entry is safe, and throws when the database must be asked again later
 */
export function openKeeping(deps: {
  store: Store;
  wake: (kept: Kept) => void;
  applyReceipts: (receipts: readonly Receipt[]) => Promise<void>;
  setAside: (entry: Entry) => Promise<void>;
  log: Log;
}): (entries: readonly Entry[]) => Promise<void> {
  const { store, log } = deps;

  /** What is wrong with one entry must not hold up all that comes after it; what is wrong with the database must. */
  const aside = async (entry: Entry, failure: unknown) => {
    if (!isAboutTheRow(failure)) throw failure;
    await deps.setAside(entry);
    log.error('a message or receipt that the database will never take was set aside in the spool', {
      channel: entry.event.channel,
      kind: entry.event.kind,
      error: failure,
    });
  };

  /**
   * One row that its batch choked on: first as it is, then cleaned, and if even that fails as an empty one:
   * somebody wrote, and a person of ours must know.
   */
  const keepAlone = async (arrival: Arrival): Promise<void> => {
    const cleaned = cleanInbound(arrival.inbound);
    const husk: Inbound = { ...cleaned, text: '', media: [], answers: '', choice: '' };
    const forms = [arrival.inbound, cleaned, husk];
    let failure: unknown;
    for (const inbound of forms) {
      try {
        deps.wake(await keepMessages(store, [{ ...arrival, inbound }]));
        if (inbound !== arrival.inbound) {
          await markCleaned(store.db, inbound.channel, inbound.externalId);
          log.warn('message kept after cleaning', { channel: inbound.channel, error: failure });
        }
        return;
      } catch (error) {
        // What is not the row's fault may be mended before the next try, and the row would have lost its words for it.
        if (!isAboutTheRow(error)) throw error;
        failure = error;
      }
    }
    await aside({ event: arrival.inbound, receivedAt: arrival.receivedAt }, failure);
  };

  const keepReceipt = async (entry: Entry & { event: Receipt }): Promise<void> => {
    try {
      await deps.applyReceipts([clean(entry.event)]);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
      await aside(entry, error);
    }
  };

  const halved = async <T>(
    rows: readonly T[],
    together: (rows: readonly T[]) => Promise<void>,
    alone: (row: T) => Promise<void>,
  ): Promise<void> => {
    try {
      return await together(rows);
    } catch (error) {
      if (isDatabaseAway(error)) throw error;
    }
    const [only] = rows;
    if (rows.length === 1 && only !== undefined) return alone(only);
    const middle = Math.ceil(rows.length / 2);
    await halved(rows.slice(0, middle), together, alone);
    await halved(rows.slice(middle), together, alone);
  };

  return async (entries) => {
    const arrivals: Arrival[] = [];
    const receipts: (Entry & { event: Receipt })[] = [];
    for (const { event, receivedAt } of entries) {
      if (event.kind === 'inbound') arrivals.push({ inbound: event, receivedAt });
      else receipts.push({ event, receivedAt });
    }
    if (arrivals.length > 0) {
      await halved(arrivals, async (rows) => deps.wake(await keepMessages(store, rows)), keepAlone);
    }
    if (receipts.length > 0) {
      await halved(receipts, (rows) => deps.applyReceipts(rows.map(({ event }) => event)), keepReceipt);
    }
  };
}
