import type { proto } from '@whiskeysockets/baileys';

/** What the double of WhatsApp's multi-device servers can be asked, told and shown. */
export interface WhatsAppWebDouble {
  /** `wss://localhost:PORT/ws/chat`, for `WHATSAPP_WEB_URL`. */
  readonly url: string;
  /** What a process of ours needs so that it takes this for WhatsApp: see trust.js. */
  readonly environment: Readonly<Record<string, string>>;
  /** The same for this very process, where NODE_EXTRA_CA_CERTS was there before it started. */
  trust(): void;

  /** Our own phone scans what the linked device shows. Rejects where it does not hold. */
  scan(qr: string): Promise<void>;
  /** Our own phone types the code that the linked device shows. Rejects where it is another one. */
  typeCode(code: string): Promise<void>;
  /** What a phone shows when somebody asks for a code, and whom they asked as. */
  readonly own: { readonly number: string; readonly lid: string };

  /**
   * Somebody with WhatsApp; the same number gives the same person.
   * @param number digits with the country code
   * @param lid digits, with or without `@lid`
   */
  person(number: string, lid: string, options?: PersonOptions): Person;
  /** What people received from the linked device, decrypted, in order. */
  readonly ledger: readonly Heard[];

  /** What is to go wrong next; see orders.ts. */
  readonly orders: Orders;
  /** Ends the connection as WhatsApp does. */
  end(reason: End): void;
  /** A device of ours is logged in. */
  readonly connected: boolean;
  /** How many logins there have been, and how many attempts that ended before one. */
  readonly logins: number;
  /** What the linked device acknowledged (message ids), by a receipt or an ack without an error, in order. */
  readonly confirmed: readonly string[];
  /** What was handed to the linked device at least once, message ids, in order and with repetitions. */
  readonly handed: readonly string[];
  /** Of `handed`, what the linked device asked for again because it could not read it (`receipt type="retry"`). */
  readonly retried: readonly string[];
  /** Of `handed`, what the linked device refused for good by an ack with an error; WhatsApp does not hand it out again. */
  readonly refused: readonly { readonly id: string; readonly error: number }[];
  close(): Promise<void>;
}

export interface PersonOptions {
  /** false: what they write carries their LID alone (a hidden number). True if left out. */
  readonly numberShown?: boolean;
  /** By which address they come; `lid` if left out, which is what WhatsApp does by now. */
  readonly addressing?: 'lid' | 'pn';
  /** What they call themselves. */
  readonly name?: string;
}

export type FileKind = 'image' | 'voice' | 'video' | 'document' | 'sticker';

export interface Person {
  /** Digits with the country code. */
  readonly number: string;
  /** `digits@lid` */
  readonly lid: string;
  /** @returns the id of the message, once it has been handed to the linked device or laid aside for it */
  writes(text: string, options?: WriteOptions): Promise<string>;
  sends(kind: FileKind, bytes: Buffer, options?: FileOptions): Promise<string>;
  place(latitude: number, longitude: number, name?: string): Promise<string>;
  /** Any other message, as WhatsApp's own schema has it. */
  tells(message: proto.IMessage, options?: { readonly id?: string }): Promise<string>;
  /** A receipt for what the linked device sent: it came to their phone, they read it, they played it. */
  delivered(id: string): void;
  reads(id: string): void;
  plays(id: string): void;
  /** What this person received, in order. */
  heard(): readonly Heard[];
  /** What the linked device has told them about messages of theirs: `''` for delivered, `inactive`, `read`, …, as on the wire. */
  receipts(): readonly { readonly id: string; readonly type: string }[];
  /** The bytes of a file they received, decrypted and checked. */
  opens(heard: Heard): Promise<Buffer>;
  /** They have forgotten their session, as after a new installation: the next message to them cannot be read at first. */
  reinstalls(): void;
}

