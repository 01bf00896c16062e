import { sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claim, incident, report, sensitiveCase, tip, transmission } from './schema.ts';

/** The first half of a pair that nothing else locks; the second is the code. */
const CODE_LOCK = 735_331;

/**
 * Whether nobody has this case code yet, in any table: a person types it and does not say of what kind their case
 * is. Until the transaction ends nobody else is told that it is free.
 */
export async function isCodeFree(tx: Queryable, code: string): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(${CODE_LOCK}::int, hashtext(${code}))`);
  // A statement of its own: it must see what was committed while we waited for the lock.
  const { rows } = await tx.execute<{ taken: boolean }>(sql`
    select exists (select from ${claim} where ${claim.code} = ${code})
      or exists (select from ${tip} where ${tip.code} = ${code})
      or exists (select from ${report} where ${report.code} = ${code})
      or exists (select from ${incident} where ${incident.number} = ${code})
      or exists (select from ${transmission} where ${transmission.number} = ${code})
      or exists (select from ${sensitiveCase} where ${sensitiveCase.code} = ${code}) as taken`);
  return rows[0]?.taken === false;
}
