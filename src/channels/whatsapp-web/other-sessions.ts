import { AsyncLocalStorage } from 'node:async_hooks';
import type { SignalDataSet, SignalKeyStoreWithTransaction } from '@whiskeysockets/baileys';

/** A record of libsignal's as it is stored: one person's device may have several sessions with us. */
interface StoredRecord {
  readonly _sessions: Readonly<Record<string, { readonly indexInfo: { readonly used: number } }>>;
}

/**
 * libsignal tries a message on one session after the other, turns the ratchet of each that does not fit, and stores
 * them all: a message over an older session, which was under way, breaks the newer one, and the next message cannot be
 * read. Here those that did not fit stay as they were.
 */
export function keepOthersWhole(keys: SignalKeyStoreWithTransaction) {
  const trying = new AsyncLocalStorage<true>();

  const mended = async (data: SignalDataSet): Promise<SignalDataSet> => {
    const session: NonNullable<SignalDataSet['session']> = {};
    for (const [id, value] of Object.entries(data.session ?? {})) {
      const before = (await keys.get('session', [id]))[id];
      session[id] = value && before ? merged(before, value) : value;
    }
    return { ...data, session };
  };

  return {
    keys: {
      ...keys,
      set: async (data: SignalDataSet) =>
        keys.set(trying.getStore() && data.session ? await mended(data) : data),
    },
    /** Runs the decryption of a message that does not say which session it is of. */
    trying: <T>(work: () => T): T => trying.run(true, work),
  };
}

function merged(before: Uint8Array, after: Uint8Array): Uint8Array {
  // Bytes by Baileys' types; libsignal's own objects in truth.
  const [was, is] = [before, after] as unknown as [Partial<StoredRecord>, Partial<StoredRecord>];
  const old = was._sessions ?? {};
  const fitted = Object.entries(is._sessions ?? {}).filter(
    ([key, { indexInfo }]) => indexInfo.used !== old[key]?.indexInfo.used,
  );
  // Within one millisecond it cannot be told which one it was.
  if (fitted.length !== 1) return after;
  return {
    ...is,
    _sessions: { ...is._sessions, ...old, ...Object.fromEntries(fitted) },
  } as unknown as Uint8Array;
}
