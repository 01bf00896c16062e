import { releaseLease } from '../../desks/verification/index.ts';
import { onClaim } from './on-claim.ts';

export const releaseClaim = onClaim(async ({ deps }, claim) => {
  await releaseLease(deps, claim);
  return 'verification.done.released';
});
