import type {
  AuthenticationCreds,
  AuthenticationState,
  SignalDataSet,
  SignalDataTypeMap,
} from '@whiskeysockets/baileys';
import type { Keep } from '../../core/channel.ts';
import type { Baileys } from './baileys.ts';
import type { Ids } from './ids.ts';
import { type Inbox, type InboxRow, openInbox, type Write } from './inbox.ts';

const CREDS = 'creds';
const KEYS = 'key/';

/** Beside the keys of sessions, in the same commit: what was decrypted with them. See durable.ts. */
export const INBOX = 'inbox';
export type DataSet = SignalDataSet & { [INBOX]?: Record<string, InboxRow> };

/** The session of the linked device: whoever has it is the account. Lives in the keep, sealed, and nowhere else. */
export interface Auth {
  readonly state: AuthenticationState;
  /** Whether a phone has linked us. */
  linked(): boolean;
  /** To be called whenever Baileys says that the credentials have changed: they go with the next write, which is now. */
  changed(): void;
  /** Everything written so far is kept, or it could not be. */
  settled(): Promise<void>;
  /** Nothing is written after this: a commit that hangs must not land in a session that has gone on elsewhere. */
  fence(): void;
  readonly inbox: Inbox;
}

/**
 * Reads the session, or makes a new one that is kept as soon as something happens with it. There is no cache: what the
 * database does not hold is not believed, so that after any death both agree.
 */
export async function openAuth(deps: { baileys: Baileys; keep: Keep; ids: Ids }): Promise<Auth> {
  const { baileys, keep, ids } = deps;
  const { BufferJSON, initAuthCreds, proto } = baileys;
  const asBytes = (value: unknown) => Buffer.from(JSON.stringify(value, BufferJSON.replacer));
  const fromBytes = (bytes: Buffer): unknown => JSON.parse(bytes.toString('utf8'), BufferJSON.reviver);
  const nameOf = (type: string, id: string) => `${KEYS}${type}/${ids.key(type, id)}`;

  const stored = (await keep.get([CREDS])).get(CREDS);
  const creds = (stored ? fromBytes(stored) : initAuthCreds()) as AuthenticationCreds;
  let dirty = false;
  let fenced = false;
  let writing: Promise<void> = Promise.resolve();

  /** One after the other: an index or credentials that were read earlier must not be written later. */
  const write = (writeOf: () => Write): Promise<void> => {
    const turn = writing.then(async () => {
      // The connection is over: nothing of what is told to us now has been acknowledged, or can be.
      if (fenced) return;
      const { entries, done } = writeOf();
      const withCreds = dirty;
      if (withCreds) entries.set(CREDS, asBytes(creds));
      dirty = false;
      try {
        if (entries.size > 0) await keep.set(entries);
        done?.();
      } catch (error) {
        dirty ||= withCreds;
        throw error;
      }
    });
    writing = turn.catch(() => {});
    return turn;
  };
  const inbox = await openInbox(keep, write);

  const get = async <T extends keyof SignalDataTypeMap>(type: T, wanted: string[]) => {
    const names = new Map(wanted.map((id) => [nameOf(type, id), id]));
    const found: { [id: string]: SignalDataTypeMap[T] } = {};
    for (const [name, bytes] of await keep.get([...names.keys()])) {
      const value = fromBytes(bytes);
      found[names.get(name) ?? ''] = (
        type === 'app-state-sync-key'
          ? proto.Message.AppStateSyncKeyData.fromObject(value as Record<string, unknown>)
          : value
      ) as SignalDataTypeMap[T];
    }
    return found;
  };

  const set = ({ [INBOX]: came, ...data }: DataSet): Promise<void> =>
    write(() => {
      const { entries, done }: Write = came ? inbox.adding(Object.values(came)) : { entries: new Map() };
      for (const [type, values] of Object.entries(data))
        for (const [id, value] of Object.entries(values ?? {}))
          entries.set(nameOf(type, id), value ? asBytes(value) : null);
      return { entries, ...(done && { done }) };
    });

  return {
    state: { creds, keys: { get, set } },
    linked: () => creds.account !== undefined && creds.me !== undefined,
    changed() {
      dirty = true;
      // A failure leaves them to be written with whatever comes next.
      write(() => ({ entries: new Map() })).catch(() => {});
    },
    settled: () => writing,
    fence() {
      fenced = true;
    },
    inbox,
  };
}

/** Forgets the session: the phone no longer knows us, or shall not. What came and was not handed on yet is kept. */
export async function forgetSession(keep: Keep): Promise<void> {
  await keep.set(new Map([[CREDS, null]]));
  await keep.clear(KEYS);
}
