import { sql } from 'drizzle-orm';
import { bigserial, date, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from './columns.ts';

export const staff = pgTable('staff', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull().unique(),
  role: text('role').$type<'verifier' | 'lead' | 'admin' | 'protection' | 'analyst'>().notNull(),
  passwordHash: text('password_hash').notNull(),
  language: text('language').notNull(),
  /** Of the watch cell: which of the country's institutions they speak for. */
  institution: text('institution'),
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
  role: text('role').$type<'verifier' | 'lead' | 'admin' | 'protection' | 'analyst'>().notNull(),
  /** Set: it makes nobody, it lets this member choose a new password. */
  staffId: uuid('staff_id').references(() => staff.id, { onDelete: 'cascade' }),
  createdAt: at('created_at').notNull().defaultNow(),
  expiresAt: at('expires_at').notNull(),
  usedAt: at('used_at'),
});

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
  (t) => [
    index('event_of_subject').on(t.subject, t.subjectId),
    // What the watch cell reads of a period.
    index('event_of_incidents').on(t.at).where(sql`${t.subject} = 'incident'`),
  ],
);

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
