import { DeskError } from '../../desks/verification/index.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Answer, Handler, SignedVisit } from '../route.ts';
import { claimPage } from './claim-page.tsx';

export interface OfClaim {
  readonly claimId: string;
  readonly staffId: string;
}

/**
 * One move on a claim: done, back to the claim with a word of what was done. Where the desk refuses, the page comes
 * back at once with the reason and everything that was typed, because a slow link must not cost anybody their text.
 * @param act @returns the key of what is said
 */
export function onClaim(act: (visit: SignedVisit, claim: OfClaim) => Promise<string>): Handler {
  return onClaimPage(async (visit, claim) => {
    const note = await act(visit, claim);
    return { redirect: `/verification/claims/${claim.claimId}`, note };
  });
}

/** The same where it does not simply lead back to the claim. */
export function onClaimPage(act: (visit: SignedVisit, claim: OfClaim) => Promise<Answer>): Handler {
  return atDesk(async (visit) => {
    const claimId = visit.params.id ?? '';
    if (!isId(claimId)) return { refuse: 404 };
    try {
      return await act(visit, { claimId, staffId: visit.staff.id });
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      return claimPage(visit, claimId, error);
    }
  });
}
