import { approve, DeskError, release } from '../../desks/verification/index.ts';
import type { Form } from '../form-values.ts';
import { isId } from '../ids.ts';
import { onClaim } from './on-claim.ts';

/** The second person approves the version they have read: it is named in the form. */
export const approveVerdict = onClaim(async ({ deps, form }, { staffId }) => {
  const { published } = await approve(deps, { verdictId: verdictIn(form), staffId });
  return published ? 'verification.done.published' : 'verification.done.approved';
});

/** The third person publishes it. */
export const releaseOneVerdict = onClaim(async ({ deps, form }, { staffId }) => {
  await release(deps, { verdictId: verdictIn(form), staffId });
  return 'verification.done.published';
});

/** The version a form is about. */
export function verdictIn(form: Form): string {
  const verdictId = form.get('verdict');
  if (!isId(verdictId)) throw new DeskError('verdict_unknown');
  return verdictId;
}
