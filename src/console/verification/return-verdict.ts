import { returnToAuthor } from '../../desks/verification/index.ts';
import { verdictIn } from './approve.ts';
import { onClaim } from './on-claim.ts';

export const returnVerdict = onClaim(async ({ deps, form }, { staffId }) => {
  await returnToAuthor(deps, { verdictId: verdictIn(form), staffId, why: form.get('why') });
  return 'verification.done.returned';
});
