import { sql } from 'drizzle-orm';
import { bigint, index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { at } from './columns.ts';
import { contact, message } from './people.ts';
import { reply } from './replies.ts';
import { staff } from './staff.ts';

export const waiting = pgTable(
  'waiting',
  {
    id: uuid('id').primaryKey(),
    contactId: uuid('contact_id')
      .notNull()
      .references(() => contact.id, { onDelete: 'cascade' }),
    /** A key: `asked_for_person`, `wrong_choice`, `unreadable`, `send_failed`, `send_unknown`, `turn_failed`, `too_many`, `danger`, `report`. */
    reason: text('reason').notNull(),
    messageId: bigint('message_id', { mode: 'number' }).references(() => message.id, {
      onDelete: 'set null',
    }),
    replyId: uuid('reply_id').references(() => reply.id, { onDelete: 'set null' }),
    openedAt: at('opened_at').notNull().defaultNow(),
    takenBy: uuid('taken_by').references(() => staff.id),
    takenAt: at('taken_at'),
    alertedAt: at('alerted_at'),
    closedBy: uuid('closed_by').references(() => staff.id),
    closedAt: at('closed_at'),
  },
  (t) => [
    uniqueIndex('waiting_once').on(t.contactId, t.reason).where(sql`${t.closedAt} is null`),
    index('waiting_open').on(t.openedAt).where(sql`${t.closedAt} is null`),
  ],
);
