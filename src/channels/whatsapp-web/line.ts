import { EventEmitter } from 'node:events';
import type { BaileysEventMap, BinaryNode, WASocket } from '@whiskeysockets/baileys';
import type { Inbound, Receipt } from '../../core/message.ts';
import type { Auth } from './auth.ts';
import { type Baileys, silence } from './baileys.ts';
import { openDurable, type Sending } from './durable.ts';
import type { openSent } from './sent.ts';

/** WhatsApp's answer to a message of ours; `error` is a code. */
export interface Ack {
  readonly error?: string;
}

/** One connection, from its opening to its end; there is never a second one of the same session. */
export interface Line {
  readonly sock: WASocket;
  readonly sent: ReturnType<typeof openSent>;
  /** Resolves with what WhatsApp says to that message of ours; rejects with {@link Over} when the connection ends. */
  acked(id: string): Promise<Ack>;
  /** Nobody waits for it any more: what comes then is told as a receipt. */
  unawait(id: string): void;
  follow<T>(state: Sending, work: () => Promise<T>): Promise<T>;
  /** Resolves when the connection has ended, with Baileys' code for why. */
  readonly ended: Promise<number | undefined>;
  end(): void;
}

export class Over extends Error {
  override readonly name = 'Over';
}

export interface Happenings {
  qr(text: string): void;
  /** The phone has linked us; WhatsApp ends the connection now, and a new one logs in. */
  paired(): void;
  open(): void;
  /** What the operator should know: WhatsApp restricts the account. */
  warned(note: string | undefined): void;
  /** Something lies in the inbox. */
  came(): void;
  /** What Baileys told beside what it decrypted, read already. */
  heard(events: readonly (Inbound | Receipt)[]): void;
}

const POLITE_MS = 1_000;

