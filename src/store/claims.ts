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

/** A claim by the number that people see. */
export async function claimIdOfSeq(q: Queryable, seq: number): Promise<string | undefined> {
  if (!Number.isSafeInteger(seq)) return undefined;
  const [found] = await q.select({ id: claim.id }).from(claim).where(eq(claim.seq, seq));
  return found?.id;
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

/** Somebody must work on it. */
const OPEN = ['triage', 'research', 'draft', 'check', 'lead'] as const;
type OpenState = (typeof OPEN)[number];

export interface OpenClaim
  extends Pick<
    ClaimRow,
    'id' | 'seq' | 'wording' | 'leasedBy' | 'leasedByName' | 'leasedUntil' | 'createdAt'
  > {
  readonly state: OpenState;
  readonly tips: number;
  readonly askers: number;
}

const open = inArray(claim.state, [...OPEN]);

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
    .orderBy(
      desc(sql`${claim.state} in ('check', 'lead')`),
      desc(sql`coalesce(${counted.askers}, 0)`),
      asc(claim.seq),
    )
    .limit(limit)
    .offset(offset);
  return rows.flatMap((row) => {
    const state = OPEN.find((each) => each === row.state);
    return state ? [{ ...row, state }] : [];
  });
}

export async function countOpenClaims(q: Queryable): Promise<{ research: number; check: number }> {
  const [row] = await q
    .select({
      research: sql<number>`(count(*) filter (where ${claim.state} in ('triage', 'research', 'draft')))::int`,
      check: sql<number>`(count(*) filter (where ${claim.state} in ('check', 'lead')))::int`,
    })
    .from(claim)
    .where(open);
  return row ?? { research: 0, check: 0 };
}
