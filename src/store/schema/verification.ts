import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes } from './columns.ts';
import { address, contact, message } from './people.ts';
import { staff } from './staff.ts';

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
    /** How it came to them, where they told. */
    source: text('source').$type<'forwarded' | 'seen'>(),
    /** Whether their own words may be quoted in public; null: never asked, so no. */
    quotable: boolean('quotable'),
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

/** What else was sent for one tip: several messages within a minute are one. */
export const tipMessage = pgTable(
  'tip_message',
  {
    tipId: uuid('tip_id')
      .notNull()
      .references(() => tip.id, { onDelete: 'cascade' }),
    messageId: bigint('message_id', { mode: 'number' })
      .notNull()
      .references(() => message.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.tipId, t.messageId] }), index('tip_message_of').on(t.messageId)],
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

/** What a reader said of a verdict: once per version and person, the last word counts. */
export const verdictFeedback = pgTable(
  'verdict_feedback',
  {
    verdictId: uuid('verdict_id')
      .notNull()
      .references(() => verdict.id, { onDelete: 'cascade' }),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
    useful: boolean('useful').notNull(),
    /** Why, in their words; a spoken reason is the file of `messageId`. */
    reason: text('reason'),
    messageId: bigint('message_id', { mode: 'number' }).references(() => message.id, {
      onDelete: 'set null',
    }),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.verdictId, t.contactId] }),
    index('verdict_feedback_of_contact').on(t.contactId),
    index('verdict_feedback_of_message').on(t.messageId),
  ],
);
