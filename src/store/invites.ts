import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { invite, staff } from './schema.ts';
import { addStaff, countStaff, type StaffMember, type StaffRole } from './staff.ts';

/** How long a link can be used. */
export const INVITE_HOURS = 24;

const usable = (tokenHash: Buffer) =>
  and(eq(invite.tokenHash, tokenHash), isNull(invite.usedAt), gt(invite.expiresAt, sql`now()`));

/** @param tokenHash SHA-256 of the link's token: a copy of the database opens no invite */
export async function addInvite(q: Queryable, made: { tokenHash: Buffer; role: StaffRole }): Promise<void> {
  await q.insert(invite).values({ ...made, expiresAt: sql`now() + ${INVITE_HOURS} * interval '1 hour'` });
}

/** The role it gives; undefined where it was used, is too old or never was. */
export async function findInvite(q: Queryable, tokenHash: Buffer): Promise<{ role: StaffRole } | undefined> {
  const [row] = await q.select({ role: invite.role }).from(invite).where(usable(tokenHash));
  return row;
}

/**
 * Uses an invite up and makes the member, both or neither: two who open one link at once are one member. With the
 * first member, the other links made for a first admin close.
 */
export async function acceptInvite(
  q: Queryable,
  chosen: { tokenHash: Buffer; name: string; passwordHash: string; language: string },
): Promise<StaffMember | 'gone' | 'name_taken'> {
  const { tokenHash, ...member } = chosen;
  return q.transaction(async (tx) => {
    // First of all, so that two who accept never wait for each other in a ring.
    await tx.execute(sql`lock table ${staff} in share row exclusive mode`);
    const found = await findInvite(tx, tokenHash);
    if (!found) return 'gone';
    const added = await addStaff(tx, { ...member, role: found.role });
    if (!added) return 'name_taken';
    await tx.update(invite).set({ usedAt: sql`now()` }).where(eq(invite.tokenHash, tokenHash));
    if ((await countStaff(tx)) === 1) await tx.delete(invite).where(isNull(invite.usedAt));
    return added;
  });
}
