import { DeskError, removeTip } from '../../desks/verification/index.ts';
import { isId } from '../ids.ts';
import { onClaim } from './on-claim.ts';

export const removeTipFromClaim = onClaim(async ({ deps, form }, claim) => {
  const tipId = form.get('tip');
  if (!isId(tipId)) throw new DeskError('tip_not_here');
  await removeTip(deps, { ...claim, tipId });
  return 'verification.done.removed';
});
