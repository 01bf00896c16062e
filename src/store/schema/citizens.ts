import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  doublePrecision,
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
import { at, bytes } from './columns.ts';
import { observer } from './observers.ts';
import { address, contact, message } from './people.ts';
import { staff } from './staff.ts';

/** An observer's report before it was corrected, or withdrawn: nothing that was reported is lost. */
export interface ReportBefore {
  readonly items: readonly ReportItem[];
  readonly placeNumber: string | null;
  readonly until: string;
}

/** What was seen, by the code of the observers' card with its check digit. */
export interface ReportItem {
  readonly code: string;
  readonly quantity?: number;
}

/**
 * What somebody tells us beside rumors: what happened (`incident`), a concern or an idea (`community`); and that an
 * observer has arrived or is well (`check-in`).
 */
export const report = pgTable(
  'report',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').$type<'incident' | 'community' | 'check-in'>().notNull(),
    /** Like a tip's: four characters, of one space with them. An observer's has seven digits. */
    code: text('code').notNull().unique(),
    /** Null once the person asked us to forget. */
    contactId: uuid('contact_id').references(() => contact.id, { onDelete: 'set null' }),
    addressId: uuid('address_id').references(() => address.id, { onDelete: 'set null' }),
    account: text('account').notNull(),
    medium: text('medium').notNull(),
    /** Their words, all of them; null once forgotten. */
    text: text('text'),
    /** By the country's own table of places. */
    placeCode: text('place_code'),
    /** As they wrote it, where the table does not know it. */
    placeText: text('place_text'),
    latitude: doublePrecision('latitude'),
    longitude: doublePrecision('longitude'),
    happenedAt: at('happened_at'),
    happenedPrecision: text('happened_precision').$type<'minute' | 'part' | 'day'>(),
    /** Whether somebody is in danger now; null: not told. */
    danger: boolean('danger'),
    /** Whose number stands in it, or whose phone it came from. */
    observerId: uuid('observer_id').references(() => observer.id),
    /** Null where it was not told by codes; empty where they could not be read. */
    items: jsonb('items').$type<readonly ReportItem[]>(),
    /** Six digits, as they were written or where the observer is expected. */
    placeNumber: text('place_number'),
    /** Why it had to be asked about: a key of codes/ask.ts. */
    ask: text('ask'),
    /** It came from a phone that is not this observer's, and no one-time code says that it is them. */
    strangePhone: boolean('strange_phone').notNull().default(false),
    /** It came from such a phone with a one-time code that was used up before, or is none of theirs. */
    onceRefused: boolean('once_refused').notNull().default(false),
    /** It came from a phone that may be in other hands. */
    seized: boolean('seized').notNull().default(false),
    /** The observer said in secret that somebody stands beside them. */
    duress: boolean('duress').notNull().default(false),
    /** Practice: never to be counted, shown or sent with what is real. */
    exercise: boolean('exercise').notNull().default(false),
    withdrawnAt: at('withdrawn_at'),
    /** New, or changed: the watch cell has yet to put it where it belongs. */
    toGroup: boolean('to_group').notNull().default(false),
    before: jsonb('before').$type<readonly ReportBefore[]>().notNull().default([]),
    state: text('state').$type<'open' | 'taken' | 'closed'>().notNull().default('open'),
    takenBy: uuid('taken_by').references(() => staff.id),
    takenAt: at('taken_at'),
    closedBy: uuid('closed_by').references(() => staff.id),
    closedAt: at('closed_at'),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('report_open').on(t.kind, t.createdAt).where(sql`${t.state} <> 'closed'`),
    index('report_of_contact').on(t.contactId, t.createdAt),
    index('report_of_address').on(t.addressId),
    index('report_told').on(t.createdAt).where(sql`${t.kind} = 'incident' and not ${t.exercise}`),
    index('report_to_group').on(t.createdAt).where(sql`${t.toGroup}`),
    index('report_of_observer').on(t.observerId, t.createdAt).where(sql`${t.observerId} is not null`),
  ],
);

/** The messages a report was told in: for their files. */
export const reportMessage = pgTable(
  'report_message',
  {
    reportId: uuid('report_id')
      .notNull()
      .references(() => report.id, { onDelete: 'cascade' }),
    messageId: bigint('message_id', { mode: 'number' })
      .notNull()
      .references(() => message.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.reportId, t.messageId] }), index('report_message_of').on(t.messageId)],
);

/** Who wants bulletins, and how. */
export const subscription = pgTable(
  'subscription',
  {
    contactId: uuid('contact_id')
      .primaryKey()
      .references(() => contact.id, { onDelete: 'cascade' }),
    /** Keys of the country's topics. */
    topics: text('topics').array().notNull(),
    form: text('form').$type<'text' | 'voice' | 'both'>().notNull(),
    language: text('language').notNull(),
    /** Where they asked for it: bulletins go there. Null: where they wrote last. */
    account: text('account'),
    addressId: uuid('address_id').references(() => address.id, { onDelete: 'set null' }),
    /** Code of their commune; null: anywhere. */
    placeCode: text('place_code'),
    frequency: text('frequency').$type<'each' | 'daily' | 'weekly'>().notNull(),
    startedAt: at('started_at').notNull().defaultNow(),
    endedAt: at('ended_at'),
  },
  (t) => [index('subscription_of_address').on(t.addressId)],
);

/** One person's way through a bank of questions. */
export const quizRun = pgTable(
  'quiz_run',
  {
    id: uuid('id').primaryKey(),
    /** Null once the person asked us to forget: the answers count on, nobody is in them. */
    contactId: uuid('contact_id').references(() => contact.id, { onDelete: 'set null' }),
    bank: text('bank').notNull(),
    /** The bank as it was when they began: they finish on it. */
    bankVersion: integer('bank_version').notNull(),
    medium: text('medium').notNull(),
    language: text('language').notNull(),
    startedAt: at('started_at').notNull().defaultNow(),
    finishedAt: at('finished_at'),
  },
  (t) => [
    index('quiz_run_of_contact').on(t.contactId),
    uniqueIndex('quiz_run_open').on(t.contactId, t.bank).where(sql`${t.finishedAt} is null`),
  ],
);

export const quizAnswer = pgTable(
  'quiz_answer',
  {
    runId: uuid('run_id')
      .notNull()
      .references(() => quizRun.id, { onDelete: 'cascade' }),
    n: smallint('n').notNull(),
    question: text('question').notNull(),
    answer: text('answer').notNull(),
    correct: boolean('correct').notNull(),
    answeredAt: at('answered_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.n] })],
);

/**
 * A call-back that somebody asked for who was abused or exploited. Sealed with a key of its own; nothing here says
 * who, and nothing anywhere says what happened: it is never asked.
 */
export const sensitiveCase = pgTable(
  'sensitive_case',
  {
    id: uuid('id').primaryKey(),
    code: text('code').notNull().unique(),
    /** Keyed with the same own key: only so that EFASE can find it. */
    personHash: bytes('person_hash').notNull(),
    /** Number, safe time, language. */
    sealed: bytes('sealed').notNull(),
    consentedAt: at('consented_at').notNull(),
    state: text('state').$type<'open' | 'taken' | 'closed'>().notNull().default('open'),
    takenBy: uuid('taken_by').references(() => staff.id),
    takenAt: at('taken_at'),
    closedBy: uuid('closed_by').references(() => staff.id),
    closedAt: at('closed_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('sensitive_open').on(t.createdAt).where(sql`${t.state} <> 'closed'`),
    index('sensitive_of_person').on(t.personHash),
  ],
);
