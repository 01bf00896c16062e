import { sql } from 'drizzle-orm';
import {
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  serial,
  smallint,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Audience } from './audience.ts';
import { at } from './columns.ts';
import { contact } from './people.ts';
import { staff } from './staff.ts';

/** By language, a folder under locales/. */
type Words = Readonly<Record<string, string>>;

export interface CampaignQuestion {
  /** Goes into buttons and results: `a-z`, `0-9` and `_`, at most 30. */
  readonly id: string;
  readonly kind: 'choice' | 'number' | 'text';
  readonly text: Words;
  /** Two to five where one is chosen, in the order in which they are offered; else none. */
  readonly choices: readonly { readonly id: string; readonly label: Words }[];
  /** The id of the right choice; null in a survey. */
  readonly right: string | null;
  /** Why it is right: told after every answer. */
  readonly reason: Words | null;
}

/**
 * A quiz or a survey, a question a day. Each question, and each reminder of it, goes out as a bulletin of its own
 * (`bulletin.campaign_id`).
 */
export const campaign = pgTable(
  'campaign',
  {
    id: uuid('id').primaryKey(),
    /** In the ids of its buttons, which must be short. */
    number: serial('number').notNull().unique(),
    /** For staff. */
    title: text('title').notNull(),
    kind: text('kind').$type<'quiz' | 'survey'>().notNull(),
    /** Whose questions they are; null in a survey. */
    bank: text('bank'),
    topic: text('topic').notNull(),
    audience: jsonb('audience').$type<Audience>().notNull().default({}),
    /** As they were approved: a bank that changes meanwhile changes nothing here. */
    questions: jsonb('questions').$type<readonly CampaignQuestion[]>().notNull().default([]),
    /** Day of the first question on the calendar of the deployment, `2026-08-30`; null: not told yet. */
    startsOn: text('starts_on'),
    /** When a question goes out, in minutes since midnight there. */
    minutes: smallint('minutes').notNull(),
    /** How long after its question somebody who has not answered is reminded, once; null: never. */
    remindHours: smallint('remind_hours'),
    state: text('state')
      .$type<'draft' | 'proposed' | 'approved' | 'running' | 'ended'>()
      .notNull()
      .default('draft'),
    authorId: uuid('author_id')
      .notNull()
      .references(() => staff.id),
    /** Who changed it last: as little as the author may they be the second person. */
    editorId: uuid('editor_id')
      .notNull()
      .references(() => staff.id),
    approvedBy: uuid('approved_by').references(() => staff.id),
    approvedAt: at('approved_at'),
    /** Known from approval on: when the day of the last question is over. */
    endsAt: at('ends_at'),
    /** Counts every change: who approves approves what they have read. */
    version: integer('version').notNull().default(1),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [index('campaign_open').on(t.endsAt).where(sql`${t.state} in ('approved', 'running')`)],
);

/** Somebody who has answered something of a campaign. */
export const campaignParticipant = pgTable(
  'campaign_participant',
  {
    id: uuid('id').primaryKey(),
    campaignId: uuid('campaign_id')
      .notNull()
      .references(() => campaign.id),
    /** Null once the person asked us to forget: the answers count on, nobody is in them. */
    contactId: uuid('contact_id').references(() => contact.id, { onDelete: 'set null' }),
    /** Of their subscription when they answered first; null: not told. */
    commune: text('commune'),
  },
  (t) => [
    uniqueIndex('campaign_participant_once').on(t.campaignId, t.contactId),
    index('campaign_participant_of_contact').on(t.contactId),
  ],
);

/** The first answer of one person to one question: a second one is not kept. */
export const campaignAnswer = pgTable(
  'campaign_answer',
  {
    participantId: uuid('participant_id')
      .notNull()
      .references(() => campaignParticipant.id, { onDelete: 'cascade' }),
    /** Of the question, from 1. */
    n: smallint('n').notNull(),
    /** Id of the choice, or what was written; null once the person asked us to forget what they wrote. */
    answer: text('answer'),
    /** Null in a survey. */
    correct: boolean('correct'),
    medium: text('medium').notNull(),
    language: text('language').notNull(),
    answeredAt: at('answered_at').notNull(),
    /** Since the question left for them; null: not known. */
    seconds: integer('seconds'),
  },
  (t) => [primaryKey({ columns: [t.participantId, t.n] })],
);
