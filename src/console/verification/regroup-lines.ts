import { DeskError, mergeLines, refuseClaim, unmergeLines } from '../../desks/verification/index.ts';
import { isId } from '../ids.ts';
import { pathOf } from './queue-address.ts';
import { onTickedTips, shownBefore } from './queue-form.ts';

/** Says of the ticked lines that they are one. */
export const mergeTickedLines = onTickedTips(async (visit, tipIds) => {
  const { merged } = await mergeLines(visit.deps, { staffId: visit.staff.id, tipIds });
  return {
    redirect: pathOf(shownBefore(visit), { merged: merged.join(',') }),
    note: 'queue.done.merged',
  };
});

export const unmergeJoinedLines = onTickedTips(async (visit, tipIds) => {
  await unmergeLines(visit.deps, { staffId: visit.staff.id, tipIds });
  return { redirect: pathOf(shownBefore(visit)), note: 'queue.done.unmerged' };
});

/** Says that a line is not about the claim that matching proposed. */
export const refuseProposedClaim = onTickedTips(async (visit, tipIds) => {
  const claimId = visit.query.get('claim');
  if (!isId(claimId)) throw new DeskError('claim_unknown');
  await refuseClaim(visit.deps, { staffId: visit.staff.id, tipIds, claimId });
  return { redirect: pathOf(shownBefore(visit)), note: 'queue.done.refused' };
});
