import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at } from './columns.ts';

/** What this database is for, in one row, from its first start on: real people or exercises, never both. */
export const newsroom = pgTable(
  'newsroom',
  {
    only: boolean('only').primaryKey().default(true),
    kind: text('kind').$type<'real' | 'training'>().notNull(),
    since: at('since').notNull().defaultNow(),
  },
  (t) => [check('newsroom_is_one', sql`${t.only}`)],
);

/** A message of an exercise that is to come in, or came. */
export const exerciseLine = pgTable(
  'exercise_line',
  {
    runId: uuid('run_id').notNull(),
    n: integer('n').notNull(),
    exercise: text('exercise').notNull(),
    dueAt: at('due_at').notNull(),
    sentAt: at('sent_at'),
  },
  (t) => [primaryKey({ columns: [t.runId, t.n] })],
);
