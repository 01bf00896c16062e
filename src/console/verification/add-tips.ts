import { addTips, DeskError, releaseLease, takeLease } from '../../desks/verification/index.ts';
import { isId } from '../ids.ts';
import { onTickedTips } from './queue-form.ts';

/** Puts ticked messages into a claim that is there already; where its answer is out, they are answered at once. */
export const addTipsToClaim = onTickedTips(async ({ deps, staff, form, query }, tipIds) => {
  // The button of one line names its claim in the address; the list of claims is part of the form anyway.
  const claim = { claimId: query.get('claim') || form.get('claim'), staffId: staff.id };
  if (!isId(claim.claimId)) throw new DeskError('claim_unknown');
  await takeLease(deps, claim);
  const { answered } = await addTips(deps, { ...claim, tipIds });
  if (answered === 0) {
    return { redirect: `/verification/claims/${claim.claimId}`, note: 'verification.done.added' };
  }
  // Nothing is left to work on: who only passed by must not keep others away.
  await releaseLease(deps, claim);
  return { redirect: '/verification', note: 'verification.done.added_answered' };
});
