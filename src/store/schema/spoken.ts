import { sql } from 'drizzle-orm';
import { bigint, check, index, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from './columns.ts';
import { contact, message } from './people.ts';
import { staff } from './staff.ts';
import { verdict } from './verification.ts';

/** What a member of staff may send from their own phone instead of recording it in the browser: once, and soon. */
export const spokenCode = pgTable(
  'spoken_code',
  {
    id: uuid('id').primaryKey(),
    /** Keyed: six digits and their check digit. */
    hash: bytes('hash').notNull().unique(),
    verdictId: uuid('verdict_id')
      .notNull()
      .references(() => verdict.id, { onDelete: 'cascade' }),
    language: text('language').notNull(),
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    expiresAt: at('expires_at').notNull(),
    /** Whose phone has sent the code: the next voice note from it is the recording. */
    contactId: uuid('contact_id').references(() => contact.id, { onDelete: 'cascade' }),
    /** The note. */
    messageId: bigint('message_id', { mode: 'number' }).references(() => message.id, {
      onDelete: 'set null',
    }),
    endedAt: at('ended_at'),
    /** Why it did not become the recording: a key of `desk.error.*`; null once it has. */
    refused: text('refused'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('spoken_code_of_contact').on(t.contactId).where(sql`${t.endedAt} is null`),
    index('spoken_code_open').on(t.createdAt).where(sql`${t.endedAt} is null`),
    index('spoken_code_of_verdict').on(t.verdictId),
  ],
);

/** How well one person understood one sentence of the listening test from one engine. */
export const listeningMark = pgTable(
  'listening_mark',
  {
    staffId: uuid('staff_id')
      .notNull()
      .references(() => staff.id, { onDelete: 'cascade' }),
    /** A key of the country's sentences. */
    sentence: text('sentence').notNull(),
    engine: text('engine').$type<'builtin' | 'plugged' | 'bare'>().notNull(),
    /** 1: nothing could be understood; 5: every word. */
    mark: smallint('mark').notNull(),
    heard: text('heard').notNull().default(''),
    markedAt: at('marked_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.staffId, t.sentence, t.engine] }),
    check('mark_of_five', sql`${t.mark} between 1 and 5`),
  ],
);
