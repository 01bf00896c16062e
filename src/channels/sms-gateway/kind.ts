import type { WebhookAnswer } from '../../core/channel.ts';
import type { Receipt } from '../../core/message.ts';
import type { SendErrorKind } from '../../core/send-error.ts';
import type { Charset } from './charset.ts';

/** What we know when we send. A kind says under which name it wants what. */
export interface Say {
  readonly user: string;
  readonly password: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  /** UTF-16BE in hex digits. */
  readonly hex: string;
  /** Our id of the part. */
  readonly part: string;
  /** Where receipts are to come. */
  readonly receipts: string;
  /** Which SIM of a phone. */
  readonly sim: number;
}

/** One parameter of a call. Left out of it where we have no such value. */
export type Put = (
  | { readonly is: string | number | boolean }
  | { readonly of: keyof Say; readonly list?: true }
) & {
  /** Only with a text that GSM-7 can carry, or only with one that it cannot. */
  readonly only?: 'gsm7' | 'ucs2';
};

/** Names under which a field may come; the first that is there counts. */
export type Names = readonly string[];

/**
 * What a gateway is, as data: how messages and receipts come from it, what it wants to hear back, and how it is told
 * to send. Nothing in it calls anything.
 */
export interface Kind {
  /** How it proves that it is the gateway: a `secret` in the request, or a signature over the body. */
  readonly proof: 'secret' | 'signature';
  readonly message: {
    readonly from: Names;
    readonly text: Names;
    /** The bytes of the text as hex digits: preferred, because they cannot have been translated on the way. */
    readonly hex?: Names;
    /** The gateway's own id of the message. */
    readonly id: Names;
    /** When it took the message: together with sender and text in place of an id. */
    readonly at: Names;
    readonly charset?: Names;
    readonly coding?: Names;
    /** Which alphabet a value of `coding` means. */
    readonly codings: Readonly<Record<string, Charset>>;
    /** Where nothing says it, and the entry does not either. */
    readonly usual: Charset;
    readonly udh?: Names;
    readonly sim?: Names;
  };
  readonly receipt: {
    /** What the address for receipts ends in; the gateway fills it. */
    readonly address: string;
    readonly status: Names;
    /** Values that are not here tell nothing. */
    readonly statuses: Readonly<Record<string, Told>>;
    /** The gateway's id of our message. */
    readonly id?: Names;
    /** Our own id of the part, where the gateway keeps it for us. */
    readonly part?: Names;
    /** Where an error code stands; only its code is read, never a text. */
    readonly code?: Names;
  };
  /** Set where messages and receipts come to one address: which field tells them apart, and how a message is marked. */
  readonly event?: { readonly name: Names; readonly message: string };
  /** What it must hear so that it does not send the same again. */
  readonly taken: WebhookAnswer;
  /** Set where the reply to a person may be the answer to the request. `ucs2`: headers for a text beyond GSM-7. */
  readonly answer?: { readonly ucs2: Readonly<Record<string, string>> };
  readonly send: {
    readonly method: 'GET' | 'POST';
    readonly body: 'query' | 'form' | 'json';
    /** Texts go to it in UTF-8, in whichever alphabet they come from it; else in that of the entry. */
    readonly utf8?: true;
    /** User and password as HTTP says it, and not among the parameters. */
    readonly basic?: true;
    /** By name; a dot in the name of a JSON field goes one deeper. */
    readonly puts: Readonly<Record<string, Put>>;
    /** Parameters that an entry may carry along to the gateway. */
    readonly extras: readonly string[];
    /** It was taken, and the message's id in the first group where it has one. */
    readonly success: { readonly statuses: readonly number[]; readonly says: RegExp };
    /** The first that fits; what does not is judged by its status. */
    readonly errors: readonly Refusal[];
  };
  /** How many parts it may cut a long SMS into. */
  readonly segments: number;
  /** Segments a second, where the entry does not say. */
  readonly perSecond: number;
}

export interface Told {
  readonly status: Receipt['status'];
  /** Of a failure. */
  readonly meaning?: SendErrorKind;
}

export interface Refusal {
  readonly status: number;
  /** In its words. Left out: whatever it says. */
  readonly says?: RegExp;
  readonly means: SendErrorKind;
  /** For the operator. */
  readonly code: string;
}
