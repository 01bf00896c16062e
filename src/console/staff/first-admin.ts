import { countStaff } from '../../store/staff.ts';
import type { ConsoleDeps } from '../deps.ts';
import { makeInvite } from './make-invite.ts';

/**
 * Called at each start, after migrations.
 * @returns a link for the first admin, to be printed and never logged; undefined where there are staff
 */
export async function createFirstAdminLink(
  deps: Pick<ConsoleDeps, 'store' | 'publicUrl'>,
): Promise<string | undefined> {
  return (await countStaff(deps.store.db)) === 0 ? makeInvite(deps, 'admin', null) : undefined;
}
