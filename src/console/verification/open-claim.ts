import { openClaim } from '../../desks/verification/index.ts';
import { onTickedTips } from './queue-form.ts';

export const openClaimOfTips = onTickedTips(async ({ deps, staff }, tipIds) => {
  const { claimId } = await openClaim(deps, { staffId: staff.id, tipIds, wording: {} });
  return { redirect: `/verification/claims/${claimId}`, note: 'verification.done.opened' };
});
