import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Choice, Content, Extra } from '../../core/message.ts';
import { bulletinRun } from './bulletins.ts';
import { at } from './columns.ts';
import { address, contact } from './people.ts';
import { staff } from './staff.ts';
import { claimNotice, tip, verdict } from './verification.ts';

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
    /** What is said about a claim beside its verdicts. */
    noticeId: uuid('notice_id').references(() => claimNotice.id),
    /** A verdict said once more, to who asked again: they have it as much as who was told first. */
    againVerdictId: uuid('again_verdict_id').references(() => verdict.id),
    /** Whose code is named in what is said of a claim. */
    tipId: uuid('tip_id').references(() => tip.id, { onDelete: 'set null' }),
    staffId: uuid('staff_id').references(() => staff.id),
    /** The sending of a bulletin that it belongs to. */
    runId: uuid('run_id').references(() => bulletinRun.id),
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
    index('reply_verdict_again').on(t.againVerdictId).where(sql`${t.againVerdictId} is not null`),
    /** A bulletin reaches a person once per sending, and how many they got lately is found by it. */
    uniqueIndex('reply_bulletin_once').on(t.contactId, t.runId).where(sql`${t.runId} is not null`),
    index('reply_of_run').on(t.runId, t.state, t.finishedAt).where(sql`${t.runId} is not null`),
    uniqueIndex('reply_notice_once').on(t.noticeId, t.contactId).where(sql`${t.noticeId} is not null`),
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
    extra: jsonb('extra').$type<Extra | null>(),
    /** SMS segments, 1 elsewhere. */
    segments: smallint('segments').notNull(),
    /** The day of the deployment on which it left, and the calling code it left for: what the ledger counts it under. */
    day: date('day', { mode: 'string' }),
    country: text('country'),
    /** What it costs, in thousandths, where the provider takes it. */
    milli: integer('milli'),
    /** It stands in the ledger. */
    counted: boolean('counted').notNull().default(false),
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
