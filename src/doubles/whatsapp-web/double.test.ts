import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import {
  type AuthenticationState,
  BufferJSON,
  Curve,
  DisconnectReason,
  downloadMediaMessage,
  initAuthCreds,
  makeWASocket,
  type SignalDataTypeMap,
  type UserFacingSocketConfig,
  WA_CERT_DETAILS,
  type WAMessage,
  WAMessageStatus,
  type WASocket,
} from '@whiskeysockets/baileys';
import sharp from 'sharp';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { until } from '../../testing/until.ts';
import { quiet } from './party.ts';
import { type End, type Person, startWhatsAppWebDouble, type WhatsAppWebDouble } from './server.ts';
import { isSignedBy } from './xeddsa.ts';

/** The real Baileys against the double, with nothing between. */

// ERROR is 0: whoever asks whether there is a status at all must not ask for its truth.
const { ERROR: FAILED, DELIVERY_ACK: DELIVERED, READ, PLAYED } = WAMessageStatus;

let double: WhatsAppWebDouble;
let auth: ReturnType<typeof inMemory>;
const clients: Client[] = [];

beforeAll(() => {
  // Whoever uses libsignal must see to it that its console is not heard: it tells keys.
  for (const loud of ['info', 'warn', 'error'] as const) vi.spyOn(console, loud).mockImplementation(() => {});
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

  it('comes under the number, with the LID beside it, from who is addressed so', async () => {
    const client = await linked();
    await somebody({ addressing: 'pn' }).writes('bonjou');
    const { message } = await until(() => client.upserts[0]);
    expect(message.key).toMatchObject({
      remoteJid: '50937110001@s.whatsapp.net',
      remoteJidAlt: '201000000000001@lid',
    });
  });

  it('comes under the LID alone from who hides the number', async () => {
    const client = await linked();
    await somebody({ numberShown: false }).writes('bonjou');
    const { message } = await until(() => client.upserts[0]);
    expect(message.key.remoteJid).toBe('201000000000001@lid');
    expect(message.key.remoteJidAlt ?? undefined).toBeUndefined();
  });

  it('waits while nobody is there, and comes as `append`', async () => {
    const first = await linked();
    await first.close();
    await until(() => !double.connected);
    const ids = [await somebody().writes('youn'), await somebody().writes('de')];
    expect(double.handed).toEqual([]);
    const client = await again();
    await until(() => client.upserts.length === 2);
    expect(client.upserts.map(({ type, message }) => [type, message.message?.conversation])).toEqual([
      ['append', 'youn'],
      ['append', 'de'],
    ]);
    await until(() => double.confirmed.length === 2);
    expect(double.confirmed).toEqual(ids);
  });

  it('comes again at the next login when what the device said was lost, and it has kept nothing', async () => {
    const first = await linked();
    await somebody().writes('premye');
    await until(() => double.confirmed.length === 1);
    const before = auth.kept();
    double.end('deaf');
    const id = await somebody().writes('dezyem');
    await until(() => first.upserts.length === 2);
    await first.close();
    await until(() => !double.connected);
    auth = inMemory(before);
    const client = await again();
    await until(() => double.confirmed.includes(id));
    await until(() => client.upserts.length > 0);
    expect(client.upserts.map(({ type, message }) => [type, message.key.id])).toEqual([['append', id]]);
    expect(double.handed.filter((one) => one === id)).toHaveLength(2);
  });

  it('is refused, and lost, where the session was kept and the message was not', async () => {
    const first = await linked();
    double.end('deaf');
    const id = await somebody().writes('bonjou');
    await until(() => first.upserts.length === 1);
    await first.close();
    await until(() => !double.connected);
    const client = await again();
    await until(() => double.refused.length === 1);
    expect(double.refused).toEqual([{ id, error: 487 }]);
    expect(client.upserts).toEqual([]);
  });

  it('comes once more, readable, when the device says it could not read it', async () => {
    const client = await linked();
    double.orders.unreadable();
    const id = await somebody().writes('eske ou tande m?');
    await until(() => client.upserts.some(({ message }) => message.message?.conversation));
    expect(double.retried).toEqual([id]);
    await until(() => double.confirmed.includes(id));
  });

  it('may be forwarded, be an answer, or be a place', async () => {
    const client = await linked();
    const id = await somebody().writes('sa vre?', { forwardingScore: 5, quoted: 'ABC' });
    await somebody().place(18.5392, -72.335, 'Biwo');
    await until(() => client.upserts.length === 2);
    const [text, place] = client.upserts.map(({ message }) => message);
    expect(text?.key.id).toBe(id);
    expect(text?.message?.extendedTextMessage?.contextInfo).toMatchObject({
      forwardingScore: 5,
      isForwarded: true,
      stanzaId: 'ABC',
    });
    expect(place?.message?.locationMessage).toMatchObject({ degreesLatitude: 18.5392, name: 'Biwo' });
  });

  it.each(['image', 'voice', 'video', 'document', 'sticker'] as const)('may be a file: %s', async (kind) => {
    const client = await linked();
    const bytes = randomBytes(5000);
    await somebody().sends(kind, bytes, { caption: 'gade' });
    const { message } = await until(() => client.upserts[0]);
    expect(bytes.equals(await downloadMediaMessage(message, 'buffer', {}))).toBe(true);
    double.orders.download(410);
    await expect(downloadMediaMessage(message, 'buffer', {})).rejects.toMatchObject({
      output: { statusCode: 410 },
    });
  });
});

