import { asc, desc, eq, getTableColumns, inArray, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claim, staff, tip } from './schema.ts';

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
      state: 'research',
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
  change: Partial<Pick<ClaimRow, 'wording' | 'state' | 'leasedBy' | 'leasedUntil'>> & { updatedAt: Date },
): Promise<void> {
  await tx.update(claim).set(change).where(eq(claim.id, claimId));
}

export interface OpenClaim
  extends Pick<
    ClaimRow,
    'id' | 'seq' | 'wording' | 'leasedBy' | 'leasedByName' | 'leasedUntil' | 'createdAt'
  > {
  readonly state: 'research' | 'check';
  readonly tips: number;
  readonly askers: number;
}

const open = inArray(claim.state, ['research', 'check']);

/** Claims somebody must work on: those that wait for a second person first, then by how many ask. */
export async function listOpenClaims(
  q: Queryable,
  { limit, offset }: { limit: number; offset: number },
): Promise<OpenClaim[]> {
  const counted = q
    .select({
      claimId: tip.claimId,
      tips: sql<number>`count(*)::int`.as('tips'),
      askers: sql<number>`count(distinct ${tip.contactId})::int`.as('askers'),
    })
    .from(tip)
    .where(eq(tip.state, 'grouped'))
    .groupBy(tip.claimId)
    .as('counted');
  const rows = await q
    .select({
      ...columns,
      tips: sql<number>`coalesce(${counted.tips}, 0)`,
      askers: sql<number>`coalesce(${counted.askers}, 0)`,
    })
    .from(claim)
    .leftJoin(staff, eq(staff.id, claim.leasedBy))
    .leftJoin(counted, eq(counted.claimId, claim.id))
    .where(open)
    .orderBy(desc(sql`${claim.state} = 'check'`), desc(sql`coalesce(${counted.askers}, 0)`), asc(claim.seq))
    .limit(limit)
    .offset(offset);
  return rows.flatMap((row) =>
    row.state === 'research' || row.state === 'check' ? [{ ...row, state: row.state }] : [],
  );
}

export async function countOpenClaims(q: Queryable): Promise<{ research: number; check: number }> {
  const [row] = await q
    .select({
      research: sql<number>`(count(*) filter (where ${claim.state} = 'research'))::int`,
      check: sql<number>`(count(*) filter (where ${claim.state} = 'check'))::int`,
    })
    .from(claim)
    .where(open);
  return row ?? { research: 0, check: 0 };
}
