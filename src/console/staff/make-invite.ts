import { randomBytes } from 'node:crypto';
import { addInvite } from '../../store/invites.ts';
import type { StaffMember, StaffRole } from '../../store/staff.ts';
import { hashToken } from '../cookies.ts';
import type { ConsoleDeps } from '../deps.ts';

type Deps = Pick<ConsoleDeps, 'store' | 'publicUrl'>;

const newToken = () => randomBytes(32).toString('base64url');

/** @returns a link that lets one person choose a name and a password, once, within 24 hours */
export async function makeInvite(deps: Deps, role: StaffRole, by: string | null): Promise<string> {
  const token = newToken();
  await addInvite(deps.store.db, { tokenHash: hashToken(token), role, by });
  return `${deps.publicUrl}/invite/${token}`;
}

/** @returns a link that lets a member choose a new password, once, within 24 hours */
export async function makeResetLink(
  deps: Deps,
  member: Pick<StaffMember, 'id' | 'role'>,
  by: string,
): Promise<string> {
  const token = newToken();
  await addInvite(deps.store.db, { tokenHash: hashToken(token), role: member.role, staffId: member.id, by });
  return `${deps.publicUrl}/reset/${token}`;
}