describe('what the linked device sends', () => {
  it('is decrypted by the person, at either address, and acknowledged', async () => {
    const client = await linked();
    const acks: unknown[] = [];
    client.socket.ws.on('CB:ack,class:message', (ack: { attrs: { id: string } }) => acks.push(ack.attrs.id));
    const person = somebody();
    const one = await client.socket.sendMessage(person.lid, { text: 'Biwo a louvri a 8è.' });
    const two = await client.socket.sendMessage(`${person.number}@s.whatsapp.net`, { text: 'Mèsi.' });
    await until(() => acks.length === 2);
    expect(acks).toEqual([one?.key.id, two?.key.id]);
    expect(person.heard().map(({ message }) => message.extendedTextMessage?.text)).toEqual([
      'Biwo a louvri a 8è.',
      'Mèsi.',
    ]);
    expect(double.ledger).toHaveLength(2);
  });

  it('goes on in a conversation both ways', async () => {
    const client = await linked();
    const person = somebody();
    for (const round of [1, 2, 3]) {
      await person.writes(`kesyon ${round}`);
      await until(() => client.upserts.length === round);
      await client.socket.sendMessage(person.lid, { text: `repons ${round}` });
      await until(() => person.heard().length === round);
    }
  });

  it('may be a picture or a voice note, which the person opens', async () => {
    const client = await linked();
    const person = somebody();
    const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer();
    await client.socket.sendMessage(person.lid, { image: picture, caption: 'Kat la' });
    const voice = randomBytes(3000);
    await client.socket.sendMessage(person.lid, {
      audio: voice,
      ptt: true,
      mimetype: 'audio/ogg; codecs=opus',
      seconds: 2,
    });
    await until(() => person.heard().length === 2);
    const [first, second] = person.heard();
    expect(first?.message.imageMessage?.caption).toBe('Kat la');
    expect(second?.message.audioMessage?.ptt).toBe(true);
    expect(picture.equals(await person.opens(first ?? none()))).toBe(true);
    expect(voice.equals(await person.opens(second ?? none()))).toBe(true);
  });

  it('cannot be uploaded while the media servers are broken', async () => {
    const client = await linked();
    double.orders.upload(503);
    const audio = { audio: randomBytes(100), ptt: true, mimetype: 'audio/ogg; codecs=opus', seconds: 1 };
    await expect(client.socket.sendMessage(somebody().lid, audio)).rejects.toThrow('Media upload failed');
    expect(double.ledger).toEqual([]);
  });

  it('is told of by receipts: late, twice, and the last one first', async () => {
    const client = await linked();
    const person = somebody();
    const wire: (string | undefined)[] = [];
    client.socket.ws.on('CB:receipt', (receipt: { attrs: { type?: string } }) =>
      wire.push(receipt.attrs.type),
    );
    let release = () => {};
    const after = new Promise<void>((resolve) => {
      release = resolve;
    });
    double.orders.receipts({ send: ['delivered', 'read'], twice: true, reversed: true, after });
    const sent = await client.socket.sendMessage(person.lid, { text: 'bonjou' });
    await until(() => person.heard().length === 1);
    expect(wire).toEqual([]);
    release();
    await until(() => wire.length === 4);
    expect(wire).toEqual(['read', 'read', undefined, undefined]);
    // What comes at once Baileys melts into one: the last word counts, also where it is the lesser one.
    await until(() => client.statuses.length > 0);
    expect(client.statuses).toEqual([{ id: sent?.key.id, status: DELIVERED, code: undefined }]);
  });

  it('is told of by receipts as they should be', async () => {
    const client = await linked({ emitOwnEvents: false });
    const person = somebody();
    const sent = await client.socket.sendMessage(person.lid, { text: 'bonjou' });
    const id = sent?.key.id ?? '';
    await until(() => person.heard().length === 1);
    for (const [number, tell] of [person.delivered, person.reads, person.plays].entries()) {
      tell(id);
      await until(() => client.statuses.length === number + 1);
    }
    expect(client.statuses.map(({ status }) => status)).toEqual([DELIVERED, READ, PLAYED]);
  });

  it('is refused with an error that Baileys passes on as the status of the message', async () => {
    const client = await linked();
    double.orders.message(463);
    const sent = await client.socket.sendMessage(somebody().lid, { text: 'bonjou' });
    await until(() => client.statuses.length === 1);
    expect(client.statuses[0]).toEqual({ id: sent?.key.id, status: FAILED, code: '463' });
    expect(double.ledger).toEqual([]);
  });

  it('may be taken and never be acknowledged, or be lost with the line', async () => {
    const client = await linked();
    const acks: string[] = [];
    client.socket.ws.on('CB:ack,class:message', (ack: { attrs: { id: string } }) => acks.push(ack.attrs.id));
    const person = somebody();
    double.orders.message('taken_no_ack');
    double.orders.message('no_ack');
    await client.socket.sendMessage(person.lid, { text: 'youn' });
    await client.socket.sendMessage(person.lid, { text: 'de' });
    const three = await client.socket.sendMessage(person.lid, { text: 'twa' });
    await until(() => acks.length === 1);
    expect(acks).toEqual([three?.key.id]);
    expect(person.heard().map(({ message }) => message.extendedTextMessage?.text)).toEqual(['youn', 'twa']);

    double.orders.message('taken_drop');
    await client.socket.sendMessage(person.lid, { text: 'kat' });
    await until(() => client.ended === DisconnectReason.connectionClosed);
    expect(person.heard()).toHaveLength(3);
  });

  it('is sent again to who has lost the session', async () => {
    const client = await linked();
    const person = somebody();
    await client.socket.sendMessage(person.lid, { text: 'youn' });
    await until(() => person.heard().length === 1);
    person.reinstalls();
    await client.socket.sendMessage(person.lid, { text: 'de' });
    await until(() => person.heard().length === 2);
  });
});

