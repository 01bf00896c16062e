import { restoreTips } from '../../desks/verification/index.ts';
import { pathOf } from './queue-address.ts';
import { onTickedTips, shownBefore } from './queue-form.ts';

/** Undoes what has just been dismissed. */
export const restoreDismissedTips = onTickedTips(async (visit, tipIds) => {
  await restoreTips(visit.deps, { staffId: visit.staff.id, tipIds });
  return { redirect: pathOf(shownBefore(visit)), note: 'verification.done.restored' };
});
