import type { Inbound, Medium, Outbound, Receipt } from './message.ts';

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
    readonly support: 'full' | 'fallback';
    readonly max: number;
    readonly labelMax: number;
  };
  /** How fast this account may send. On `gsm7` a unit is a segment, elsewhere a message. */
  readonly pace: { readonly perSecond: number; readonly burst: number };
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
  readonly body?: string;
}

/** What one request held. Everything in `events` is kept before `answer` is given. */
export interface Received {
  readonly events: readonly (Inbound | Receipt)[];
  readonly answer: WebhookAnswer;
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

/** The whole interface of a channel. */
export interface Channel {
  readonly name: string;
  /** By sender account, e.g. `twilio-sms`, `twilio-whatsapp`. */
  readonly capabilities: Readonly<Record<string, Capabilities>>;
  readonly receive: { readonly by: 'webhook'; readonly webhooks: readonly Webhook[] };
  /**
   * One call to the provider.
   * @returns the provider's id of the message
   * @throws SendError and nothing else
   */
  send(message: Outbound): Promise<{ readonly externalId: string }>;
  /** Lets go of open connections. */
  close(): Promise<void>;
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
}

export type OpenChannel = (context: ChannelContext) => Channel;
