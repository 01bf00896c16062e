import type { Channel } from '../core/channel.ts';
import type { Log } from '../core/log.ts';
import { MediaError } from '../core/media-error.ts';
import type { PrintSound } from '../media/fingerprint.ts';
import { LARGEST_FILE } from '../media/limits.ts';
import { takeIn } from '../media/take-in.ts';
import type { Store } from '../store/connect.ts';
import { isDatabaseAway } from '../store/failures.ts';
import {
  type ClaimedFile,
  claimFiles,
  dueFiles,
  FETCH_DAYS,
  giveUpFile,
  keepFile,
  noteDiscarded,
  putOff,
} from '../store/media.ts';

/**
 * The second half of a message's arrival: what came along with it is fetched, judged and kept. It stands here because
 * it asks channels, as receiving does, and knows nothing of what people decide; but the process that takes webhooks
 * need not do it: pictures are decoded here, which is slow, and what they are for is the desk, whose role serves it.
 */
export interface FileFetcher {
  /** Fetches those of these files that are due. Never throws for the sake of one file. */
  fetch(ids: readonly string[]): Promise<void>;
  /** Files that are due and that this process can fetch. */
  due(): Promise<string[]>;
}

/** After so many deaths over one file, the file is taken to be what killed. */
const MOST_DEATHS = 5;
const FIRST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 3_600;
const DUE_AT_ONCE = 500;
const DAY_MS = 86_400_000;

/**
 * @param channels by name
 * @param mayFetch whether this process can ask a channel now: some can only over a connection that one process holds
 */
export function openFileFetcher(deps: {
  store: Store;
  channels: ReadonlyMap<string, Channel>;
  mayFetch: (channel: Channel) => boolean;
  printSound: PrintSound | undefined;
  log: Log;
  now: () => Date;
}): FileFetcher {
  const { store, channels, mayFetch, printSound, log, now } = deps;
  const names = () => [...channels].filter(([, channel]) => mayFetch(channel)).map(([name]) => name);

  /** @throws MediaError */
  const fetchOne = async (channel: Channel, file: ClaimedFile): Promise<void> => {
    if (file.begun > MOST_DEATHS) throw new MediaError('refused', 'deadly');
    const { bytes } = await channel.fetch(file.ref, LARGEST_FILE);
    const hash = store.seal.hashBytes(bytes);
    const known = await keepFile(store, file.id, hash);
    if (known !== 'unknown') return;
    const taken = await takeIn(bytes, printSound);
    try {
      await keepFile(store, file.id, hash, taken);
    } catch (error) {
      // There may be room for a line, and none for a file: that is no fault of the file.
      if (isDatabaseAway(error)) throw new MediaError('unavailable', 'not_kept');
      throw error;
    }
  };

  const tooLate = ({ createdAt }: ClaimedFile) => now().getTime() - createdAt.getTime() > FETCH_DAYS * DAY_MS;

  const pauseAfter = ({ attempts }: ClaimedFile) =>
    Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.min(attempts - 1, 10));

  /** @returns whether nothing more can come of asking the channel: kept, given up, or forgotten meanwhile */
  const settle = async (channel: Channel, file: ClaimedFile): Promise<boolean> => {
    try {
      await fetchOne(channel, file);
      return true;
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      const { kind, code } = error;
      if (kind === 'unavailable' && !tooLate(file)) {
        await putOff(store.db, file.id, pauseAfter(file), code);
        return false;
      }
      const state = kind === 'unavailable' ? 'gone' : kind;
      await giveUpFile(store.db, file.id, state, code);
      log.warn('file not kept', { channel: file.channel, state, code });
      return true;
    }
  };

  /** Only once ours is safe, or nothing of ours will ever be. */
  const discard = async (channel: Channel, file: ClaimedFile): Promise<void> => {
    try {
      await channel.discard(file.ref);
    } catch (error) {
      if (!(error instanceof MediaError)) throw error;
      const { kind, code } = error;
      if (kind === 'unavailable' && !tooLate(file)) return putOff(store.db, file.id, pauseAfter(file), code);
      if (kind !== 'gone') log.warn('provider keeps its copy of a file', { channel: file.channel, code });
    }
    await noteDiscarded(store.db, file.id);
  };

  return {
    async fetch(ids) {
      for (const file of await claimFiles(store.db, ids, names())) {
        const channel = channels.get(file.channel);
        if (!channel) continue;
        if (file.state !== 'waiting' || (await settle(channel, file))) await discard(channel, file);
      }
    },
    due: () => dueFiles(store.db, names(), DUE_AT_ONCE),
  };
}
