import { declareConflict } from '../../desks/verification/index.ts';
import { onClaim } from './on-claim.ts';

export const declareOwnInterest = onClaim(async ({ deps, form }, claim) => {
  await declareConflict(deps, { ...claim, why: form.get('conflict_why') });
  return 'ledger.done.conflict';
});
