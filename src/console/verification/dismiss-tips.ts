import { dismissTips } from '../../desks/verification/index.ts';
import { onTickedTips } from './queue-form.ts';

export const dismissWaitingTips = onTickedTips(async ({ deps, staff, form }, tipIds) => {
  await dismissTips(deps, { staffId: staff.id, tipIds, why: form.get('why') });
  const undo = new URLSearchParams({ dismissed: tipIds.join(',') });
  return { redirect: `/verification?${undo}`, note: 'verification.done.dismissed' };
});
