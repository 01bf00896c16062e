import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Content } from '../../core/message.ts';
import type { Audience } from './audience.ts';
import { campaign } from './campaigns.ts';
import { at, bytes } from './columns.ts';
import { blob } from './files.ts';
import { address, contact } from './people.ts';
import { staff } from './staff.ts';
import { verdict } from './verification.ts';

export type { Audience };

/** When it goes out again and again; on the clock of the deployment. */
export interface Weekly {
  /** 0 is Sunday. */
  readonly weekday: number;
  /** Minutes since midnight. */
  readonly minutes: number;
}

/** What is sent to many who asked for bulletins: written by one person, approved by a second. */
export const bulletin = pgTable(
  'bulletin',
  {
    id: uuid('id').primaryKey(),
    /** For staff. */
    title: text('title').notNull(),
    /** A key of the country's topics. */
    topic: text('topic').notNull(),
    state: text('state').$type<'draft' | 'proposed' | 'approved' | 'ended'>().notNull().default('draft'),
    authorId: uuid('author_id')
      .notNull()
      .references(() => staff.id),
    /** Who changed it last: as little as the author may they be the second person. */
    editorId: uuid('editor_id')
      .notNull()
      .references(() => staff.id),
    approvedBy: uuid('approved_by').references(() => staff.id),
    approvedAt: at('approved_at'),
    audience: jsonb('audience').$type<Audience>().notNull().default({}),
    /** It sets right what this run said: for all who have got that, and for nobody else. */
    correctsRunId: uuid('corrects_run_id').references((): AnyPgColumn => bulletinRun.id),
    /** It puts a question of this campaign. */
    campaignId: uuid('campaign_id').references(() => campaign.id),
    /** Which one, from 1. */
    question: smallint('question'),
    /** It reminds who got that question and has not answered. */
    reminder: boolean('reminder').notNull().default(false),
    /** Each time it lists the verdicts that were published since the last time; without any it does not go out. */
    digest: boolean('digest').notNull().default(false),
    /** Null: as soon as it is approved. */
    startsAt: at('starts_at'),
    weekly: jsonb('weekly').$type<Weekly | null>(),
    /** When it goes out next; null: not by itself. */
    nextAt: at('next_at'),
    /** For how long after its beginning it is worth sending. */
    validHours: smallint('valid_hours').notNull().default(24),
    /** What one sending may cost, in thousandths; null: as much as the day allows. */
    mostMilli: bigint('most_milli', { mode: 'number' }),
    /** Counts every change: who approves approves what they have read. */
    version: integer('version').notNull().default(1),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('bulletin_next').on(t.nextAt).where(sql`${t.state} = 'approved' and ${t.nextAt} is not null`),
    uniqueIndex('bulletin_of_campaign')
      .on(t.campaignId, t.question, t.reminder)
      .where(sql`${t.campaignId} is not null`),
  ],
);

/** Its words in one language. */
export const bulletinText = pgTable(
  'bulletin_text',
  {
    bulletinId: uuid('bulletin_id')
      .notNull()
      .references(() => bulletin.id, { onDelete: 'cascade' }),
    language: text('language').notNull(),
    text: text('text').notNull(),
    /** For SMS. */
    short: text('short').notNull(),
    /** The same, spoken. */
    audioId: uuid('audio_id').references(() => blob.id),
    /** A computer speaks it, until somebody does. */
    audioSynthetic: boolean('audio_synthetic').notNull().default(false),
    /** When a computer is to speak it; null: it need not. */
    speakAt: at('speak_at'),
    speakTries: smallint('speak_tries').notNull().default(0),
  },
  (t) => [
    primaryKey({ columns: [t.bulletinId, t.language] }),
    index('bulletin_text_to_speak').on(t.speakAt).where(sql`${t.speakAt} is not null`),
    index('bulletin_text_of_audio').on(t.audioId),
  ],
);

