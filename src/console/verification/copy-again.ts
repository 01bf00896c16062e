import { copyAgain, DeskError } from '../../desks/verification/index.ts';
import { isId } from '../ids.ts';
import { onClaim } from './on-claim.ts';

export const copyLinkAgain = onClaim(async ({ deps, form }, claim) => {
  const evidenceId = form.get('evidence');
  if (!isId(evidenceId)) throw new DeskError('copy_not_failed');
  await copyAgain(deps, { ...claim, evidenceId });
  return 'ledger.done.copy_again';
});
