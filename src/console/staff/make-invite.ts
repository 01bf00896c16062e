import { randomBytes } from 'node:crypto';
import { addInvite } from '../../store/invites.ts';
import type { StaffRole } from '../../store/staff.ts';
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
