import { type AnyPgColumn, boolean, doublePrecision, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from './columns.ts';
import { staff } from './staff.ts';

/** Who observes for the watch cell. Who they are is sealed: a report says their number at most. */
export const observer = pgTable('observer', {
  id: uuid('id').primaryKey(),
  /** Five digits, as on their card. */
  number: text('number').notNull().unique(),
  /** Their name, and the count that means that somebody stands beside them: see store/observers.ts. */
  sealed: bytes('sealed').notNull(),
  /** Who sent them: two of one organisation are not independent of each other. */
  organisation: text('organisation').notNull(),
  language: text('language').notNull(),
  /** Six digits: where they are expected. */
  placeNumber: text('place_number'),
  /** They stand in for this one, where this one is expected. */
  deputyOf: uuid('deputy_of').references((): AnyPgColumn => observer.id),
  /** These two may say that the phone was seized. */
  supervisor: uuid('supervisor').references((): AnyPgColumn => observer.id),
  buddy: uuid('buddy').references((): AnyPgColumn => observer.id),
  /** What they hear: all that is asked, a number only, or nothing at all. */
  verbosity: text('verbosity').$type<'full' | 'short' | 'silent'>().notNull().default('full'),
  /** They only practise: what they report is an exercise. */
  training: boolean('training').notNull().default(false),
  /** Since when their phone may be in other hands. */
  blockedAt: at('blocked_at'),
  blockedBy: uuid('blocked_by').references((): AnyPgColumn => observer.id),
  /** Who says that the phone is in the right hands again: a second one must agree. */
  reinstateBy: uuid('reinstate_by').references(() => staff.id),
  endedAt: at('ended_at'),
  createdAt: at('created_at').notNull().defaultNow(),
  updatedAt: at('updated_at').notNull().defaultNow(),
});

/** The phones an observer writes from, each in every form in which a channel names it. */
export const observerPhone = pgTable(
  'observer_phone',
  {
    /** As in `address`: see store/seal.ts. */
    hash: bytes('hash').primaryKey(),
    observerId: uuid('observer_id')
      .notNull()
      .references(() => observer.id, { onDelete: 'cascade' }),
    sealed: bytes('sealed').notNull(),
  },
  (t) => [index('observer_phone_of').on(t.observerId)],
);

/** What is left of an observer's sheet of one-time codes, and what was used up. */
export const observerCode = pgTable(
  'observer_code',
  {
    /** Keyed, of the code and of whose it is: see store/seal.ts. The code itself stands on paper alone. */
    hash: bytes('hash').primaryKey(),
    observerId: uuid('observer_id')
      .notNull()
      .references(() => observer.id, { onDelete: 'cascade' }),
    usedAt: at('used_at'),
  },
  (t) => [index('observer_code_of').on(t.observerId)],
);

/** Where people vote; the places above it are data of the country. */
export const pollingCentre = pgTable('polling_centre', {
  /** Six digits, as on the card. */
  number: text('number').primaryKey(),
  name: text('name').notNull(),
  /** What the electoral council calls it. */
  code: text('code').unique(),
  /** Commune or section, by the country's own table of places. */
  placeCode: text('place_code').notNull(),
  latitude: doublePrecision('latitude'),
  longitude: doublePrecision('longitude'),
  endedAt: at('ended_at'),
  createdAt: at('created_at').notNull().defaultNow(),
});