export function openLine(deps: {
  baileys: Baileys;
  url: string;
  auth: Auth;
  sent: ReturnType<typeof openSent>;
  /** Reads what Baileys tells under this name; never throws. */
  read: (event: string, data: unknown) => (Inbound | Receipt)[];
  happens: Happenings;
  queryMs: number;
}): Line {
  const { baileys, url, auth, sent, read, happens, queryMs } = deps;
  const { isJidGroup, isJidNewsletter, isJidBroadcast } = baileys;
  const { ERROR, SERVER_ACK } = baileys.WAMessageStatus;
  const durable = openDurable({
    baileys,
    lost: () => hangUp(sock, new Error('what came could not be kept')),
    came: (id) => {
      taken.add(id);
      happens.came();
    },
  });
  /** What went into the inbox: Baileys tells it once more, later. */
  const taken = new Set<string>();
  const waiting = new Map<string, (ack: Ack) => void>();
  const refused = new Set<string>();
  let tell: (code: number | undefined) => void = () => {};
  const ended = new Promise<number | undefined>((resolve) => {
    tell = resolve;
  });

  const heard = (updates: readonly unknown[]) => happens.heard(read('messages.update', updates));

  const sock = contained(baileys, {
    waWebSocketUrl: url,
    auth: auth.state,
    logger: silence,
    browser: baileys.Browsers.macOS('Chrome'),
    countryCode: 'HT',
    makeSignalRepository: durable.makeSignalRepository,
    // A commit that does not succeed soon ends the connection: see durable.ts.
    transactionOpts: { maxCommitRetries: 2, delayBetweenTriesMs: 500 },
    defaultQueryTimeoutMs: queryMs,
    syncFullHistory: false,
    shouldSyncHistoryMessage: () => false,
    // Or the phone of whoever owns the number would no longer ring.
    markOnlineOnConnect: false,
    emitOwnEvents: false,
    generateHighQualityLinkPreview: false,
    shouldIgnoreJid: (jid) => isJidGroup(jid) || isJidNewsletter(jid) || isJidBroadcast(jid),
    getMessage: async ({ id }) => (id ? (await sent.find(id))?.message : undefined),
  });

  sock.ws.on('frame', durable.frame);
  // No WebSocket but an answer of HTTP: of a proxy, or of WhatsApp in trouble. Baileys would wait for a time-out, and take
  // a 401 or 403 for WhatsApp's own, which would cost the session.
  sock.ws.on('unexpected-response', () => hangUp(sock, new Error('no WebSocket')));
  // Before Baileys, which tells a refusal once more as an update.
  sock.ws.prependListener('CB:ack,class:message', ({ attrs }: BinaryNode) => {
    const { id = '', error } = attrs;
    const resolve = waiting.get(id);
    if (error !== undefined && resolve) refused.add(id);
    if (resolve) return resolve(error === undefined ? {} : { error });
    // Too late for whoever sent it; what was refused too late Baileys tells itself.
    if (error === undefined) heard([{ key: { id, fromMe: true }, update: { status: SERVER_ACK } }]);
  });
  // Before Baileys gathers what comes together: of two receipts of one message it would keep the later, whichever it is.
  const { emit } = sock.ev;
  sock.ev.emit = (event, told) => {
    if (event === 'messages.update') {
      const updates = told as BaileysEventMap['messages.update'];
      heard(updates.filter(({ key, update }) => update.status !== ERROR || !refused.delete(key.id ?? '')));
    }
    return emit(event, told);
  };
  sock.ev.on('messages.upsert', ({ messages, type }) => {
    const others = messages.filter(({ key }) => !taken.delete(key.id ?? ''));
    if (others.length > 0) happens.heard(read('messages.upsert', { messages: others, type }));
  });
  sock.ev.on('creds.update', () => auth.changed());
  sock.ev.on('message-capping.update', ({ capping_status: status }) => {
    happens.warned(status === undefined || status === 'NONE' ? undefined : 'new_chats_capped');
  });
  sock.ev.on('connection.update', ({ connection, qr, isNewLogin, lastDisconnect, reachoutTimeLock }) => {
    if (qr !== undefined) happens.qr(qr);
    if (isNewLogin) happens.paired();
    if (reachoutTimeLock) happens.warned(reachoutTimeLock.isActive ? 'no_new_chats' : undefined);
    if (connection === 'open') happens.open();
    if (connection !== 'close') return;
    tell(codeOf(lastDisconnect?.error));
    sock.ws.removeAllListeners();
    // What is left of the WebSocket may still complain, and nobody must fall over it.
    sock.ws.on('error', () => {});
  });

  return {
    sock,
    sent,
    ended,
    acked: (id) =>
      new Promise((resolve, reject) => {
        waiting.set(id, (ack) => {
          waiting.delete(id);
          resolve(ack);
        });
        void ended.then(() => reject(new Over('the connection ended')));
      }),
    unawait: (id) => void waiting.delete(id),
    follow: durable.follow,
    end: () => hangUp(sock, undefined),
  };
}

/**
 * Baileys listens with functions that wait and may fail, and a failure that nobody waits for ends a Node process, ours
 * with all its channels. Emitters made in here turn it into an `error` instead, which ends the connection.
 */
function contained(baileys: Baileys, config: Parameters<Baileys['makeWASocket']>[0]): WASocket {
  const { captureRejections } = EventEmitter;
  EventEmitter.captureRejections = true;
  try {
    const sock = baileys.makeWASocket(config);
    (sock.ev as unknown as EventEmitter).on('error', () => hangUp(sock, new Error('a listener failed')));
    return sock;
  } finally {
    EventEmitter.captureRejections = captureRejections;
  }
}

/** Politely at first. A far side that does not answer is not waited for: the session is needed elsewhere. */
function hangUp(sock: WASocket, reason: Error | undefined): void {
  const { socket } = sock.ws as unknown as { readonly socket: { terminate(): void } | null };
  void sock.end(reason);
  setTimeout(() => socket?.terminate(), POLITE_MS).unref();
}

function codeOf(error: unknown): number | undefined {
  const output: unknown = error instanceof Error && 'output' in error ? error.output : undefined;
  const code = (output as { statusCode?: unknown } | undefined)?.statusCode;
  return typeof code === 'number' ? code : undefined;
}
