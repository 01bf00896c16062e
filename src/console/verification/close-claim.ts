import {
  assess,
  closeClaim,
  DeskError,
  EXITS,
  reopenClaim,
  takeLease,
} from '../../desks/verification/index.ts';
import { onClaim } from './on-claim.ts';

/** It is a fact and can be checked. */
export const assessClaim = onClaim(async ({ deps, form }, claim) => {
  await assess(deps, { ...claim, why: form.get('why') });
  return 'verification.done.assessed';
});

/** A side exit, but for a duplicate: that one goes on elsewhere, which is asked back first (regroup-claim.ts). */
export const closeOneClaim = onClaim(async ({ deps, form }, claim) => {
  const as = EXITS.find((each) => each === form.get('as'));
  if (!as || as === 'duplicate') throw new DeskError('exit_unknown');
  await closeClaim(deps, { ...claim, as, why: form.get('why'), said: form.get('said') });
  return 'verification.done.closed';
});

/** Takes the claim, too: who opens it again works on it. */
export const reopenOneClaim = onClaim(async ({ deps, form }, claim) => {
  await takeLease(deps, claim);
  await reopenClaim(deps, { ...claim, why: form.get('why') });
  return 'verification.done.reopened';
});
