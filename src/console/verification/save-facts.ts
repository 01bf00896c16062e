import { DeskError, setFacts } from '../../desks/verification/index.ts';
import { readLocalTime } from '../local-time.ts';
import { onClaim } from './on-claim.ts';
import { placeIn } from './place-field.tsx';

export const saveFacts = onClaim(async (visit, claim) => {
  const { deps, form } = visit;
  const firstSeenAt = readLocalTime(form.get('first_seen_at'), deps.timeZone);
  if (firstSeenAt === undefined) throw new DeskError('time_unreadable');
  await setFacts(deps, {
    ...claim,
    category: form.get('category'),
    place: placeIn(visit),
    claimant: form.get('claimant'),
    firstSeen: form.get('first_seen'),
    firstSeenAt,
    context: form.get('context'),
    harms: form.all('harm'),
  });
  return 'ledger.done.facts';
});
