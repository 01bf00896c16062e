import {
  type AuthenticationState,
  BufferJSON,
  DisconnectReason,
  initAuthCreds,
  makeWASocket,
  type SignalDataTypeMap,
  type UserFacingSocketConfig,
  type WAMessage,
  WAMessageStatus,
  type WASocket,
} from '@whiskeysockets/baileys';
import { afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { quiet } from '../doubles/whatsapp-web/party.ts';
import {
  type Person,
  type PersonOptions,
  startWhatsAppWebDouble,
  type WhatsAppWebDouble,
} from '../doubles/whatsapp-web/server.ts';
import { until } from './until.ts';

/** The real Baileys with nothing of ours around it, to be set against its double. */

// ERROR is 0: whoever asks whether there is a status at all must not ask for its truth.
export const { ERROR: FAILED, DELIVERY_ACK: DELIVERED, READ, PLAYED } = WAMessageStatus;

type Options = Partial<UserFacingSocketConfig>;

export interface PlainClient {
  readonly socket: WASocket;
  readonly qr: string | undefined;
  readonly open: boolean;
  /** What Baileys says why it has ended. */
  readonly ended: number | undefined;
  readonly upserts: readonly { readonly type: string; readonly message: WAMessage }[];
  readonly statuses: readonly {
    readonly id: string;
    readonly status: number;
    readonly code: string | undefined;
  }[];
  close(): Promise<void>;
}

/** For a whole test file: a double, an auth state and what connects with it, new for every test. */
export function plainBaileys() {
  let double: WhatsAppWebDouble;
  let auth: ReturnType<typeof inMemory>;
  const clients: PlainClient[] = [];

  beforeAll(() => {
    // Whoever uses libsignal must see to it that its console is not heard: it tells keys.
    for (const loud of ['info', 'warn', 'error'] as const)
      vi.spyOn(console, loud).mockImplementation(() => {});
  });

  beforeEach(async () => {
    double = await startWhatsAppWebDouble();
    double.trust();
    auth = inMemory();
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) await client.close();
    await double.close();
  });

  function connect(options: Options = {}): PlainClient {
    const socket = makeWASocket({
      auth,
      logger: quiet,
      waWebSocketUrl: double.url,
      retryRequestDelayMs: 0,
      ...options,
    });
    let qr: string | undefined;
    let open = false;
    let ended: number | undefined;
    const upserts: { type: string; message: WAMessage }[] = [];
    const statuses: { id: string; status: number; code: string | undefined }[] = [];
    socket.ev.on('creds.update', (update) => {
      Object.assign(auth.creds, update);
    });
    socket.ev.on('connection.update', (update) => {
      if (update.qr) qr = update.qr;
      if (update.connection === 'open') open = true;
      if (update.connection === 'close') {
        open = false;
        const { error } = update.lastDisconnect ?? {};
        ended = (error as { output?: { statusCode?: number } } | undefined)?.output?.statusCode ?? -1;
      }
    });
    socket.ev.on('messages.upsert', ({ messages, type }) => {
      for (const message of messages) {
        if (!message.key.fromMe) upserts.push({ type, message });
        // Baileys says again what it has sent itself; an error that came in the same moment is already in it.
        else if (message.status === FAILED)
          statuses.push({
            id: message.key.id ?? '',
            status: FAILED,
            code: message.messageStubParameters?.[0] ?? undefined,
          });
      }
    });
    socket.ev.on('messages.update', (updates) => {
      for (const { key, update } of updates)
        if (typeof update.status === 'number')
          statuses.push({
            id: key.id ?? '',
            status: update.status,
            code: update.messageStubParameters?.[0] ?? undefined,
          });
    });
    const client: PlainClient = {
      socket,
      get qr() {
        return qr;
      },
      get open() {
        return open;
      },
      get ended() {
        return ended;
      },
      upserts,
      statuses,
      async close() {
        if (ended === undefined) socket.end(undefined);
        await until(() => ended !== undefined, { what: 'the client has ended' });
      },
    };
    clients.push(client);
    return client;
  }

  async function again(options: Options = {}): Promise<PlainClient> {
    const client = connect(options);
    await until(() => client.open, { what: 'the connection is open' });
    return client;
  }

  return {
    get double() {
      return double;
    },
    get auth() {
      return auth;
    },
    connect,
    /** Links by QR and logs in: what comes first in almost every test. */
    async linked(options: Options = {}): Promise<PlainClient> {
      const first = connect(options);
      await double.scan(await until(() => first.qr, { what: 'there is a QR code' }));
      await until(() => first.ended === DisconnectReason.restartRequired, { what: 'a restart is asked for' });
      const client = await again(options);
      // Before that Baileys would keep everything to itself for 20 seconds at the next login.
      await until(() => (auth.creds.accountSyncCounter ?? 0) > 0, { what: 'the history has come' });
      return client;
    },
    again,
    /** As a process finds it that was killed at that moment. */
    goBackTo(kept: Kept): void {
      auth = inMemory(kept);
    },
    somebody: (options: PersonOptions = {}): Person =>
      double.person('50937110001', '201000000000001', options),
  };
}

interface Kept {
  readonly creds: string;
  readonly rows: ReadonlyMap<string, string>;
}

/** Keys in memory, as text: what is read back is a copy, as from any store. */
function inMemory(
  { creds, rows }: Kept = { creds: '', rows: new Map() },
): AuthenticationState & { kept(): Kept } {
  const kept = new Map(rows);
  const state: AuthenticationState = {
    creds: creds === '' ? initAuthCreds() : JSON.parse(creds, BufferJSON.reviver),
    keys: {
      async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
        const found: { [id: string]: SignalDataTypeMap[T] } = {};
        for (const id of ids) {
          const text = kept.get(`${type}/${id}`);
          if (text !== undefined) found[id] = JSON.parse(text, BufferJSON.reviver);
        }
        return found;
      },
      async set(data) {
        for (const [type, those] of Object.entries(data))
          for (const [id, value] of Object.entries(those ?? {})) {
            if (value === null) kept.delete(`${type}/${id}`);
            else kept.set(`${type}/${id}`, JSON.stringify(value, BufferJSON.replacer));
          }
      },
    },
  };
  return {
    ...state,
    kept: () => ({ creds: JSON.stringify(state.creds, BufferJSON.replacer), rows: new Map(kept) }),
  };
}
