import { DeskError, setFacts } from '../../desks/verification/index.ts';
import { readLocalTime } from '../local-time.ts';
import type { SignedVisit } from '../route.ts';
import { onClaim } from './on-claim.ts';

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

/** What was typed; or the place that it was before, where nobody touched it; or the one chosen among several. */
function placeIn({ deps, form }: SignedVisit): string {
  const [typed, before, picked] = [form.get('place'), form.get('place_code'), form.get('place_pick')];
  if (before !== '' && typed === deps.placeLabel(before)) return before;
  return deps.placesNamed(typed).includes(picked) ? picked : typed;
}