describe('the end of a connection', () => {
  it.each<[End, number]>([
    [515, DisconnectReason.restartRequired],
    [401, DisconnectReason.loggedOut],
    [403, DisconnectReason.forbidden],
    [405, 405],
    [411, DisconnectReason.multideviceMismatch],
    [500, DisconnectReason.badSession],
    [503, DisconnectReason.unavailableService],
    ['replaced', DisconnectReason.connectionReplaced],
    ['device_removed', DisconnectReason.loggedOut],
    ['stream_end', DisconnectReason.connectionClosed],
    ['drop', DisconnectReason.connectionClosed],
  ])('%s is what Baileys calls %i', async (reason, code) => {
    const client = await linked();
    double.end(reason);
    await until(() => client.ended !== undefined);
    expect(client.ended).toBe(code);
    expect(double.connected).toBe(false);
  });

  it('is noticed when nothing is said any more', async () => {
    const client = await linked({ keepAliveIntervalMs: 500 });
    double.end('silence');
    await until(() => client.ended === DisconnectReason.connectionLost);
  });

  it('is for good when the device was logged out', async () => {
    await linked();
    double.end('device_removed');
    await until(() => !double.connected);
    const next = connect();
    await until(() => next.ended === DisconnectReason.loggedOut);
  });

  it('comes at the login, or before there is a connection, when told', async () => {
    const first = await linked();
    await first.close();
    double.orders.login(503);
    const second = connect();
    await until(() => second.ended === DisconnectReason.unavailableService);
    double.orders.connect('drop');
    const third = connect();
    await until(() => third.ended !== undefined);
    expect(third.ended).toBe(DisconnectReason.connectionLost);
    await again();
  });

  it('never comes by itself when the door is shut with an HTTP status: who waits must end it', async () => {
    double.orders.connect(429);
    const client = connect({ connectTimeoutMs: 200 });
    const status = new Promise((resolve) =>
      client.socket.ws.on('unexpected-response', (_request: unknown, answer: { statusCode: number }) =>
        resolve(answer.statusCode),
      ),
    );
    expect(await status).toBe(429);
    expect(client.ended).toBeUndefined();
  });

  it('follows when the device logs out', async () => {
    const client = await linked();
    await client.socket.logout();
    await until(() => !double.connected);
    const next = connect();
    await until(() => next.ended === DisconnectReason.loggedOut);
  });
});

