/**
 * The words everybody shares.
 *
 * contact   a person (or a shared phone) who writes to us; may have several addresses
 * address   one way to reach a contact: a number, a WhatsApp id, a chat
 * channel   a folder under channels/: code that speaks to one provider
 * account   one sender of ours at a provider: our number, our bot
 * inbound   one message from a contact, kept once
 * receipt   what a provider tells about a message of ours
 * reply     one thing we say to a contact; fitted into one part or more
 * part      one call to a provider
 * tip       a rumor that somebody sent us; carries a case code
 * claim     what tips say, in our words; what verifiers work on
 * verdict   the rating of a claim with a text per language
 * waiting   something that a person of ours must look at
 */

/** The kind of phone conversation: decides what a person sees, whoever the provider is. */
export type Medium = 'sms' | 'whatsapp' | 'telegram';

/**
 * One way to reach a contact. `scheme` says where the value means something (a WhatsApp id is of no use to
 * SMS), `kind` what it is: a WhatsApp person may have no phone number, only a business-scoped id.
 */
export interface Address {
  readonly scheme: 'tel' | 'whatsapp' | 'telegram' | 'simulator';
  readonly kind: 'phone' | 'bsuid' | 'lid' | 'chat' | 'simulated';
  /** Phone numbers in E.164 with `+`; everything else as the provider writes it, without any prefix. */
  readonly value: string;
}

/** What a file is to the person who sent or gets it. `voice` is a note spoken into the phone, `audio` any other sound. */
export type MediaKind = 'image' | 'voice' | 'audio' | 'video' | 'document' | 'sticker';

/** A picture, a voice note or a file that came with a message. Fetched later by a job, never in the webhook. */
export interface MediaRef {
  /** Where its channel finds it again: an https address, or the channel's own scheme and id (`telegram:…`). */
  readonly url: string;
  /** As claimed; the bytes decide (see media/). */
  readonly contentType: string;
  /** As claimed; left out where the channel does not say. */
  readonly kind?: MediaKind;
  /** In bytes, as claimed. */
  readonly size?: number;
  /** Hex SHA-256 of the bytes, as claimed. */
  readonly sha256?: string;
}

export interface Location {
  readonly latitude: number;
  readonly longitude: number;
  readonly label?: string;
}

/** What a provider handed over, already verified and read. Carries no receive time: inbound/ stamps it. */
export interface Inbound {
  readonly kind: 'inbound';
  readonly channel: string;
  /** Which of our sender accounts it came to: where the reply leaves. */
  readonly account: string;
  /** The provider's id of the message; with `channel` it is what makes a message one. */
  readonly externalId: string;
  /** All addresses the provider told; the first is where a reply goes. Never empty. */
  readonly from: readonly [Address, ...Address[]];
  readonly text: string;
  readonly media: readonly MediaRef[];
  readonly location?: Location;
  /** The id of a tapped button or list row. */
  readonly choice?: string;
  /** Set where the person forwarded it: the best sign of a rumor there is. */
  readonly forwarded?: 'once' | 'often';
  /** The provider's id of the message of ours that was answered. */
  readonly answers?: string;
  /** The provider has already answered an opt-out word itself, or the person blocked us: do not answer. */
  readonly optOut?: 'stop' | 'start' | 'help';
  /** Set where the forward names its public source: a link to the channel's own message, never a person. */
  readonly origin?: string;
  /** One part of a long SMS that the gateway hands over piece by piece; joined before anybody reads it. */
  readonly fragment?: Fragment;
}

export interface Fragment {
  /** The same for all parts of one message of one sender. */
  readonly ref: string;
  /** From 1. */
  readonly n: number;
  readonly of: number;
}

/** How far a part got. The order is the rank: a receipt may only move a part forward (see store/parts.ts). */
export const DELIVERY = ['queued', 'sending', 'unknown', 'accepted', 'sent', 'delivered', 'read'] as const;

export interface Receipt {
  readonly kind: 'receipt';
  readonly channel: string;
  readonly externalId: string;
  /** Our own part id, where it came back in the callback address: it may arrive before the external id is kept. */
  readonly partId?: string;
  readonly status: 'accepted' | 'sent' | 'delivered' | 'read' | 'failed';
  /** The provider's error code, and what it means to us. */
  readonly error?: { readonly code: string; readonly meaning: import('./send-error.ts').SendErrorKind };
}

/** One thing a person may choose; `id` comes back, `label` is what they see. */
export interface Choice {
  readonly id: string;
  readonly label: string;
}

/** What we want to say, before it is known what the channel can carry. Fitting decides between the forms. */
export interface Content {
  readonly text: string;
  /** A form for narrow channels (SMS): one segment where possible. */
  readonly short?: string;
  readonly choices?: readonly Choice[];
  /** A file of ours beside the text. Where a channel cannot carry it, it becomes a link or nothing: see outbound/fit. */
  readonly attachment?: Attachment;
  /** All that is written beside a voice note that says the rest; `text` where the note does not arrive. */
  readonly beside?: string;
  readonly location?: Location;
  /** The text is what this approved template says: the only thing that may leave a closed window. */
  readonly template?: Template;
}

/** What one provider call carries beside its text. */
export type Extra = Pick<Content, 'attachment' | 'location' | 'template'> & {
  /** Of a text beside a voice note: what is said in its place where the note fails. */
  readonly unspoken?: string;
};

/** A file of ours that goes out, kept in media/. */
export interface Attachment {
  /** Id of the sealed blob. */
  readonly blobId: string;
  readonly kind: Exclude<MediaKind, 'audio' | 'sticker'>;
  /** By the bytes, e.g. `audio/ogg`. */
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
  /** What the person sees it called; documents only. */
  readonly name?: string;
  /** Of a voice note. */
  readonly seconds?: number;
  /** Of a voice note: 64 levels of 0..100, base64, as WhatsApp draws them. */
  readonly waveform?: string;
  /** Of a voice note: the text says the same. It does not wait for the note, and is enough where that fails. */
  readonly saysText?: true;
}

/** An approved template at the provider. The language is the provider's code, which may not be the person's. */
export interface Template {
  readonly name: string;
  readonly language: string;
  /**
   * What fills its variables, in their order: the template carries our words. Where the window turns out to be open,
   * the content leaves without it. Left out: it has none, and only asks the person to write.
   */
  readonly params?: readonly string[];
}

/** One call to a provider, fitted. */
export interface Outbound {
  /** Our own id: goes into the callback address, so that an early receipt finds its part. */
  readonly partId: string;
  readonly account: string;
  readonly to: Address;
  /** Beside an attachment: its caption. */
  readonly text: string;
  /** Only where the account's capabilities carry buttons or a list. */
  readonly choices?: readonly Choice[];
  readonly attachment?: OutboundFile;
  readonly location?: Location;
  readonly template?: Template;
}

/** A file on its way out. A channel uploads the bytes or hands the link to its provider, whichever it takes. */
export interface OutboundFile extends Attachment {
  /** Opened only when the call is made. @throws Error where the blob has expired */
  bytes(): Promise<Buffer>;
  /** A public address that works for some days and names nobody. */
  readonly link: string;
}

/** What is due first. Lower goes first; kept as a number in the database. */
export const REPLY_CLASS = { lifeSafety: 0, reply: 1, workflow: 2, bulk: 3 } as const;
export type ReplyClass = (typeof REPLY_CLASS)[keyof typeof REPLY_CLASS];
