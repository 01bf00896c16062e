import { approve, DeskError } from '../../desks/verification/index.ts';
import { isId } from '../ids.ts';
import { onClaim } from './on-claim.ts';

/** The second person publishes the version they have read: it is named in the form. */
export const approveVerdict = onClaim(async ({ deps, form }, { staffId }) => {
  const verdictId = form.get('verdict');
  if (!isId(verdictId)) throw new DeskError('verdict_unknown');
  await approve(deps, { verdictId, staffId });
  return 'verification.done.published';
});
