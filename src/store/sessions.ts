import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import type { Queryable } from './connect.ts';
import { session, staff } from './schema.ts';
import type { StaffMember } from './staff.ts';

/** A session ends this long after its last use. */
const SESSION_HOURS = 12;

const inTwelveHours = sql`now() + ${SESSION_HOURS} * interval '1 hour'`;

/** @param tokenHash SHA-256 of the cookie's token: a copy of the database opens no session */
export async function addSession(
  q: Queryable,
  opened: { tokenHash: Buffer; staffId: string },
): Promise<void> {
  await q.insert(session).values({ ...opened, expiresAt: inTwelveHours });
}

/**
 * Whose session it is; undefined where it ended or its owner is disabled.
 * @param slide whether this use keeps it open: a page that refreshes itself must not
 */
export async function findSession(
  q: Queryable,
  tokenHash: Buffer,
  slide: boolean,
): Promise<StaffMember | undefined> {
  const [row] = await q
    .select({
      id: staff.id,
      name: staff.name,
      role: staff.role,
      language: staff.language,
      institution: staff.institution,
      // Once a minute is enough: no write for every page.
      old: sql<boolean>`${session.seenAt} < now() - interval '1 minute'`,
    })
    .from(session)
    .innerJoin(staff, eq(staff.id, session.staffId))
    .where(
      and(eq(session.tokenHash, tokenHash), gt(session.expiresAt, sql`now()`), isNull(staff.disabledAt)),
    );
  if (!row) return undefined;
  const { old, ...member } = row;
  if (slide && old) {
    await q
      .update(session)
      .set({ seenAt: sql`now()`, expiresAt: inTwelveHours })
      .where(eq(session.tokenHash, tokenHash));
  }
  return member;
}

export async function endSession(q: Queryable, tokenHash: Buffer): Promise<void> {
  await q.delete(session).where(eq(session.tokenHash, tokenHash));
}

/** Called at each sign-in, so that no clock of its own is needed. */
export async function dropEndedSessions(q: Queryable): Promise<void> {
  await q.delete(session).where(lt(session.expiresAt, sql`now()`));
}
