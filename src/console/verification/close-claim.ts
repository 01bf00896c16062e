import {
  assess,
  closeClaim,
  DeskError,
  EXITS,
  reopenClaim,
  takeLease,
} from '../../desks/verification/index.ts';
import { claimIdOfSeq } from '../../store/claims.ts';
import { onClaim } from './on-claim.ts';

/** It is a fact and can be checked. */
export const assessClaim = onClaim(async ({ deps, form }, claim) => {
  await assess(deps, { ...claim, why: form.get('why') });
  return 'verification.done.assessed';
});

/** A side exit. A duplicate names the other claim as people see it, with or without `#`. */
export const closeOneClaim = onClaim(async ({ deps, form }, claim) => {
  const as = EXITS.find((each) => each === form.get('as'));
  if (!as) throw new DeskError('exit_unknown');
  const seq = Number(form.get('duplicate').replace('#', '').trim());
  const other = as === 'duplicate' ? await claimIdOfSeq(deps.store.db, seq) : undefined;
  if (as === 'duplicate' && other === undefined) throw new DeskError('duplicate_invalid');
  const more = { said: form.get('said'), ...(other !== undefined && { duplicateOf: other }) };
  await closeClaim(deps, { ...claim, as, why: form.get('why'), ...more });
  return 'verification.done.closed';
});

/** Takes the claim, too: who opens it again works on it. */
export const reopenOneClaim = onClaim(async ({ deps, form }, claim) => {
  await takeLease(deps, claim);
  await reopenClaim(deps, { ...claim, why: form.get('why') });
  return 'verification.done.reopened';
});
