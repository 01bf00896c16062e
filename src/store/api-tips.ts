import { and, eq, lt, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { apiTip, claim, tip } from './schema.ts';

/** What was handed in under this id before. Whoever asks at the same moment waits until we are done. */
export async function findApiTip(
  tx: Queryable,
  { keyId, idempotencyKey }: { keyId: string; idempotencyKey: string },
): Promise<{ code: string; requestHash: Buffer } | undefined> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${keyId} ${idempotencyKey}`}, 0))`);
  // A statement of its own: it must see what was committed while we waited for the lock.
  const [found] = await tx
    .select({ code: tip.code, requestHash: apiTip.requestHash })
    .from(apiTip)
    .innerJoin(tip, eq(tip.id, apiTip.tipId))
    .where(and(eq(apiTip.keyId, keyId), eq(apiTip.idempotencyKey, idempotencyKey)));
  return found;
}

export async function insertApiTip(tx: Queryable, row: typeof apiTip.$inferInsert): Promise<void> {
  await tx.insert(apiTip).values(row);
}

/** Somebody else's tip is not found, as if it were not there. */
export async function findApiTipByCode(
  q: Queryable,
  { code, keyId }: { code: string; keyId: string },
): Promise<{ state: string; claimCode: string | null; closedAs: string | null } | undefined> {
  const [found] = await q
    .select({ state: tip.state, claimCode: claim.code, closedAs: claim.closedAs })
    .from(apiTip)
    .innerJoin(tip, eq(tip.id, apiTip.tipId))
    .leftJoin(claim, eq(claim.id, tip.claimId))
    .where(and(eq(tip.code, code), eq(apiTip.keyId, keyId)));
  return found;
}

/**
 * What was handed in so many days ago is not known by its id and code any more, once something has come of it: who
 * handed in what is kept no longer than it is asked for. The tip itself stays. @returns how many
 */
export async function forgetApiTips(q: Queryable, days: number): Promise<number> {
  const open = sql`exists (select from ${tip} t left join ${claim} c on c.id = t.claim_id where t.id = ${apiTip.tipId}
    and (t.state = 'waiting' or (t.state = 'grouped' and c.state not in ('published', 'closed'))))`;
  const rows = await q
    .delete(apiTip)
    .where(and(lt(apiTip.createdAt, sql`now() - ${days} * interval '1 day'`), sql`not ${open}`))
    .returning({ id: apiTip.tipId });
  return rows.length;
}
