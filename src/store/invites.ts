import { and, count, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { addEvents } from './events.ts';
import { invite, staff } from './schema.ts';
import { addStaff, countStaff, type StaffMember, type StaffRole, setPassword } from './staff.ts';

/** How long a link can be used. */
export const INVITE_HOURS = 24;

const open = and(isNull(invite.usedAt), gt(invite.expiresAt, sql`now()`));
/** Each kind of link opens its own door: one that resets a password must never make a member. */
const usable = (tokenHash: Buffer, kind: 'invite' | 'reset') =>
  and(
    eq(invite.tokenHash, tokenHash),
    open,
    kind === 'invite' ? isNull(invite.staffId) : isNotNull(invite.staffId),
  );

/**
 * @param made `tokenHash` is the SHA-256 of the link's token: a copy of the database opens no invite; with `staffId`
 *   it makes nobody and lets that member choose a new password. `by` made it; null: the program, for the first admin.
 *   Who can open accounts could be both people of a verdict: so this stands in the chain of events
 */
export async function addInvite(
  q: Queryable,
  made: { tokenHash: Buffer; role: StaffRole; staffId?: string; by: string | null },
): Promise<void> {
  const { by, ...row } = made;
  await q.transaction(async (tx) => {
    await tx.insert(invite).values({ ...row, expiresAt: sql`now() + ${INVITE_HOURS} * interval '1 hour'` });
    await addEvents(tx, [
      {
        at: new Date(),
        subject: 'staff',
        subjectId: row.staffId ?? 'invited',
        actor: by ?? 'system',
        what: row.staffId === undefined ? 'invited' : 'reset_link_made',
        to: row.role,
      },
    ]);
  });
}

/** The role it gives; undefined where it was used, is too old or never was. */
export async function findInvite(q: Queryable, tokenHash: Buffer): Promise<{ role: StaffRole } | undefined> {
  const [row] = await q.select({ role: invite.role }).from(invite).where(usable(tokenHash, 'invite'));
  return row;
}

/** Whose password a link resets; undefined where it was used, is too old, never was, or they have no access. */
export async function findReset(q: Queryable, tokenHash: Buffer): Promise<StaffMember | undefined> {
  const [row] = await q
    .select({
      id: staff.id,
      name: staff.name,
      role: staff.role,
      language: staff.language,
      institution: staff.institution,
    })
    .from(invite)
    .innerJoin(staff, eq(staff.id, invite.staffId))
    .where(and(usable(tokenHash, 'reset'), isNull(staff.disabledAt)));
  return row;
}

/** Uses a link up and sets the password, both or neither; every session of that member ends. */
export async function acceptReset(
  q: Queryable,
  chosen: { tokenHash: Buffer; passwordHash: string },
): Promise<StaffMember | 'gone'> {
  const { tokenHash, passwordHash } = chosen;
  return q.transaction(async (tx) => {
    const member = await findReset(tx, tokenHash);
    // Of two who use it at once the second waits here and then finds it used.
    const used = await tx
      .update(invite)
      .set({ usedAt: sql`now()` })
      .where(usable(tokenHash, 'reset'))
      .returning({ staffId: invite.staffId });
    if (!member || used.length === 0) return 'gone';
    if (!(await setPassword(tx, { staffId: member.id, passwordHash }))) return 'gone';
    await addEvents(tx, [staffEvent(member.id, 'password_reset')]);
    return member;
  });
}

/** Links that somebody could still use, of either kind. */
export async function countOpenInvites(q: Queryable): Promise<number> {
  const [row] = await q.select({ open: count() }).from(invite).where(open);
  return row?.open ?? 0;
}

/** Makes every link useless that nobody has used yet. */
export async function closeInvites(q: Queryable): Promise<void> {
  await q.delete(invite).where(isNull(invite.usedAt));
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
    await addEvents(tx, [{ ...staffEvent(added.id, 'joined'), to: added.role }]);
    return added;
  });
}

/** What a member did about themselves. */
const staffEvent = (staffId: string, what: string) =>
  ({ at: new Date(), subject: 'staff', subjectId: staffId, actor: staffId, what }) as const;
