import { and, asc, count, eq, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import type { Db, Queryable } from './connect.ts';
import { addEvents } from './events.ts';
import { invite, session, staff } from './schema.ts';

/**
 * `protection` opens call-backs and nothing else; nobody else opens them. `analyst` sits in the watch cell for an
 * institution, and sees nothing of the other desks.
 */
export const STAFF_ROLES = ['verifier', 'lead', 'admin', 'protection', 'analyst'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

export interface StaffMember {
  readonly id: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly language: string;
  /** Which of the country's institutions they speak for in the watch cell. */
  readonly institution: string | null;
}

export interface StaffRow extends StaffMember {
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
}

/**
 * @returns the new member, or null where somebody has that name already: `Élise ` and `élise` are one name, so that
 *   nobody can pass for a colleague
 */
export async function addStaff(
  q: Queryable,
  member: {
    name: string;
    role: StaffRole;
    passwordHash: string;
    language: string;
    institution?: string;
  },
): Promise<StaffMember | null> {
  return q.transaction(async (tx) => {
    // Two who choose one name at the same moment: the second sees the first.
    await tx.execute(sql`lock table ${staff} in share row exclusive mode`);
    if (await findStaffByName(tx, member.name)) return null;
    const [row] = await tx
      .insert(staff)
      .values({ id: uuidv7(), ...member, name: asWritten(member.name) })
      .returning({
        id: staff.id,
        name: staff.name,
        role: staff.role,
        language: staff.language,
        institution: staff.institution,
      });
    return row ?? null;
  });
}

/**
 * Also finds the disabled: signing in must spend the same time on everybody. Names are compared here and not in SQL,
 * where it depends on the server's locale whether `É` has a lower case; staff are few.
 */
export async function findStaffByName(
  q: Queryable,
  name: string,
): Promise<(StaffRow & { passwordHash: string }) | undefined> {
  const wanted = oneSpelling(name);
  const names = await q.select({ id: staff.id, name: staff.name }).from(staff);
  const id = names.find((row) => oneSpelling(row.name) === wanted)?.id;
  if (id === undefined) return undefined;
  const [row] = await q.select().from(staff).where(eq(staff.id, id));
  return row;
}

export async function listStaff(q: Queryable): Promise<StaffRow[]> {
  return q
    .select({
      id: staff.id,
      name: staff.name,
      role: staff.role,
      language: staff.language,
      institution: staff.institution,
      createdAt: staff.createdAt,
      disabledAt: staff.disabledAt,
    })
    .from(staff)
    .orderBy(asc(staff.name));
}

export async function countStaff(q: Queryable): Promise<number> {
  const [row] = await q.select({ staff: count() }).from(staff);
  return row?.staff ?? 0;
}

/**
 * Takes somebody's access away, with every session they have open. Their name stays in what they decided.
 * @param by the one who does it, who cannot disable themselves; null on the command line
 * @returns false where there is no such enabled member
 */
export async function disableStaff(
  q: Queryable,
  change: { staffId: string; by: string | null },
): Promise<boolean> {
  const rows = await q
    .update(staff)
    .set({ disabledAt: sql`now()` })
    .where(
      and(
        eq(staff.id, change.staffId),
        isNull(staff.disabledAt),
        change.by === null ? undefined : ne(staff.id, change.by),
      ),
    )
    .returning({ id: staff.id });
  if (rows.length === 0) return false;
  // Sessions and links of the disabled are refused anyway: this keeps them from coming back with an enabling.
  await q.delete(session).where(eq(session.staffId, change.staffId));
  await q.delete(invite).where(and(eq(invite.staffId, change.staffId), isNull(invite.usedAt)));
  return true;
}

/** For whom somebody speaks in the watch cell; null: for nobody. With its event. */
export async function setInstitution(
  db: Db,
  change: { staffId: string; institution: string | null; by: string; now: Date },
): Promise<void> {
  const { staffId, institution, by, now } = change;
  await db.transaction(async (tx) => {
    await tx.update(staff).set({ institution }).where(eq(staff.id, staffId));
    await addEvents(tx, [
      { at: now, subject: 'staff', subjectId: staffId, actor: by, what: 'institution_set', why: institution },
    ]);
  });
}

/** @returns false where there is no such disabled member */
export async function enableStaff(q: Queryable, staffId: string): Promise<boolean> {
  const rows = await q
    .update(staff)
    .set({ disabledAt: null })
    .where(and(eq(staff.id, staffId), isNotNull(staff.disabledAt)))
    .returning({ id: staff.id });
  return rows.length === 1;
}

/**
 * A new password, and every session of theirs ends: whoever knew the old one is out. Links that were made for them
 * to choose one close, too.
 * @returns false where there is no such enabled member
 */
export async function setPassword(
  q: Queryable,
  { staffId, passwordHash }: { staffId: string; passwordHash: string },
): Promise<boolean> {
  return q.transaction(async (tx) => {
    const rows = await tx
      .update(staff)
      .set({ passwordHash })
      .where(and(eq(staff.id, staffId), isNull(staff.disabledAt)))
      .returning({ id: staff.id });
    if (rows.length === 0) return false;
    await tx.delete(session).where(eq(session.staffId, staffId));
    await tx.delete(invite).where(and(eq(invite.staffId, staffId), isNull(invite.usedAt)));
    return true;
  });
}

/** For who must show that they know it, e.g. before choosing another; undefined for the disabled. */
export async function passwordHashOf(q: Queryable, staffId: string): Promise<string | undefined> {
  const [row] = await q
    .select({ passwordHash: staff.passwordHash })
    .from(staff)
    .where(and(eq(staff.id, staffId), isNull(staff.disabledAt)));
  return row?.passwordHash;
}

/** @returns undefined where there is no such enabled member */
export async function findStaff(q: Queryable, staffId: string): Promise<StaffMember | undefined> {
  const [row] = await q
    .select({
      id: staff.id,
      name: staff.name,
      role: staff.role,
      language: staff.language,
      institution: staff.institution,
    })
    .from(staff)
    .where(and(eq(staff.id, staffId), isNull(staff.disabledAt)));
  return row;
}

export async function setStaffLanguage(q: Queryable, staffId: string, language: string): Promise<void> {
  await q.update(staff).set({ language }).where(eq(staff.id, staffId));
}

function asWritten(name: string): string {
  return name.normalize('NFKC').trim().replace(/\s+/g, ' ');
}

/** How names are compared, e.g. also for counting failed sign-ins. */
export function oneSpelling(name: string): string {
  return asWritten(name).toLowerCase();
}

/** Whether somebody is a lead or an admin; null: they do not work at this desk (any more). */
export async function isWorkingLead(q: Queryable, staffId: string): Promise<boolean | null> {
  const [found] = await q
    .select({ role: staff.role, disabledAt: staff.disabledAt })
    .from(staff)
    .where(eq(staff.id, staffId));
  if (!found || found.disabledAt !== null || found.role === 'protection') return null;
  return found.role === 'lead' || found.role === 'admin';
}
