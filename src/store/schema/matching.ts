import { sql } from 'drizzle-orm';
import { bigserial, customType, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { at } from './columns.ts';
import { blob } from './files.ts';
import { staff } from './staff.ts';

const xid8 = customType<{ data: string }>({ dataType: () => 'xid8' });

/**
 * What every index of known claims and waiting tips still has to read anew. Triggers on `claim`, `tip`, `media` and
 * `transcript` write it (see the migration that made it): whoever changes a row need not know that there is an index.
 * No foreign key: it would lock the claim, and a tip that is forgotten must never wait for the desk.
 */
export const matchChange = pgTable(
  'match_change',
  {
    id: bigserial('id', { mode: 'number' }).primaryKey(),
    kind: text('kind').$type<'claim' | 'tip'>().notNull(),
    subjectId: uuid('subject_id').notNull(),
    /** By whose commit: numbers of rows are given before the commit, and a late one would be missed. */
    xid: xid8('xid').notNull().default(sql`pg_current_xact_id()`),
    at: at('at').notNull().defaultNow(),
  },
  (t) => [index('match_change_by_commit').on(t.xid), index('match_change_by_age').on(t.at)],
);

/** What is said in a voice note, as a person of ours wrote it down. Goes with the file. */
export const transcript = pgTable('transcript', {
  blobId: uuid('blob_id')
    .primaryKey()
    .references(() => blob.id, { onDelete: 'cascade' }),
  text: text('text').notNull(),
  language: text('language'),
  by: uuid('by')
    .notNull()
    .references(() => staff.id),
  at: at('at').notNull().defaultNow(),
});
