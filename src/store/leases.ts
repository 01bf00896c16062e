import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';

/**
 * Takes or renews what only one process may hold, by the database's clock.
 * @param holder id of this process
 * @returns false: somebody else has it
 */
export async function takeLease(
  q: Queryable,
  { name, holder, seconds }: { name: string; holder: string; seconds: number },
): Promise<boolean> {
  const { rows } = await q.execute(sql`
    insert into lease as l (name, holder, until) values (${name}, ${holder}, now() + ${seconds} * interval '1 second')
    on conflict (name) do update set holder = excluded.holder, until = excluded.until
      where l.holder = excluded.holder or l.until < now()
    returning name`);
  return rows.length === 1;
}

/** Lets go at once, so that the next process need not wait. */
export async function dropLease(
  q: Queryable,
  { name, holder }: { name: string; holder: string },
): Promise<void> {
  await q.execute(sql`delete from lease where name = ${name} and holder = ${holder}`);
}
