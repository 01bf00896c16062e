import { eq, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { observerCode, report } from './schema.ts';

/** These are the codes of an observer now, all unused; what was left of an older sheet is void. */
export async function replaceCodes(
  tx: Queryable,
  observerId: string,
  hashes: readonly Buffer[],
): Promise<void> {
  await tx.delete(observerCode).where(eq(observerCode.observerId, observerId));
  await tx.insert(observerCode).values(hashes.map((hash) => ({ hash, observerId })));
}

/** Wrong codes of one phone within a day; beyond them somebody is trying numbers, and none is taken from it any more. */
const TRIES = 3;

/**
 * Uses up a code of an observer. Of two messages with the same code one does.
 * @returns false: it is none of theirs, was used before, or comes from a phone that tries codes
 */
export async function spendCode(
  tx: Queryable,
  { hash, observerId, contactId, now }: { hash: Buffer; observerId: string; contactId: string; now: Date },
): Promise<boolean> {
  const since = new Date(now.getTime() - 24 * 3_600_000).toISOString();
  const { rows } = await tx.execute(sql`
    update ${observerCode} set used_at = ${now.toISOString()}
    where hash = ${hash} and observer_id = ${observerId} and used_at is null
      and (select count(*) from ${report} r where r.contact_id = ${contactId} and r.once_refused
        and r.created_at > ${since}) < ${TRIES}
    returning hash`);
  return rows.length === 1;
}
