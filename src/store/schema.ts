import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  customType,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Choice, Content, Fragment, Location, MediaRef } from '../core/message.ts';
import type { Snapshot } from '../core/snapshot.ts';

const bytes = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });

/* ---- people who write to us ---------------------------------------------------------------------------- */

export const contact = pgTable(
  'contact',
  {
    id: uuid('id').primaryKey(),
    /** `ht`, `fr`, `en`; null until chosen: nothing is inferred from a short text. */
    language: text('language'),
    consentedAt: at('consented_at'),
    stoppedAt: at('stopped_at'),
    /** Set when the person refused consent: the last reply goes out, then the address is removed. */
    forgetAt: at('forget_at'),
    /** When a template last asked them to write, so that what is held for them may leave. */
    knockedAt: at('knocked_at'),
    snapshot: jsonb('snapshot').$type<Snapshot | null>(),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [index('contact_to_forget').on(t.forgetAt).where(sql`${t.forgetAt} is not null`)],
);

/** Encrypted, and found by a keyed hash: see store/seal.ts. */
export const address = pgTable(
  'address',
  {
    id: uuid('id').primaryKey(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
    scheme: text('scheme').notNull(),
    kind: text('kind').notNull(),
    hash: bytes('hash').notNull().unique(),
    sealed: bytes('sealed').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [index('address_contact').on(t.contactId)],
);

export const message = pgTable(
  'message',
  {
    /** Also the order of arrival within a process. */
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
    /** Where a reply goes: the address it came from. */
    addressId: uuid('address_id').references(() => address.id, { onDelete: 'set null' }),
    channel: text('channel').notNull(),
    account: text('account').notNull(),
    externalId: text('external_id').notNull(),
    receivedAt: at('received_at').notNull(),
    /** Null once the person asked us to forget. */
    text: text('text'),
    media: jsonb('media').$type<readonly MediaRef[]>().notNull().default([]),
    location: jsonb('location').$type<Location | null>(),
    choice: text('choice'),
    forwarded: text('forwarded').$type<'once' | 'often'>(),
    answers: text('answers'),
    optOut: text('opt_out').$type<'stop' | 'start' | 'help'>(),
    /** A link to the public message that was forwarded. */
    origin: text('origin'),
    /** One part of a long SMS; joined by conversation/ before it is read. */
    fragment: jsonb('fragment').$type<Fragment | null>(),
    /** It could not be kept as it came (U+0000 and the like) and was cleaned. */
    cleaned: boolean('cleaned').notNull().default(false),
    handledAt: at('handled_at'),
  },
  (t) => [
    unique('message_once').on(t.channel, t.externalId),
    index('message_unhandled').on(t.contactId, t.receivedAt, t.id).where(sql`${t.handledAt} is null`),
    index('message_of_contact').on(t.contactId, t.id),
    // Forgetting somebody deletes their address, and PostgreSQL then looks for who points to it: here, in replies
    // and in tips.
    index('message_of_address').on(t.addressId),
  ],
);

/* ---- what we say --------------------------------------------------------------------------------------- */

export const reply = pgTable(
  'reply',
  {
    id: uuid('id').primaryKey(),
    /** The order in which we said it. */
    seq: bigserial('seq', { mode: 'number' }).notNull(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
    addressId: uuid('address_id').references(() => address.id, { onDelete: 'set null' }),
    account: text('account').notNull(),
    /** core REPLY_CLASS: lower goes first. */
    class: smallint('class').notNull(),
    content: jsonb('content').$type<Content>().notNull(),
    /** Why it is said: the key of a text, `verdict` or `staff`. For the desk and for logs. */
    cause: text('cause').notNull(),
    verdictId: uuid('verdict_id').references(() => verdict.id),
    staffId: uuid('staff_id').references(() => staff.id),
    state: text('state')
      .$type<'queued' | 'held' | 'sending' | 'sent' | 'failed' | 'unknown' | 'expired' | 'cancelled'>()
      .notNull()
      .default('queued'),
    attempts: integer('attempts').notNull().default(0),
    /** How often the provider took it and then said that it did not arrive. */
    undelivered: smallint('undelivered').notNull().default(0),
    error: text('error'),
    dueAt: at('due_at').notNull().defaultNow(),
    expiresAt: at('expires_at').notNull(),
    claimedAt: at('claimed_at'),
    createdAt: at('created_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    index('reply_due').on(t.account, t.class, t.seq).where(sql`${t.state} = 'queued'`),
    index('reply_open').on(t.contactId, t.seq).where(sql`${t.state} in ('queued', 'sending')`),
    index('reply_claimed').on(t.claimedAt).where(sql`${t.state} = 'sending'`),
    /** Waits until the person writes: their window is closed. */
    index('reply_held').on(t.contactId).where(sql`${t.state} = 'held'`),
    index('reply_of_contact').on(t.contactId, t.seq),
    index('reply_of_address').on(t.addressId),
    /** Who still has a file of ours: asked before it is deleted. */
    index('reply_of_blob')
      .on(sql`(${t.content} -> 'attachment' ->> 'blobId')`)
      .where(sql`${t.content} -> 'attachment' is not null`),
    /** A verdict reaches a person once per version, whoever publishes how often. */
    uniqueIndex('reply_verdict_once').on(t.verdictId, t.contactId).where(sql`${t.verdictId} is not null`),
  ],
);

/** One provider call: what was sent, fitted to the channel, and how far it got. */
export const part = pgTable(
  'part',
  {
    id: uuid('id').primaryKey(),
    replyId: uuid('reply_id')
      .notNull()
      .references(() => reply.id, { onDelete: 'cascade' }),
    n: smallint('n').notNull(),
    account: text('account').notNull(),
    text: text('text').notNull(),
    choices: jsonb('choices').$type<readonly Choice[] | null>(),
    /** What goes beside the text: a file, a place, or the template that says it. */
    extra: jsonb('extra').$type<Pick<Content, 'attachment' | 'location' | 'template'> | null>(),
    /** SMS segments, 1 elsewhere. */
    segments: smallint('segments').notNull(),
    /** Rank in core DELIVERY, or `failed`: only ever forward. */
    state: text('state').notNull().default('queued'),
    externalId: text('external_id'),
    error: text('error'),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    unique('part_of_reply').on(t.replyId, t.n),
    uniqueIndex('part_external').on(t.account, t.externalId).where(sql`${t.externalId} is not null`),
  ],
);

/** Pace of one sender account, shared by all processes: a bucket of units that refills by the clock. */
export const sender = pgTable('sender', {
  account: text('account').primaryKey(),
  units: integer('units_milli').notNull(),
  refilledAt: at('refilled_at').notNull(),
  /** A provider asked us to slow down, or the account is misconfigured: nothing leaves before. */
  pausedUntil: at('paused_until'),
  /** Since when it has been in such trouble without sending anything; null: well. */
  troubleSince: at('trouble_since'),
  /** When somebody was told of its trouble; null again once it is well. */
  alertedAt: at('alerted_at'),
  /** How it stands with its provider, where the channel tells. */
  link: text('link').$type<'up' | 'down' | 'pairing' | 'stopped'>(),
  linkNote: text('link_note'),
  linkAt: at('link_at'),
  lastInAt: at('last_in_at'),
  lastOutAt: at('last_out_at'),
  /** Kind and code of the last send that was refused, and how many there were in all. */
  refusals: bigint('refusals', { mode: 'number' }).notNull().default(0),
  lastRefusal: text('last_refusal'),
  lastRefusalAt: at('last_refusal_at'),
  /** Up to when the provider has been asked for what we may not have heard. */
  caughtUpTo: at('caught_up_to'),
});

/** What bulk and templates have cost, by day of the deployment and account: what their ceilings are held against. */
export const spend = pgTable(
  'spend',
  {
    day: date('day', { mode: 'string' }).notNull(),
    account: text('account').notNull(),
    what: text('what').$type<'bulk' | 'template'>().notNull(),
    /** Segments of SMS, messages elsewhere. */
    units: integer('units').notNull().default(0),
    /** Thousandths of the currency of src/country/<cc>/prices. */
    milli: bigint('milli', { mode: 'number' }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.day, t.account, t.what] })],
);

/** What a channel remembers, sealed: WhatsApp Web's keys are the account itself. */
export const keep = pgTable(
  'channel_keep',
  {
    channel: text('channel').notNull(),
    key: text('key').notNull(),
    sealed: bytes('sealed').notNull(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.channel, t.key] })],
);

/** Who alone may do something now: hold a channel's connection, above all. */
export const lease = pgTable('lease', {
  name: text('name').primaryKey(),
  holder: uuid('holder').notNull(),
  until: at('until').notNull(),
});

/* ---- files ---------------------------------------------------------------------------------------------- */

/** A file, once however often it was sent: found by a keyed hash of its bytes, so that nobody can try files against it. */
export const blob = pgTable(
  'blob',
  {
    id: uuid('id').primaryKey(),
    hash: bytes('hash').notNull().unique(),
    /** By its first bytes, never as claimed. */
    contentType: text('content_type').notNull(),
    kind: text('kind').$type<'image' | 'audio' | 'video' | 'document'>().notNull(),
    size: integer('size').notNull(),
    /** Encrypted; null once it has expired: what is known of it stays. */
    sealed: bytes('sealed'),
    /** Of an image: 64 bits that stay near when it is scaled or compressed again. */
    perceptual: bytes('perceptual'),
    /** Of a sound: raw Chromaprint, 4 bytes a value, where fpcalc is installed. */
    fingerprint: bytes('fingerprint'),
    seconds: integer('seconds'),
    createdAt: at('created_at').notNull().defaultNow(),
    expiredAt: at('expired_at'),
  },
  (t) => [index('blob_by_age').on(t.createdAt).where(sql`${t.sealed} is not null`)],
);

/** One file of one message, and how far fetching it got. */
export const media = pgTable(
  'media',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    messageId: bigint('message_id', { mode: 'number' })
      .notNull()
      .references(() => message.id, { onDelete: 'cascade' }),
    n: smallint('n').notNull(),
    channel: text('channel').notNull(),
    ref: jsonb('ref').$type<MediaRef>().notNull(),
    /**
     * `gone`: not to be had any more. `forgotten`: its sender wants nothing of it kept, and all that is left to do is to
     * have the provider delete its copy. That a stored file has expired is told by its blob.
     */
    state: text('state')
      .$type<'waiting' | 'stored' | 'gone' | 'too_big' | 'refused' | 'forgotten'>()
      .notNull()
      .default('waiting'),
    /** Code of the last failure; `begun N`: N processes in a row took it up and were not heard of again. */
    error: text('error'),
    /** Since it last got further. */
    attempts: integer('attempts').notNull().default(0),
    dueAt: at('due_at').notNull().defaultNow(),
    /** The provider still has its copy and must be told to delete it. */
    discard: boolean('discard').notNull().default(false),
    blobId: uuid('blob_id').references(() => blob.id),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('media_of_message').on(t.messageId, t.n),
    index('media_due').on(t.dueAt).where(sql`${t.state} = 'waiting' or ${t.discard}`),
    index('media_of_blob').on(t.blobId),
  ],
);