export interface WriteOptions {
  readonly forwardingScore?: number;
  /** The id of a message that this one answers. */
  readonly quoted?: string;
  readonly id?: string;
  /** When it was written; now if left out. */
  readonly at?: Date;
}

export interface FileOptions extends WriteOptions {
  readonly caption?: string;
  readonly mimetype?: string;
  readonly fileName?: string;
}

export interface Heard {
  readonly id: string;
  readonly to: Person;
  readonly message: proto.IMessage;
  readonly at: Date;
}

/** Each is used up by what it was given for; several of the same kind wait in line. */
export interface Orders {
  /** What becomes of the next messages of the linked device. */
  message(fault: MessageFault, times?: number): void;
  /** Receipts of people for what the linked device sends: nothing is sent by itself unless told. */
  receipts(manner: Receipts): void;
  /** Status of the next uploads (`4xx`, `5xx`), or `hang` for no answer at all. */
  upload(answer: number | 'hang', times?: number): void;
  /** Status of the next downloads, or `hang`, or `cut` for half a body. */
  download(answer: number | 'hang' | 'cut', times?: number): void;
  /** A phone that is next asked to put a file up again is off, or has deleted it. */
  reupload(answer: 'silent' | 'deleted', times?: number): void;
  /** The next login is refused in this way. */
  login(reason: End, times?: number): void;
  /** The next attempts to connect get no WebSocket: an HTTP status instead, or the line is cut. */
  connect(answer: number | 'drop' | 'hang', times?: number): void;
  /** The next queries with this xmlns (`usync`, `encrypt`, `w:m`, …) are answered so. */
  query(xmlns: string, answer: number | 'hang', times?: number): void;
  /** The next messages of people cannot be decrypted by the linked device at first, and come again when it asks. */
  unreadable(times?: number): void;
  /** Takes back what has not been used up. */
  clear(): void;
}

/**
 * number          refused: the server's ack carries this error (463, 479, 429, 400, …), nobody gets the message
 * `no_ack`        nobody gets it, and no answer ever
 * `taken_no_ack`  the person gets it, and no answer ever
 * `drop`          nobody gets it, and the connection is cut
 * `taken_drop`    the person gets it, and the connection is cut
 * `late`          the person gets it, the ack comes only on `release()`
 */
export type MessageFault =
  | number
  | 'no_ack'
  | 'taken_no_ack'
  | 'drop'
  | 'taken_drop'
  | { readonly late: Promise<void> };

export interface Receipts {
  /** What every person's phone sends by itself; nothing if left out. */
  readonly send: readonly ('delivered' | 'read')[];
  /** Twice each. */
  readonly twice?: boolean;
  /** The last one first. */
  readonly reversed?: boolean;
  /** Not before this. */
  readonly after?: Promise<void>;
}

/** As WhatsApp ends a connection; beside each what Baileys calls it (`DisconnectReason`). */
export type End =
  /** `<stream:error code="515"/>`: restartRequired */
  | 515
  /** `<failure reason="401"/>`: loggedOut */
  | 401
  /** `<failure reason="403"/>`: forbidden, which is what a ban is */
  | 403
  /** `<failure reason="405"/>`: this version of the client is too old */
  | 405
  /** `<failure reason="411"/>`: multideviceMismatch */
  | 411
  /** `<failure reason="500"/>`: badSession */
  | 500
  /** `<stream:error code="503"/>`: unavailableService */
  | 503
  /** `<stream:error><conflict type="replaced"/></stream:error>`: connectionReplaced, 440 */
  | 'replaced'
  /** `<stream:error code="401"><conflict type="device_removed"/></stream:error>`: loggedOut, 401 */
  | 'device_removed'
  /** `<xmlstreamend/>`: connectionClosed, 428 */
  | 'stream_end'
  /** The line is cut without a word: connectionClosed, 428 */
  | 'drop'
  /** Nothing is said or answered any more: connectionLost, 408 */
  | 'silence'
  /** What people write still comes, but what the device says is lost: in the end connectionLost, too. */
  | 'deaf';
