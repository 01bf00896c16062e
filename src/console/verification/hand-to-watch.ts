import { takeLease } from '../../desks/verification/index.ts';
import { handToWatch } from '../../desks/watch/index.ts';
import { onClaim } from './on-claim.ts';
import { placeIn } from './place-field.tsx';

/** It is no rumor but something that happens. Of a published claim, which nobody holds, the lease is taken with it. */
export const handClaimToWatch = onClaim(async (visit, claim) => {
  const { deps, form } = visit;
  if (form.get('take') === '1') await takeLease(deps, claim);
  await handToWatch(deps, deps.watch, {
    ...claim,
    why: form.get('why'),
    code: form.get('code'),
    place: placeIn(visit),
  });
  return 'verification.done.handed_to_watch';
});
