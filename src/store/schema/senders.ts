import { bigint, date, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from './columns.ts';

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

/** What bulk, templates and reminders have cost, by day of the deployment and account: what their ceilings are held against. */
export const spend = pgTable(
  'spend',
  {
    day: date('day', { mode: 'string' }).notNull(),
    account: text('account').notNull(),
    what: text('what').$type<'bulk' | 'template' | 'reminder'>().notNull(),
    /** Segments of SMS, messages elsewhere. */
    units: integer('units').notNull().default(0),
    /** Thousandths of the currency of src/country/<cc>/prices. */
    milli: bigint('milli', { mode: 'number' }).notNull().default(0),
  },
  (t) => [primaryKey({ columns: [t.day, t.account, t.what] })],
);

/** What a sent message was, as the ledger counts it. */
export const COST_KINDS = ['alarm', 'verdict', 'reply', 'reminder', 'template', 'bulk'] as const;

/**
 * What everything that providers took has cost: the ledger. Beside `spend`, which keeps what a ceiling has given away
 * before it left, this is written when it is known that something was taken.
 */
export const cost = pgTable(
  'cost',
  {
    /** Of the deployment, on which it left. */
    day: date('day', { mode: 'string' }).notNull(),
    account: text('account').notNull(),
    what: text('what').$type<(typeof COST_KINDS)[number]>().notNull(),
    /** Calling code of where it went, e.g. `509`; empty where there is no number. */
    country: text('country').notNull(),
    /** Segments of SMS, messages elsewhere. */
    units: bigint('units', { mode: 'number' }).notNull(),
    /** Thousandths of the currency of src/country/<cc>/prices. */
    milli: bigint('milli', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.day, t.account, t.what, t.country] })],
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