/* ---- the verification desk ----------------------------------------------------------------------------- */

export const tip = pgTable(
  'tip',
  {
    id: uuid('id').primaryKey(),
    /** Four characters, at least two letters, no O, I or L. */
    code: text('code').notNull().unique(),
    /** Null once the person asked us to forget. */
    contactId: uuid('contact_id').references(() => contact.id, { onDelete: 'set null' }),
    messageId: bigint('message_id', { mode: 'number' }).references(() => message.id, {
      onDelete: 'set null',
    }),
    /** Where the verdict goes. */
    addressId: uuid('address_id').references(() => address.id, { onDelete: 'set null' }),
    account: text('account').notNull(),
    medium: text('medium').notNull(),
    text: text('text'),
    /** Keyed hash of the folded text: the same words again, without comparing texts. */
    textKey: bytes('text_key'),
    forwarded: text('forwarded').$type<'once' | 'often'>(),
    mediaCount: smallint('media_count').notNull().default(0),
    /** A link to the public message that was forwarded. */
    origin: text('origin'),
    /** How often the same person sent the same again. */
    repeats: integer('repeats').notNull().default(0),
    /** `refused`: consent was refused; text and person are gone, the count stays. */
    state: text('state')
      .$type<'waiting' | 'grouped' | 'dismissed' | 'refused'>()
      .notNull()
      .default('waiting'),
    claimId: uuid('claim_id').references(() => claim.id),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('tip_waiting').on(t.createdAt).where(sql`${t.state} = 'waiting'`),
    index('tip_of_claim').on(t.claimId),
    index('tip_of_contact').on(t.contactId),
    index('tip_of_address').on(t.addressId),
    index('tip_same_text').on(t.textKey),
    index('tip_of_message').on(t.messageId),
  ],
);

