import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, serial, text, unique, uniqueIndex } from 'drizzle-orm/pg-core';
import { at } from './columns.ts';

/**
 * Every version of every flow that has talked to people, with its texts: whoever is in mid-conversation finishes on
 * the one they began with. Of each flow one is active, and one may be a draft that only the phone page plays.
 */
export const flowVersion = pgTable(
  'flow_version',
  {
    id: serial('id').primaryKey(),
    flow: text('flow').notNull(),
    version: integer('version').notNull(),
    /** SHA-256 of source and texts, in hex. */
    hash: text('hash').notNull(),
    /** The YAML. */
    source: text('source').notNull(),
    /** By language, the texts of the flow's own file. */
    texts: jsonb('texts').$type<Record<string, unknown>>().notNull(),
    state: text('state').$type<'draft' | 'active' | 'past'>().notNull(),
    /** Who: a staff name or `files` for what came with the program. */
    by: text('by').notNull(),
    madeAt: at('made_at').notNull().defaultNow(),
    activatedAt: at('activated_at'),
  },
  (t) => [
    unique('flow_version_once').on(t.flow, t.hash),
    uniqueIndex('flow_version_active').on(t.flow).where(sql`${t.state} = 'active'`),
    uniqueIndex('flow_version_draft').on(t.flow).where(sql`${t.state} = 'draft'`),
  ],
);
