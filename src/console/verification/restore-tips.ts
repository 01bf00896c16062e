import { restoreTips } from '../../desks/verification/index.ts';
import { onTickedTips } from './queue-form.ts';

/** Undoes what has just been dismissed. */
export const restoreDismissedTips = onTickedTips(async ({ deps, staff }, tipIds) => {
  await restoreTips(deps, { staffId: staff.id, tipIds });
  return { redirect: '/verification', note: 'verification.done.restored' };
});
