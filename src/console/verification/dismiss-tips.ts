import { dismissTips } from '../../desks/verification/index.ts';
import { pathOf } from './queue-address.ts';
import { onTickedTips, shownBefore } from './queue-form.ts';

export const dismissWaitingTips = onTickedTips(async (visit, tipIds) => {
  const { deps, staff, form } = visit;
  await dismissTips(deps, { staffId: staff.id, tipIds, why: form.get('why') });
  const undo = { dismissed: tipIds.join(',') };
  return { redirect: pathOf(shownBefore(visit), undo), note: 'verification.done.dismissed' };
});
