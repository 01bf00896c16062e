import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  smallint,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import type { MediaRef } from '../../core/message.ts';
import { at, bytes } from './columns.ts';
import { message } from './people.ts';

/** A file, once however often it was sent: found by a keyed hash of its bytes, so that nobody can try files against it. */
export const blob = pgTable(
  'blob',
  {
    id: uuid('id').primaryKey(),
    hash: bytes('hash').notNull().unique(),
    /** By its first bytes, never as claimed. */
    contentType: text('content_type').notNull(),
    kind: text('kind').$type<'image' | 'audio' | 'video' | 'document'>().notNull(),
    size: integer('size').notNull(),
    /** Encrypted; null once it has expired: what is known of it stays. */
    sealed: bytes('sealed'),
    /** Of an image: 64 bits that stay near when it is scaled or compressed again. */
    perceptual: bytes('perceptual'),
    /** Of a sound: raw Chromaprint, 4 bytes a value, where fpcalc is installed. */
    fingerprint: bytes('fingerprint'),
    seconds: integer('seconds'),
    /** Of what we say: see `Attachment.waveform`. */
    waveform: text('waveform'),
    createdAt: at('created_at').notNull().defaultNow(),
    expiredAt: at('expired_at'),
  },
  (t) => [index('blob_by_age').on(t.createdAt).where(sql`${t.sealed} is not null`)],
);

/** One file of one message, and how far fetching it got. */
export const media = pgTable(
  'media',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    messageId: bigint('message_id', { mode: 'number' })
      .notNull()
      .references(() => message.id, { onDelete: 'cascade' }),
    n: smallint('n').notNull(),
    channel: text('channel').notNull(),
    ref: jsonb('ref').$type<MediaRef>().notNull(),
    /**
     * `gone`: not to be had any more. `forgotten`: its sender wants nothing of it kept, and all that is left to do is to
     * have the provider delete its copy. That a stored file has expired is told by its blob.
     */
    state: text('state')
      .$type<'waiting' | 'stored' | 'gone' | 'too_big' | 'refused' | 'forgotten'>()
      .notNull()
      .default('waiting'),
    /** Code of the last failure; `begun N`: N processes in a row took it up and were not heard of again. */
    error: text('error'),
    /** Since it last got further. */
    attempts: integer('attempts').notNull().default(0),
    dueAt: at('due_at').notNull().defaultNow(),
    /** The provider still has its copy and must be told to delete it. */
    discard: boolean('discard').notNull().default(false),
    blobId: uuid('blob_id').references(() => blob.id),
    /** Since when it can be compared: its tip is matched once more. */
    storedAt: at('stored_at'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    index('media_stored').on(t.storedAt),
    unique('media_of_message').on(t.messageId, t.n),
    index('media_due').on(t.dueAt).where(sql`${t.state} = 'waiting' or ${t.discard}`),
    index('media_of_blob').on(t.blobId),
  ],
);
