import { DeskError, handTo } from '../../desks/verification/index.ts';
import { isId } from '../ids.ts';
import { onClaim } from './on-claim.ts';

export const handOverClaim = onClaim(async ({ deps, form }, claim) => {
  const to = form.get('to');
  if (!isId(to)) throw new DeskError('colleague_unknown');
  await handTo(deps, { ...claim, to, note: form.get('word') });
  return 'verification.done.handed';
});
