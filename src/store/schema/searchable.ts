import { type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

const ACCENTED = 'àáâäãåçéèêëíìîïñóòôöõúùûüÿÀÁÂÄÃÅÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜ';
const PLAIN = 'aaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuu';

/**
 * Words of a column without accents, for full text search: what an index is built on and what a query must say word
 * for word. No extension (`unaccent`, `pg_trgm`) is needed, which a hosted PostgreSQL may not let us make; only letters
 * and digits are left, so that the parser finds no addresses and reads the same in every locale of the server.
 */
export const searchable = (column: AnyPgColumn): SQL =>
  sql`to_tsvector('simple'::regconfig, regexp_replace(replace(translate(lower((${column})::text), ${sql.raw(`'${ACCENTED}'`)}, ${sql.raw(`'${PLAIN}'`)}), 'œ', 'oe'), '[^a-z0-9]+', ' ', 'g'))`;
