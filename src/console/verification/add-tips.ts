import { addTips, claimNumbered, DeskError, takeLease } from '../../desks/verification/index.ts';
import { isId } from '../ids.ts';
import { onTickedTips } from './queue-form.ts';

/**
 * Puts ticked messages into a claim that is there already, whoever works on it; where its answer is out, they are
 * answered at once.
 */
export const addTipsToClaim = onTickedTips(async ({ deps, staff, form, query }, tipIds) => {
  // The button of one line names its claim in the address; the field for a number is part of the form anyway.
  const claimId = query.get('claim') || (await claimNumbered(deps, form.get('number')));
  if (!isId(claimId)) throw new DeskError('claim_unknown');
  const claim = { claimId, staffId: staff.id };
  const { answered } = await addTips(deps, { ...claim, tipIds });
  // Nothing is left to work on: who only passed by must not keep others away.
  if (answered > 0) return { redirect: '/verification', note: 'verification.done.added_answered' };
  try {
    await takeLease(deps, claim);
  } catch (error) {
    if (!(error instanceof DeskError) || error.key !== 'lease_held') throw error;
    return { redirect: '/verification', note: 'verification.done.added_theirs' };
  }
  return { redirect: `/verification/claims/${claimId}`, note: 'verification.done.added' };
});
