import { DeskError, returnToAuthor } from '../../desks/verification/index.ts';
import { isId } from '../ids.ts';
import { onClaim } from './on-claim.ts';

export const returnVerdict = onClaim(async ({ deps, form }, { staffId }) => {
  const verdictId = form.get('verdict');
  if (!isId(verdictId)) throw new DeskError('verdict_unknown');
  await returnToAuthor(deps, { verdictId, staffId, why: form.get('why') });
  return 'verification.done.returned';
});
