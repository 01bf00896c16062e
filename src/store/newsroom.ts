import { setTimeout } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Store } from './connect.ts';
import { isBusy } from './failures.ts';
import { newsroom } from './schema.ts';

export type Newsroom = (typeof newsroom.$inferSelect)['kind'];

/**
 * Says once and for all what a database is for. An exercise must never meet real people: a training newsroom that is
 * pointed at a real database does not start, and the other way round neither.
 * @throws Error with one line for the operator where the database is for the other
 */
export async function claimNewsroom(store: Store, kind: Newsroom): Promise<void> {
  const { db } = store;
  // An older database has no mark yet; where somebody is in it, it is a real one.
  await db.execute(sql`
    insert into ${newsroom} (kind)
    select case when exists (select from contact) or exists (select from staff) then 'real' else ${kind} end
    on conflict do nothing`);
  const [found] = await db.select().from(newsroom);
  if (found?.kind === kind) return;
  throw new Error(
    kind === 'training'
      ? 'this database belongs to a real newsroom: no exercise may run on it. Give the training newsroom one of its own (TRAINING_DATABASE_URL)'
      : 'this database belongs to a training newsroom: start it with `npx teledjol training`, or set another DATABASE_URL',
  );
}

/** How often a busy newsroom is asked again for all its tables: at most ten seconds in all. */
const TRIES = 40;

/**
 * Empties a training newsroom but for its staff, so that the next course begins anew.
 * Matching and sending go on meanwhile and take the tables in an order of their own: whoever would wait longer than
 * others may be held up lets go of everything and begins again, so that neither side is ever ended for the other.
 * @returns false where the database is no training newsroom: then nothing was touched
 * @throws the database's error, also where the tables were busy all the time
 */
export async function emptyNewsroom(store: Store): Promise<boolean> {
  for (let tries = TRIES; ; tries--) {
    try {
      return await emptyAtOnce(store);
    } catch (error) {
      if (!isBusy(error) || tries === 0) throw error;
      await setTimeout(50);
    }
  }
}

async function emptyAtOnce(store: Store): Promise<boolean> {
  return store.db.transaction(async (tx) => {
    // Well below the second after which PostgreSQL looks for deadlocks and ends one of the two.
    await tx.execute(sql`set local lock_timeout = '200ms'`);
    const [found] = await tx.select().from(newsroom).for('update');
    if (found?.kind !== 'training') return false;
    const { rows } = await tx.execute<{ name: string }>(sql`
      select quote_ident(tablename) as name from pg_tables where schemaname = 'public'
        and tablename not in ('newsroom', 'staff', 'session', 'invite', 'flow_version', 'sender', 'channel_keep', 'lease')
        and tablename not like '\\_\\_%'`);
    await tx.execute(sql.raw(`truncate ${rows.map(({ name }) => name).join(', ')}`));
    return true;
  });
}