export const claim = pgTable('claim', {
  id: uuid('id').primaryKey(),
  seq: bigserial('seq', { mode: 'number' }).notNull().unique(),
  /** In our words, per language. */
  wording: jsonb('wording').$type<Record<string, string>>().notNull().default({}),
  state: text('state').$type<'research' | 'review' | 'published'>().notNull().default('research'),
  leasedBy: uuid('leased_by').references(() => staff.id),
  leasedUntil: at('leased_until'),
  createdBy: uuid('created_by')
    .notNull()
    .references(() => staff.id),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
});

export const evidence = pgTable(
  'evidence',
  {
    id: uuid('id').primaryKey(),
    claimId: uuid('claim_id')
      .notNull()
      .references(() => claim.id),
    kind: text('kind').$type<'link' | 'document' | 'witness' | 'official' | 'observation'>().notNull(),
    stance: text('stance').$type<'supports' | 'refutes' | 'context'>().notNull(),
    note: text('note').notNull(),
    url: text('url'),
    addedBy: uuid('added_by')
      .notNull()
      .references(() => staff.id),
    addedAt: at('added_at').notNull().defaultNow(),
  },
  (t) => [index('evidence_of_claim').on(t.claimId)],
);

/** One version of what we say about a claim. The rating is a key, never a label. */
export const verdict = pgTable(
  'verdict',
  {
    id: uuid('id').primaryKey(),
    claimId: uuid('claim_id')
      .notNull()
      .references(() => claim.id),
    version: integer('version').notNull(),
    rating: text('rating')
      .$type<'true' | 'half_true' | 'unproven' | 'misleading' | 'false' | 'harmful'>()
      .notNull(),
    state: text('state').$type<'draft' | 'review' | 'returned' | 'published'>().notNull().default('draft'),
    authorId: uuid('author_id')
      .notNull()
      .references(() => staff.id),
    submittedAt: at('submitted_at'),
    checkerId: uuid('checker_id').references(() => staff.id),
    decidedAt: at('decided_at'),
    reason: text('reason'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    unique('verdict_version').on(t.claimId, t.version),
    /** The last guard of the second person's word: the code asks for it, too. */
    check(
      'verdict_by_two',
      sql`${t.state} <> 'published' or (${t.checkerId} is not null and ${t.checkerId} <> ${t.authorId})`,
    ),
  ],
);

export const verdictText = pgTable(
  'verdict_text',
  {
    verdictId: uuid('verdict_id')
      .notNull()
      .references(() => verdict.id, { onDelete: 'cascade' }),
    language: text('language').notNull(),
    /** At most 160 GSM-7 septets with the rating's label before it: goes out by SMS. */
    summary: text('summary').notNull(),
    /** At most 700 characters: goes out where there is room. */
    body: text('body').notNull(),
  },
  (t) => [primaryKey({ columns: [t.verdictId, t.language] })],
);

/** Every decision at a desk: who, when, from, to, why; each row seals the one before it. */
export const event = pgTable(
  'event',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    at: at('at').notNull(),
    subject: text('subject').notNull(),
    subjectId: text('subject_id').notNull(),
    /** A staff id, or `system`. */
    actor: text('actor').notNull(),
    what: text('what').notNull(),
    from: text('from_state'),
    to: text('to_state'),
    why: text('why'),
    /** Unique: nothing can stand beside an event, only after it. */
    previousHash: bytes('previous_hash').notNull().unique('event_follows_one'),
    hash: bytes('hash').notNull().unique(),
  },
  (t) => [index('event_of_subject').on(t.subject, t.subjectId)],
);

