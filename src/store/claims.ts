import { asc, eq, getTableColumns, inArray } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claim, staff } from './schema.ts';

export type ClaimRow = typeof claim.$inferSelect & {
  /** The name of who holds the lease, or held it last. */
  readonly leasedByName: string | null;
};

const columns = { ...getTableColumns(claim), leasedByName: staff.name };

export async function insertClaim(
  tx: Queryable,
  row: Pick<ClaimRow, 'id' | 'wording' | 'createdBy' | 'leasedUntil'> & { now: Date },
): Promise<{ seq: number }> {
  const { id, wording, createdBy, leasedUntil, now } = row;
  const [made] = await tx
    .insert(claim)
    .values({
      id,
      wording,
      stateSince: now,
      createdBy,
      leasedBy: createdBy,
      leasedUntil,
      createdAt: now,
      updatedAt: now,
    })
    .returning({ seq: claim.seq });
  if (!made) throw new Error('a claim was not inserted');
  return made;
}

/**
 * Locks the claim until the transaction ends: everything that is done to a claim begins here. Without the name of
 * who holds it: after waiting for a lock PostgreSQL looks at this row anew, but not at rows joined to it.
 */
export async function lockClaim(
  tx: Queryable,
  claimId: string,
): Promise<Omit<ClaimRow, 'leasedByName'> | undefined> {
  const [found] = await tx.select().from(claim).where(eq(claim.id, claimId)).for('update');
  return found;
}

/** Locks several, in the order of their ids; those that do not exist are left out. */
export async function lockClaims(
  tx: Queryable,
  claimIds: readonly string[],
): Promise<Omit<ClaimRow, 'leasedByName'>[]> {
  if (claimIds.length === 0) return [];
  return tx
    .select()
    .from(claim)
    .where(inArray(claim.id, [...new Set(claimIds)]))
    .orderBy(asc(claim.id))
    .for('update');
}

export async function findClaim(q: Queryable, claimId: string): Promise<ClaimRow | undefined> {
  const [found] = await q
    .select(columns)
    .from(claim)
    .leftJoin(staff, eq(staff.id, claim.leasedBy))
    .where(eq(claim.id, claimId));
  return found;
}

/** Only of a claim that {@link lockClaim} holds. */
export async function setClaim(
  tx: Queryable,
  claimId: string,
  change: Partial<Omit<ClaimRow, 'id' | 'seq' | 'createdBy' | 'createdAt' | 'leasedByName'>> & {
    updatedAt: Date;
  },
): Promise<void> {
  await tx.update(claim).set(change).where(eq(claim.id, claimId));
}
