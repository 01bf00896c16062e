import { asc, eq, getTableColumns } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { rightOfReply, staff } from './schema.ts';

export type ReplyRow = typeof rightOfReply.$inferSelect & { readonly addedByName: string };

/** Like the ledger it only grows: an answer is an entry of its own. */
export async function insertRightOfReply(
  tx: Queryable,
  row: typeof rightOfReply.$inferInsert,
): Promise<void> {
  await tx.insert(rightOfReply).values(row);
}

/** Oldest first. */
export function listRightOfReply(q: Queryable, claimId: string): Promise<ReplyRow[]> {
  return q
    .select({ ...getTableColumns(rightOfReply), addedByName: staff.name })
    .from(rightOfReply)
    .innerJoin(staff, eq(staff.id, rightOfReply.addedBy))
    .where(eq(rightOfReply.claimId, claimId))
    .orderBy(asc(rightOfReply.addedAt), asc(rightOfReply.id));
}
