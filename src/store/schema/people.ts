import { sql } from 'drizzle-orm';
import { bigserial, boolean, index, jsonb, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { Fragment, Location, MediaRef } from '../../core/message.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { at, bytes } from './columns.ts';

export const contact = pgTable(
  'contact',
  {
    id: uuid('id').primaryKey(),
    /** `ht`, `fr`, `en`, `es`; null until chosen: nothing is inferred from a short text. */
    language: text('language'),
    /** How verdicts are told to them; null until chosen: in writing, and spoken to who speaks to us. */
    form: text('form').$type<'text' | 'voice' | 'both'>(),
    consentedAt: at('consented_at'),
    stoppedAt: at('stopped_at'),
    /** Set when the person refused consent: the last reply goes out, then the address is removed. */
    forgetAt: at('forget_at'),
    /** When a template last asked them to write, so that what is held for them may leave. */
    knockedAt: at('knocked_at'),
    snapshot: jsonb('snapshot').$type<Snapshot | null>(),
    /** The language their words seemed to be in, where that was sure: what is said before they have chosen. */
    guessedLanguage: text('guessed_language'),
    /** Since when somebody else holds this phone (`LÒT MOUN`): what came before is not theirs. */
    personSince: at('person_since'),
    /** When they texted numbers of seven digits that are none of ours, in ISO 8601: whoever only guesses is stopped. */
    wrongNumbers: jsonb('wrong_numbers').$type<readonly string[] | null>(),
    /** When the open question is looked at again, to remind once or to let it go. */
    clockAt: at('clock_at'),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    index('contact_to_forget').on(t.forgetAt).where(sql`${t.forgetAt} is not null`),
    index('contact_clock').on(t.clockAt).where(sql`${t.clockAt} is not null`),
  ],
);

/** Encrypted, and found by a keyed hash: see store/seal.ts. */
export const address = pgTable(
  'address',
  {
    id: uuid('id').primaryKey(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
    scheme: text('scheme').notNull(),
    kind: text('kind').notNull(),
    hash: bytes('hash').notNull().unique(),
    sealed: bytes('sealed').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [index('address_contact').on(t.contactId)],
);

export const message = pgTable(
  'message',
  {
    /** Also the order of arrival within a process. */
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
    /** Where a reply goes: the address it came from. */
    addressId: uuid('address_id').references(() => address.id, { onDelete: 'set null' }),
    channel: text('channel').notNull(),
    account: text('account').notNull(),
    externalId: text('external_id').notNull(),
    receivedAt: at('received_at').notNull(),
    /** Null once the person asked us to forget. */
    text: text('text'),
    media: jsonb('media').$type<readonly MediaRef[]>().notNull().default([]),
    location: jsonb('location').$type<Location | null>(),
    choice: text('choice'),
    forwarded: text('forwarded').$type<'once' | 'often'>(),
    answers: text('answers'),
    optOut: text('opt_out').$type<'stop' | 'start' | 'help'>(),
    /** A link to the public message that was forwarded. */
    origin: text('origin'),
    /** One part of a long SMS; joined by conversation/ before it is read. */
    fragment: jsonb('fragment').$type<Fragment | null>(),
    /** It could not be kept as it came (U+0000 and the like) and was cleaned. */
    cleaned: boolean('cleaned').notNull().default(false),
    handledAt: at('handled_at'),
  },
  (t) => [
    unique('message_once').on(t.channel, t.externalId),
    index('message_unhandled').on(t.contactId, t.receivedAt, t.id).where(sql`${t.handledAt} is null`),
    index('message_of_contact').on(t.contactId, t.id),
    // Forgetting somebody deletes their address, and PostgreSQL then looks for who points to it: here, in replies
    // and in tips.
    index('message_of_address').on(t.addressId),
  ],
);
