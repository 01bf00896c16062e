import { asc, count, eq, getTableColumns } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { evidence, staff } from './schema.ts';

export type EvidenceRow = typeof evidence.$inferSelect & { readonly addedByName: string };

/** The ledger only grows: what a verdict once rested on can be read afterwards. */
export async function insertEvidence(tx: Queryable, row: typeof evidence.$inferInsert): Promise<void> {
  await tx.insert(evidence).values(row);
}

export function listEvidence(q: Queryable, claimId: string): Promise<EvidenceRow[]> {
  return q
    .select({ ...getTableColumns(evidence), addedByName: staff.name })
    .from(evidence)
    .innerJoin(staff, eq(staff.id, evidence.addedBy))
    .where(eq(evidence.claimId, claimId))
    .orderBy(asc(evidence.addedAt), asc(evidence.id));
}

export async function countEvidence(q: Queryable, claimId: string): Promise<number> {
  const [row] = await q.select({ n: count() }).from(evidence).where(eq(evidence.claimId, claimId));
  return row?.n ?? 0;
}
