import type { Log } from './log.ts';
import type { Inbound, MediaRef, Medium, Outbound, Receipt, Template } from './message.ts';

/**
 * What one sender account can carry, as data. `full` is used as it is, `fallback` is said another way
 * (buttons become numbered lines); nothing here is a method that throws.
 */
export interface Capabilities {
  readonly medium: Medium;
  readonly text: {
    /** Longest text of one provider call, in UTF-16 units. */
    readonly max: number;
    /** `gsm7`: fold what can be folded and count segments; `unicode`: send as written. */
    readonly alphabet: 'gsm7' | 'unicode';
    /** Which form of a content is preferred where both exist. */
    readonly prefers: 'short' | 'text';
  };
  readonly choices: {
    /** Buttons under the text. */
    readonly support: 'full' | 'fallback';
    readonly max: number;
    /** In UTF-16 units. */
    readonly labelMax: number;
    /** Longest id that comes back, in UTF-8 bytes (Telegram: 64). Left out: any of ours fits. */
    readonly idMax?: number;
    /** Longest text that may stand above buttons or a list, where it is shorter than `text.max`. */
    readonly textMax?: number;
    /** A list to open, for more choices than there may be buttons. */
    readonly list?: { readonly max: number; readonly labelMax: number };
  };
  readonly files: {
    /** `full`: as what it is; `link`: an address to open; `none`: left out, the text must do. */
    readonly [kind in 'voice' | 'image' | 'video' | 'document']: 'full' | 'link' | 'none';
  } & {
    /** Longest caption; 0: the text is a message of its own. A voice note never has one. */
    readonly captionMax: number;
    /** Largest file in bytes; a larger one is handled as `link`. */
    readonly sizeMax: number;
    /** The content types that may be a document, where not all may; others are handled as `link`. */
    readonly documents?: readonly string[];
  };
  /** `full`: as a pin; `text`: as an address of a map and words. */
  readonly location: 'full' | 'text';
  /** How fast this account may send. On `gsm7` a unit is a segment, elsewhere a message. */
  readonly pace: {
    readonly perSecond: number;
    readonly burst: number;
    /** Beside it, how many messages one person may get within so many seconds. */
    readonly perPerson?: { readonly messages: number; readonly seconds: number };
  };
  /** Set where we may only write freely for so many hours after the person last wrote to this account. */
  readonly window?: {
    readonly hours: number;
    /** By our language, what may be sent outside it so that the person writes; empty: nothing may. */
    readonly templates: Readonly<Record<string, Template>>;
    /**
     * By our language, what carries a bulletin outside it: its one variable is the text of the bulletin, which the
     * caller puts into `params`. Left out: bulletins wait there.
     */
    readonly bulletins?: Readonly<Record<string, Template>>;
  };
  /** Whether bulletins and other things that nobody asked for may leave here. */
  readonly bulk: boolean;
  /** Set where a person hears from us only while they write to this account: it can stand in for no other. */
  readonly answersOnly?: true;
}

/** A webhook request as it came: the raw body, because signatures are over bytes. */
export interface RawRequest {
  readonly method: string;
  /** Path and query exactly as received, e.g. `/hooks/twilio/status?part=…`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface WebhookAnswer {
  readonly status: number;
  readonly contentType?: string;
  /** Beside the content type, what the provider reads. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes out as UTF-8; bytes where the provider wants another alphabet. */
  readonly body?: string | Buffer;
}

/** What one request held. Everything in `events` is kept before `answer` is given. */
export interface Received {
  readonly events: readonly (Inbound | Receipt)[];
  readonly answer: WebhookAnswer;
  /**
   * Asked instead of `answer` once `events` are kept, where the reply to the person travels in it. Never rejects.
   * @param gone aborts when the provider hangs up: nothing may be handed to a request that nobody reads
   */
  readonly later?: (gone: AbortSignal) => Promise<WebhookAnswer>;
}

/** A request that is not the provider's: answered with this status and an empty body, never kept. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: 400 | 401 | 403 | 404 | 405 | 413;
  /** @param reason for our log only: no secret, no text, no number */
  constructor(status: Refused['status'], reason: string) {
    super(reason);
    this.status = status;
  }
}

export interface Webhook {
  readonly method: 'GET' | 'POST';
  /** e.g. `/hooks/twilio/message` */
  readonly path: string;
  /** Verifies and reads; pure but for the clock. Throws {@link Refused}, never anything else. */
  read(request: RawRequest): Received;
}

/** How one sender account stands with its provider. `stopped`: only a person of ours can bring it back. */
export type Link = 'up' | 'down' | 'pairing' | 'stopped';

