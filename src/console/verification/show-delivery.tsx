import { claimDelivery } from '../../desks/verification/index.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import { DeliveryLine } from './delivery.tsx';

/** How far the answers are by now; asked for again and again by a page that is open. */
export const refreshDelivery = atDesk(async (visit) => {
  const claimId = visit.params.id ?? '';
  const delivery = isId(claimId) ? await claimDelivery(visit.deps, claimId) : null;
  if (!delivery) return { refuse: 404 };
  return { fragment: <DeliveryLine visit={visit} claimId={claimId} delivery={delivery} /> };
});
