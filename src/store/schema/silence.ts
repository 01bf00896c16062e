import { sql } from 'drizzle-orm';
import { index, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core';
import { at } from './columns.ts';
import { observer } from './observers.ts';
import { staff } from './staff.ts';

/** An observer who was expected to be heard at an hour and was not: a person looks into it. */
export const silence = pgTable(
  'silence',
  {
    id: uuid('id').primaryKey(),
    observerId: uuid('observer_id')
      .notNull()
      .references(() => observer.id, { onDelete: 'cascade' }),
    /** The hour at which they were expected. */
    slot: at('slot').notNull(),
    openedAt: at('opened_at').notNull(),
    remindedAt: at('reminded_at'),
    takenBy: uuid('taken_by').references(() => staff.id),
    /** Null where it closed by itself, because they were heard. */
    closedBy: uuid('closed_by').references(() => staff.id),
    closedAt: at('closed_at'),
    how: text('how').$type<'heard' | 'called' | 'alarm'>(),
    /** The duty officer was told of the alarm. */
    alertedAt: at('alerted_at'),
  },
  (t) => [
    unique('silence_once').on(t.observerId, t.slot),
    index('silence_open').on(t.openedAt).where(sql`${t.closedAt} is null`),
    index('silence_alarm').on(t.closedAt).where(sql`${t.how} = 'alarm'`),
    index('silence_untold').on(t.closedAt).where(sql`${t.how} = 'alarm' and ${t.alertedAt} is null`),
  ],
);