/* ---- people waiting for a person ----------------------------------------------------------------------- */

export const waiting = pgTable(
  'waiting',
  {
    id: uuid('id').primaryKey(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
    /** A key: `asked_for_person`, `wrong_choice`, `unreadable`, `send_failed`, `send_unknown`, `turn_failed`, `too_many`. */
    reason: text('reason').notNull(),
    messageId: bigint('message_id', { mode: 'number' }).references(() => message.id, {
      onDelete: 'set null',
    }),
    replyId: uuid('reply_id').references(() => reply.id, { onDelete: 'set null' }),
    openedAt: at('opened_at').notNull().defaultNow(),
    takenBy: uuid('taken_by').references(() => staff.id),
    takenAt: at('taken_at'),
    alertedAt: at('alerted_at'),
    closedBy: uuid('closed_by').references(() => staff.id),
    closedAt: at('closed_at'),
  },
  (t) => [
    uniqueIndex('waiting_once').on(t.contactId, t.reason).where(sql`${t.closedAt} is null`),
    index('waiting_open').on(t.openedAt).where(sql`${t.closedAt} is null`),
  ],
);

/* ---- staff ---------------------------------------------------------------------------------------------- */

export const staff = pgTable('staff', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  role: text('role').$type<'verifier' | 'lead' | 'admin'>().notNull(),
  passwordHash: text('password_hash').notNull(),
  language: text('language').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
  disabledAt: at('disabled_at'),
});

/** Found by the hash of the cookie's token: a copy of the database opens no session. */
export const session = pgTable(
  'session',
  {
    tokenHash: bytes('token_hash').primaryKey(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    createdAt: at('created_at').notNull().defaultNow(),
    seenAt: at('seen_at').notNull().defaultNow(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [index('session_of_staff').on(t.staffId)],
);

/** A one-time link, e.g. for the first admin. */
export const invite = pgTable('invite', {
  tokenHash: bytes('token_hash').primaryKey(),
  role: text('role').$type<'verifier' | 'lead' | 'admin'>().notNull(),
  /** Set: it makes nobody, it lets this member choose a new password. */
  staffId: uuid('staff_id').references(() => staff.id, { onDelete: 'cascade' }),
  createdAt: at('created_at').notNull().defaultNow(),
  expiresAt: at('expires_at').notNull(),
  usedAt: at('used_at'),
});

/** What remains of things we forgot: a number a day, nobody in it. */
export const tally = pgTable(
  'tally',
  {
    day: date('day', { mode: 'string' }).notNull(),
    what: text('what').notNull(),
    count: integer('count').notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.day, t.what] })],
);
