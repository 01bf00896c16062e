import type { Account } from './account.ts';
import type { Fault } from './orders.ts';

/** A call that came in. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** What a correct call asked for. */
export interface Wanted {
  readonly to: string;
  readonly text: string;
  readonly ucs2: boolean;
  /** Where receipts go; undefined where they go to the gateway's webhooks. */
  readonly callback: string | undefined;
  /** The id that the caller chose, where the kind lets it. */
  readonly id?: string;
}

/** A request to the deployment. `path` is below its address, or a whole address that it gave. */
export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** An SMS from a phone. */
export interface Sms {
  readonly from: string;
  readonly text: string;
  readonly id: string;
  /** Seconds since 1970. */
  readonly at: number;
  /** One of several parts. */
  readonly part?: { readonly ref: number; readonly n: number; readonly of: number };
  /** Kannel: how the text is written. */
  readonly as?: 'utf-8' | 'iso-8859-1' | 'utf-16be';
  /** Kannel: by post-url, the text as the body. */
  readonly post?: boolean;
}

/** How far a message of ours got. */
export type Step = 'sent' | 'delivered' | 'failed';

/** One kind of gateway, as its documentation has it. What it does not document is refused. */
export interface Side {
  check(call: Call, account: Account): Wanted | Reply;
  taken(id: string): Reply;
  fault(fault: Exclude<Fault, 'hang' | 'drop'>): Reply;
  sms(sms: Sms, account: Account): Request;
  receipt(step: Step, message: { readonly id: string; readonly wanted: Wanted }, account: Account): Request;
  /** Whether it takes what the deployment said as "I have it". */
  isTaken(status: number, body: string): boolean;
}

export function isReply(checked: Wanted | Reply): checked is Reply {
  return 'status' in checked;
}

/** Every letter in the alphabet of GSM 03.38. Written down a second time on purpose. */
export function isGsm7(text: string): boolean {
  return /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€\f]*$/.test(
    text,
  );
}
