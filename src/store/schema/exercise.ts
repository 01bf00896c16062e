import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { at } from './columns.ts';
import { staff } from './staff.ts';

/**
 * A national exercise of the watch cell: asked for by one person, running once a second one has agreed, and over at its
 * end or when somebody ends it before. Whether one runs at a moment follows from these times alone.
 */
export const nationalExercise = pgTable(
  'national_exercise',
  {
    id: uuid('id').primaryKey(),
    askedBy: uuid('asked_by')
      .notNull()
      .references(() => staff.id),
    askedAt: at('asked_at').notNull(),
    endsAt: at('ends_at').notNull(),
    /** Who agreed; null: nobody yet. */
    startedBy: uuid('started_by').references(() => staff.id),
    startedAt: at('started_at'),
    /** Before its time. */
    endedBy: uuid('ended_by').references(() => staff.id),
    endedAt: at('ended_at'),
    why: text('why').notNull(),
  },
  (t) => [
    index('national_exercise_ends').on(t.endsAt),
    check('national_exercise_by_two', sql`${t.startedBy} <> ${t.askedBy}`),
    check('national_exercise_one_day', sql`${t.endsAt} <= ${t.askedAt} + interval '24 hours'`),
  ],
);
