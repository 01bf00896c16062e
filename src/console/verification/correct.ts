import { beginCorrection, takeLease, withdraw } from '../../desks/verification/index.ts';
import { verdictIn } from './approve.ts';
import { onClaim } from './on-claim.ts';

/** Takes the claim and begins a new version with the words of the one that is out. */
export const correctVerdict = onClaim(async ({ deps }, claim) => {
  await takeLease(deps, claim);
  await beginCorrection(deps, claim);
  return 'verification.done.correcting';
});

export const withdrawOneVerdict = onClaim(async ({ deps, form }, { staffId }) => {
  await withdraw(deps, { verdictId: verdictIn(form), staffId, why: form.get('why') });
  return 'verification.done.withdrawn';
});
