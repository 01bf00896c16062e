import {
  type AuthenticationState,
  DisconnectReason,
  downloadMediaMessage,
  initAuthCreds,
  makeWASocket,
  type SignalDataTypeMap,
  type UserFacingSocketConfig,
  WA_CERT_DETAILS,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../testing/until.ts';
import { quiet } from './party.ts';
import { type Person, startWhatsAppWebDouble, type WhatsAppWebDouble } from './server.ts';

/** The real Baileys against the double, with nothing between. */

let double: WhatsAppWebDouble;
let auth: AuthenticationState;
const clients: Client[] = [];

beforeEach(async () => {
  double = await startWhatsAppWebDouble();
  double.trust();
  auth = inMemory();
});

afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await double.close();
});

interface Client {
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

function connect(options: Partial<UserFacingSocketConfig> = {}): Client {
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
    for (const message of messages) if (!message.key.fromMe) upserts.push({ type, message });
  });
  socket.ev.on('messages.update', (updates) => {
    for (const { key, update } of updates)
      if (update.status)
        statuses.push({
          id: key.id ?? '',
          status: update.status,
          code: update.messageStubParameters?.[0] ?? undefined,
        });
  });
  const client: Client = {
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

/** Links by QR and logs in: what comes first in almost every test. */
async function linked(options: Partial<UserFacingSocketConfig> = {}): Promise<Client> {
  const first = connect(options);
  await double.scan(await until(() => first.qr, { what: 'there is a QR code' }));
  await until(() => first.ended === DisconnectReason.restartRequired, { what: 'a restart is asked for' });
  return again(options);
}

async function again(options: Partial<UserFacingSocketConfig> = {}): Promise<Client> {
  const client = connect(options);
  await until(() => client.open, { what: 'the connection is open' });
  return client;
}

const somebody = (options = {}): Person => double.person('50937110001', '201000000000001', options);

describe('linking', () => {
  it('links by QR, asks for a restart, and lets the device in again with what it was given', async () => {
    const client = await linked();
    expect(double.connected).toBe(true);
    expect(auth.creds.me).toMatchObject({ id: '50937990000:1@s.whatsapp.net', lid: '190000000000001:1@lid' });
    expect(client.socket.user?.id).toBe('50937990000:1@s.whatsapp.net');
  });

  it('refuses a QR code that has another identity in it, or that nobody shows', async () => {
    const client = connect();
    const qr = await until(() => client.qr);
    const [ref, noise, , secret] = qr.split(',');
    const other = Buffer.from(initAuthCreds().signedIdentityKey.public).toString('base64');
    await expect(double.scan([ref, noise, other, secret].join(','))).rejects.toThrow('another identity');
    await expect(double.scan(qr.replace('2@', '2@x'))).rejects.toThrow('no longer valid');
    await double.scan(qr);
  });

  it('links by a code, and by no other', async () => {
    const first = connect();
    await until(() => first.qr);
    const code = await first.socket.requestPairingCode(double.own.number);
    await expect(double.typeCode('ABCD2345')).rejects.toThrow('not the code');
    expect(first.ended).toBeUndefined();
    await double.typeCode(`${code.slice(0, 4)}-${code.slice(4).toLowerCase()}`);
    await until(() => first.ended === DisconnectReason.restartRequired);
    await again();
    expect(auth.creds.registered).toBe(true);
  });
});

describe('what people write', () => {
  it('comes as it happens, encrypted, with both addresses', async () => {
    const client = await linked();
    const id = await somebody({ name: 'Ti Jo' }).writes('Eske biwo a louvri?');
    const { type, message } = await until(() => client.upserts[0]);
    expect(type).toBe('notify');
    expect(message.message?.conversation).toBe('Eske biwo a louvri?');
    expect(message.pushName).toBe('Ti Jo');
    expect(message.key).toMatchObject({
      id,
      remoteJid: '201000000000001@lid',
      remoteJidAlt: '50937110001@s.whatsapp.net',
    });
    await until(() => double.confirmed.includes(id));
    await somebody().writes('ankò');
    await until(() => client.upserts.length === 2);
  });
});

function inMemory(): AuthenticationState {
  const kept = new Map<string, unknown>();
  return {
    creds: initAuthCreds(),
    keys: {
      async get<T extends keyof SignalDataTypeMap>(type: T, ids: string[]) {
        const found: { [id: string]: SignalDataTypeMap[T] } = {};
        for (const id of ids) {
          const value = kept.get(`${type}/${id}`);
          if (value !== undefined) found[id] = value as SignalDataTypeMap[T];
        }
        return found;
      },
      async set(data) {
        for (const [type, rows] of Object.entries(data))
          for (const [id, value] of Object.entries(rows ?? {})) {
            if (value === null) kept.delete(`${type}/${id}`);
            else kept.set(`${type}/${id}`, value);
          }
      },
    },
  };
}
void WA_CERT_DETAILS;
void downloadMediaMessage;
