import { eq, getTableColumns, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { claimCheck, staff } from './schema.ts';

export type ClaimCheckRow = typeof claimCheck.$inferSelect & { readonly byName: string };

export function listClaimChecks(q: Queryable, claimId: string): Promise<ClaimCheckRow[]> {
  return q
    .select({ ...getTableColumns(claimCheck), byName: staff.name })
    .from(claimCheck)
    .innerJoin(staff, eq(staff.id, claimCheck.by))
    .where(eq(claimCheck.claimId, claimId));
}

/** Answers items, or answers them anew. */
export async function putClaimChecks(
  tx: Queryable,
  rows: readonly (typeof claimCheck.$inferInsert)[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(claimCheck)
    .values([...rows])
    .onConflictDoUpdate({
      target: [claimCheck.claimId, claimCheck.list, claimCheck.item],
      set: {
        answer: sql`excluded.answer`,
        note: sql`excluded.note`,
        by: sql`excluded.by`,
        at: sql`excluded.at`,
      },
    });
}

/** Whether pictures, sound, film or documents came with its messages, or were added as evidence. */
export async function claimHasFiles(q: Queryable, claimId: string): Promise<boolean> {
  const { rows } = await q.execute(sql`
    select where exists (select from tip t where t.claim_id = ${claimId} and t.media_count > 0)
      or exists (select from evidence e where e.claim_id = ${claimId} and e.blob_id is not null
        and e.copy_state is null and e.struck_at is null)`);
  return rows.length === 1;
}
