import { sql } from 'drizzle-orm';
import { bigserial, index, integer, jsonb, pgTable, real, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes } from './columns.ts';
import { staff } from './staff.ts';
import { savedView } from './verification.ts';

/**
 * A line of the queue: waiting tips that say the same, counted. Only a sum of `tip`, kept because a day of the vote has
 * 100,000 of them: whatever it says can be made again from there (see store/lines.ts).
 */
export const tipLine = pgTable(
  'tip_line',
  {
    /** See {@link tipLineDue}. */
    key: bytes('key').primaryKey(),
    /** The oldest of them. */
    tipId: uuid('tip_id').notNull(),
    tips: integer('tips').notNull(),
    /** Different people. */
    askers: integer('askers').notNull(),
    /** Of those the ones that count for the rank: who sends very many different things does not. */
    voices: integer('voices').notNull(),
    /** Voices that came within an hour, and within six, of {@link countedAt}. */
    hour: integer('hour').notNull(),
    six: integer('six').notNull(),
    repeats: integer('repeats').notNull(),
    media: integer('media').notNull(),
    forwarded: text('forwarded').$type<'once' | 'often'>(),
    source: text('source').$type<'forwarded' | 'seen'>(),
    languages: text('languages').array().notNull(),
    channels: text('channels').array().notNull(),
    places: text('places').array().notNull(),
    harms: text('harms').array().notNull(),
    /** What came: `text` alone, or kinds of files. */
    kinds: text('kinds').array().notNull(),
    oldest: at('oldest').notNull(),
    newest: at('newest').notNull(),
    /** How many of them came back because an answer was about something else. */
    mismatches: integer('mismatches').notNull(),
    suggestedClaimId: uuid('suggested_claim_id'),
    suggestedSure: real('suggested_sure'),
    suggestedWhy: jsonb('suggested_why').$type<
      readonly { key: string; words?: readonly string[] }[] | null
    >(),
    countedAt: at('counted_at').notNull(),
    /** When `hour` or `six` will be wrong without anybody writing; null: never. */
    recountAt: at('recount_at'),
  },
  (t) => [index('tip_line_recount').on(t.recountAt).where(sql`${t.recountAt} is not null`)],
);

/**
 * Lines that have to be counted anew: a trigger on `tip` writes one for every change, whoever makes it. Rows are only
 * added, so that turns of conversations never wait for each other over a rumor that everybody sends.
 */
export const tipLineDue = pgTable('tip_line_due', {
  id: bigserial('id', { mode: 'number' }).primaryKey(),
  /** The group of a tip, else its words, else itself: coalesce(group_id, text_key, id) as bytes. */
  key: bytes('key').notNull(),
});

/** With which saved view the queue opens, for whom. */
export const openingView = pgTable('opening_view', {
  staffId: uuid('staff_id')
    .primaryKey()
    .references(() => staff.id, { onDelete: 'cascade' }),
  viewId: uuid('view_id')
    .notNull()
    .references(() => savedView.id, { onDelete: 'cascade' }),
});

/** What staff were last told of by the alarm, where no row of its own could say so. */
export const reminder = pgTable('reminder', {
  what: text('what').$type<'late_lines'>().primaryKey(),
  toldAt: at('told_at').notNull(),
});
