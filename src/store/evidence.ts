import { aliasedTable, and, asc, eq, getTableColumns, isNull, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { blob, evidence, staff } from './schema.ts';

export type EvidenceRow = typeof evidence.$inferSelect & {
  readonly addedByName: string;
  readonly struckByName: string | null;
  /** Of the file or the stored copy. */
  readonly file: { readonly contentType: string; readonly size: number } | null;
};

const striker = aliasedTable(staff, 'striker');

/** The ledger only grows: what a verdict once rested on can be read afterwards. */
export async function insertEvidence(tx: Queryable, row: typeof evidence.$inferInsert): Promise<void> {
  await tx.insert(evidence).values(row);
}

export function listEvidence(q: Queryable, claimId: string): Promise<EvidenceRow[]> {
  return q
    .select({
      ...getTableColumns(evidence),
      addedByName: staff.name,
      struckByName: striker.name,
      file: { contentType: blob.contentType, size: blob.size },
    })
    .from(evidence)
    .innerJoin(staff, eq(staff.id, evidence.addedBy))
    .leftJoin(striker, eq(striker.id, evidence.struckBy))
    .leftJoin(blob, eq(blob.id, evidence.blobId))
    .where(eq(evidence.claimId, claimId))
    .orderBy(asc(evidence.addedAt), asc(evidence.id));
}

/**
 * Strikes an entry out. It stays to be read, with the reason.
 * @returns false where the claim has no such entry, or it is struck out already
 */
export async function strikeEvidence(
  tx: Queryable,
  by: { claimId: string; evidenceId: string; staffId: string; why: string; now: Date },
): Promise<boolean> {
  const { rowCount } = await tx
    .update(evidence)
    .set({ struckBy: by.staffId, struckAt: by.now, struckWhy: by.why })
    .where(and(eq(evidence.id, by.evidenceId), eq(evidence.claimId, by.claimId), isNull(evidence.struckAt)));
  return rowCount === 1;
}

/** Whether this file is here only as evidence: what people sent or were sent has doors of its own. */
export async function isOnlyEvidence(q: Queryable, blobId: string): Promise<boolean> {
  const { rows } = await q.execute(sql`
    select where exists (select from evidence e where e.blob_id = ${blobId})
      and not exists (select from media m where m.blob_id = ${blobId})
      and not exists (select from reply r where r.content -> 'attachment' ->> 'blobId' = ${blobId}::text)`);
  return rows.length === 1;
}