/** Where a channel puts what it hears on a connection of its own. */
export interface Sink {
  /** Resolves once every event is kept (database or spool): only then may the provider be told. Rejects when neither took it. */
  deliver(events: readonly (Inbound | Receipt)[]): Promise<void>;
  /**
   * Tells how an account stands.
   * @param note a short code for the operator (`401`, `another_address`), no text and no number
   */
  stands(account: string, link: Link, note?: string): void;
}

/** How messages come in. Every channel has at least one way. */
export interface Receive {
  readonly webhooks: readonly Webhook[];
  /**
   * Opens what we hold towards the provider: long polling, a socket, or the registration of the webhook. One process
   * at a time runs it (a lease in the database). Reconnects by itself until closed; never throws.
   */
  readonly listen?: (sink: Sink) => Listening;
  /**
   * Fetches what the provider took for us since then and we may not have heard: after an outage, and now and then.
   * May deliver what is known already: the provider's id makes it one.
   * @throws SendError
   */
  readonly catchUp?: (since: Date, sink: Sink) => Promise<void>;
}

export interface Listening {
  /** Lets go of the connection; what was delivered stays confirmed. */
  close(): Promise<void>;
}

/** How one template stands at its provider. */
export interface TemplateStatus {
  /** As the settings name it. */
  readonly name: string;
  readonly language: string;
  /** `other`: a word of the provider's that we do not know; nothing is known to leave by it. */
  readonly status: 'approved' | 'pending' | 'rejected' | 'paused' | 'disabled' | 'other';
  /** The provider's code for why, or its own word for the status. */
  readonly reason?: string;
  /** As the provider files it, which decides what it costs: `marketing`, `utility`. */
  readonly category?: string;
  /** What people make of it, in the provider's word: `GREEN`, `YELLOW`, `RED`. */
  readonly quality?: string;
}

/** What came with a message, fetched. */
export interface Fetched {
  readonly bytes: Buffer;
  /** As the provider says now; the bytes decide. */
  readonly contentType: string;
}

/** The whole interface of a channel. */
export interface Channel {
  readonly name: string;
  /** By sender account, e.g. `twilio-sms`, `twilio-whatsapp`. */
  readonly capabilities: Readonly<Record<string, Capabilities>>;
  readonly receive: Receive;
  /**
   * Set where only the process that receives can send (a socket, or a reply that travels in the answer to a request):
   * its replies are then sent by the web role.
   */
  readonly sendsWhereItListens?: boolean;
  /**
   * One call to the provider.
   * @returns the provider's id of the message
   * @throws SendError and nothing else
   */
  send(message: Outbound): Promise<{ readonly externalId: string }>;
  /**
   * Asks how its templates stand; left out where the channel has none or is not told how to ask.
   * @throws SendError
   */
  readonly templates?: () => Promise<readonly TemplateStatus[]>;
  /**
   * Fetches a file that came with a message.
   * @param maxBytes give up as soon as it is known to be larger
   * @throws MediaError and nothing else
   */
  fetch(media: MediaRef, maxBytes: number): Promise<Fetched>;
  /** Has the provider delete its copy, where it keeps one until told; called once ours is safe. @throws MediaError */
  discard(media: MediaRef): Promise<void>;
  /** Lets go of open connections. */
  close(): Promise<void>;
}

/** A little memory for one channel, sealed, the same in every process. No text of a person and no number as a key. */
export interface Keep {
  get(keys: readonly string[]): Promise<Map<string, Buffer>>;
  /** All or nothing; null removes. */
  set(entries: ReadonlyMap<string, Buffer | null>): Promise<void>;
  /** Removes every key that begins so. */
  clear(prefix: string): Promise<void>;
}

/** One variable that a channel needs: collected by config.ts and `.env.example`. */
export interface Setting {
  readonly help: string;
  readonly secret?: true;
  /** Left out: the operator must set it where the channel is open. */
  readonly default?: string;
  readonly matches?: RegExp;
}

/** What main hands to a channel when it opens it. */
export interface ChannelContext {
  /** The values of the channel's own settings; optional ones may be empty. */
  readonly settings: Readonly<Record<string, string>>;
  /** Our address as providers see it, without trailing slash. */
  readonly publicUrl: string;
  /** Our address as our own processes see it (the simulator's phones live there). */
  readonly localUrl: string;
  /** 32 bytes for signing between our own processes; never leaves them. */
  readonly internalKey: Buffer;
  readonly keep: Keep;
  readonly log: Log;
}

/** @throws Error with one line for the operator: which setting is wrong and where to get it */
export type OpenChannel = (context: ChannelContext) => Channel;
