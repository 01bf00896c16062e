import { takeLease } from '../../desks/verification/index.ts';
import { onClaim } from './on-claim.ts';

export const takeClaim = onClaim(async ({ deps }, claim) => {
  await takeLease(deps, claim);
  return 'verification.done.taken';
});