describe('who is taken for WhatsApp', () => {
  it('is, for Baileys as it is, whoever has TLS and a chain of the right form', async () => {
    WA_CERT_DETAILS.PUBLIC_KEY.set(Buffer.from(initAuthCreds().noiseKey.public));
    const client = connect();
    await until(() => client.qr);
  });

  it('is nobody whose chain does not end in the root, once signatures are looked at', async () => {
    const asItIs = Curve.verify;
    Curve.verify = isSignedBy;
    try {
      const trusting = connect();
      await until(() => trusting.qr);
      WA_CERT_DETAILS.PUBLIC_KEY.set(Buffer.from(initAuthCreds().noiseKey.public));
      const client = connect();
      await until(() => client.ended !== undefined);
      expect(client.ended).toBe(400);
      expect(client.qr).toBeUndefined();
    } finally {
      Curve.verify = asItIs;
    }
  });

  it('is nobody without TLS', async () => {
    const client = connect({ waWebSocketUrl: double.url.replace('wss:', 'ws:') });
    await until(() => client.ended !== undefined);
    expect(client.qr).toBeUndefined();
  });

  it('is the double for a process that is started with its environment', async () => {
    const script = `
      import { initAuthCreds, makeWASocket } from '@whiskeysockets/baileys';
      const silent = { level: 'silent', child: () => silent };
      for (const how of ['trace', 'debug', 'info', 'warn', 'error']) silent[how] = () => {};
      const keys = { get: async () => ({}), set: async () => {} };
      const auth = { creds: initAuthCreds(), keys };
      const socket = makeWASocket({ auth, logger: silent, waWebSocketUrl: process.argv[1] });
      socket.ev.on('connection.update', ({ qr, connection }) => {
        if (qr) console.log('shows a code');
        if (qr || connection === 'close') process.exit();
      });`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', script, double.url],
      { env: { ...process.env, ...double.environment } },
    );
    expect(stdout).toContain('shows a code');
  });
});

const none = (): never => {
  throw new Error('nothing was heard');
};

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
