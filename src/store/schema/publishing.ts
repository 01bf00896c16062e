import { sql } from 'drizzle-orm';
import {
  bigserial,
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
import { at, bytes } from './columns.ts';
import { staff } from './staff.ts';
import { claim, tip, verdict } from './verification.ts';

/** A partner's address that is told what we publish. */
export const webhookEndpoint = pgTable('webhook_endpoint', {
  id: uuid('id').primaryKey(),
  url: text('url').notNull(),
  /** The key of its signatures (24 bytes), sealed. */
  secret: bytes('secret').notNull(),
  /** The one before: signs as well until then, so that the far side has a day to change. */
  previousSecret: bytes('previous_secret'),
  previousUntil: at('previous_until'),
  /** Which types of events it wants; none: all. */
  events: text('events').array().notNull().default([]),
  /** Which languages of the texts; none: all. */
  languages: text('languages').array().notNull().default([]),
  /** Keys of categories; none: all. */
  categories: text('categories').array().notNull().default([]),
  /** `paused`: by us, what is due waits. `disabled`: it said 410, or has failed for days; nothing waits. */
  state: text('state').$type<'active' | 'paused' | 'disabled'>().notNull().default('active'),
  disabledWhy: text('disabled_why').$type<'gone' | 'failing'>(),
  /** Since when nothing has gone through; null: the last did, or nothing was sent. */
  failingSince: at('failing_since'),
  /** When an operator was told that it is disabled. */
  alertedAt: at('alerted_at'),
  createdBy: uuid('created_by')
    .notNull()
    .references(() => staff.id),
  createdAt: at('created_at').notNull().defaultNow(),
  /** Taken off the list; its deliveries stay to be looked up. */
  removedAt: at('removed_at'),
});

/** The outbox: what happened, as the public may know it, written in the transaction in which it happened. */
export const webhookEvent = pgTable(
  'webhook_event',
  {
    /** Its `webhook-id`, the same at every attempt and every endpoint. */
    id: uuid('id').primaryKey(),
    seq: bigserial('seq', { mode: 'number' }).notNull().unique(),
    type: text('type').notNull(),
    claimId: uuid('claim_id').references(() => claim.id),
    verdictId: uuid('verdict_id').references(() => verdict.id),
    /** As it was at that moment: a later version has an event of its own. */
    facts: jsonb('facts').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    index('webhook_event_by_age').on(t.createdAt),
    /** Whoever calls twice: one publication, one correction, one withdrawal of a version. */
    uniqueIndex('webhook_event_once').on(t.type, t.verdictId).where(sql`${t.verdictId} is not null`),
  ],
);

/** One event on its way to one endpoint. */
export const webhookDelivery = pgTable(
  'webhook_delivery',
  {
    id: uuid('id').primaryKey(),
    eventId: uuid('event_id')
      .notNull()
      .references(() => webhookEvent.id, { onDelete: 'cascade' }),
    endpointId: uuid('endpoint_id')
      .notNull()
      .references(() => webhookEndpoint.id, { onDelete: 'cascade' }),
    state: text('state').$type<'waiting' | 'delivered' | 'failed'>().notNull().default('waiting'),
    attempts: smallint('attempts').notNull().default(0),
    dueAt: at('due_at').notNull(),
    /** Who sends it holds it until then; who died lets go of it by that. */
    leasedUntil: at('leased_until'),
    /** Only who holds it may note what came of it. */
    lease: uuid('lease'),
    /** Of the last attempt: the HTTP status, or why there is none. Never what was answered. */
    status: integer('status'),
    error: text('error'),
    tookMs: integer('took_ms'),
    triedAt: at('tried_at'),
    deliveredAt: at('delivered_at'),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    unique('webhook_delivery_once').on(t.eventId, t.endpointId),
    index('webhook_delivery_due').on(t.endpointId, t.dueAt).where(sql`${t.state} = 'waiting'`),
    index('webhook_delivery_log').on(t.endpointId, t.createdAt),
  ],
);

/** A partner's key to the API: found by its public half, proven by the hash of its secret. */
export const apiKey = pgTable('api_key', {
  id: uuid('id').primaryKey(),
  /** The part of the key that may be shown: `tdj_<public id>_…`. */
  publicId: text('public_id').notNull().unique(),
  /** SHA-256 of 32 random bytes: nothing to guess, so no slow hash. */
  secretHash: bytes('secret_hash').notNull(),
  name: text('name').notNull(),
  scopes: text('scopes').array().notNull(),
  perMinute: integer('per_minute').notNull(),
  expiresAt: at('expires_at'),
  revokedAt: at('revoked_at'),
  /** To the minute. */
  usedAt: at('used_at'),
  createdBy: uuid('created_by')
    .notNull()
    .references(() => staff.id),
  createdAt: at('created_at').notNull().defaultNow(),
});

/** A tip that a partner's program handed in: whose it is, and by which of their own ids they would send it again. */
export const apiTip = pgTable(
  'api_tip',
  {
    tipId: uuid('tip_id')
      .primaryKey()
      .references(() => tip.id, { onDelete: 'cascade' }),
    keyId: uuid('key_id')
      .notNull()
      .references(() => apiKey.id),
    idempotencyKey: text('idempotency_key').notNull(),
    /** Keyed hash of what was sent with it: the same id with other words is a mistake. */
    requestHash: bytes('request_hash').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [unique('api_tip_once').on(t.keyId, t.idempotencyKey)],
);