/** Which verdicts its words repeat: where one is corrected, so must the bulletin be. */
export const bulletinVerdict = pgTable(
  'bulletin_verdict',
  {
    bulletinId: uuid('bulletin_id')
      .notNull()
      .references(() => bulletin.id, { onDelete: 'cascade' }),
    verdictId: uuid('verdict_id')
      .notNull()
      .references(() => verdict.id),
    n: smallint('n').notNull(),
  },
  (t) => [primaryKey({ columns: [t.bulletinId, t.verdictId] }), index('bulletin_verdict_of').on(t.verdictId)],
);

/** One sending of a bulletin. `planning` until everybody who is meant has a row in `bulletin_send`. */
export const bulletinRun = pgTable(
  'bulletin_run',
  {
    id: uuid('id').primaryKey(),
    bulletinId: uuid('bulletin_id')
      .notNull()
      .references(() => bulletin.id),
    n: integer('n').notNull(),
    state: text('state').$type<'planning' | 'running' | 'paused' | 'done' | 'cancelled'>().notNull(),
    /** What is said, by language, as it was approved. */
    content: jsonb('content').$type<Readonly<Record<string, Content>>>().notNull(),
    /** To those whom this run did not reach, and to nobody else. */
    resendOf: uuid('resend_of'),
    /** It reminds who got this run and has not answered: one of those never counts as one bulletin more. */
    remindsOf: uuid('reminds_of'),
    /** The contact up to whom the subscribers were looked through. */
    plannedTo: uuid('planned_to'),
    planned: integer('planned').notNull().default(0),
    /** How many have a reply, or will surely get none: the rest waits. */
    handled: integer('handled').notNull().default(0),
    /** What its replies cost as they were queued, in thousandths. */
    milli: bigint('milli', { mode: 'number' }).notNull().default(0),
    /** Nothing leaves before: quiet hours. */
    restsUntil: at('rests_until'),
    /** Why a machine paused it: a key of `bulletins.why.*`; null where a person did. */
    pausedFor: text('paused_for'),
    startedAt: at('started_at').notNull(),
    endsAt: at('ends_at').notNull(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    uniqueIndex('bulletin_run_n').on(t.bulletinId, t.n),
    index('bulletin_run_open').on(t.startedAt).where(sql`${t.state} in ('planning', 'running')`),
    foreignKey({ columns: [t.resendOf], foreignColumns: [t.id] }),
    foreignKey({ columns: [t.remindsOf], foreignColumns: [t.id] }),
  ],
);

/** One person of one sending. `due` waits for its reply, `later` for the day on which they may get another. */
export const bulletinSend = pgTable(
  'bulletin_send',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => bulletinRun.id, { onDelete: 'cascade' }),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
    addressId: uuid('address_id').references(() => address.id, { onDelete: 'set null' }),
    account: text('account').notNull(),
    language: text('language').notNull(),
    state: text('state').$type<'due' | 'later' | 'queued' | 'skipped'>().notNull().default('due'),
    /** Why they got none: a key of `bulletins.skipped.*`. */
    reason: text('reason'),
    notBefore: at('not_before'),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.contactId] }),
    index('bulletin_send_due').on(t.runId, t.account, t.contactId).where(sql`${t.state} = 'due'`),
    index('bulletin_send_later').on(t.runId, t.notBefore).where(sql`${t.state} = 'later'`),
    index('bulletin_send_of_contact').on(t.contactId),
    index('bulletin_send_of_address').on(t.addressId),
  ],
);

/** What a member of staff may send from some phones to get a bulletin there as it would leave now. */
export const bulletinTest = pgTable(
  'bulletin_test',
  {
    id: uuid('id').primaryKey(),
    /** Keyed: six digits and their check digit. */
    hash: bytes('hash').notNull().unique(),
    bulletinId: uuid('bulletin_id')
      .notNull()
      .references(() => bulletin.id, { onDelete: 'cascade' }),
    language: text('language').notNull(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    expiresAt: at('expires_at').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [index('bulletin_test_of').on(t.bulletinId, t.staffId)],
);

/** Whose phones have sent the code. */
export const bulletinTestPhone = pgTable(
  'bulletin_test_phone',
  {
    testId: uuid('test_id')
      .notNull()
      .references(() => bulletinTest.id, { onDelete: 'cascade' }),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.testId, t.contactId] }), index('bulletin_test_phone_of').on(t.contactId)],
);
