import { randomBytes } from 'node:crypto';
import { addInvite } from '../../store/invites.ts';
import { countStaff, type StaffRole } from '../../store/staff.ts';
import { hashToken } from '../cookies.ts';
import type { ConsoleDeps } from '../deps.ts';

/** @returns a link that lets one person choose a name and a password, once, within 24 hours */
export async function makeInvite(
  deps: Pick<ConsoleDeps, 'store' | 'publicUrl'>,
  role: StaffRole,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await addInvite(deps.store.db, { tokenHash: hashToken(token), role });
  return `${deps.publicUrl}/invite/${token}`;
}

/**
 * Called at each start, after migrations.
 * @returns a link for the first admin, to be printed and never logged; null where there are staff
 */
export async function createFirstAdminLink(
  deps: Pick<ConsoleDeps, 'store' | 'publicUrl'>,
): Promise<string | null> {
  return (await countStaff(deps.store.db)) === 0 ? makeInvite(deps, 'admin') : null;
}
