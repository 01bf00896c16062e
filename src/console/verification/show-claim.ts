import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';
import { claimPage } from './claim-page.tsx';

export const showClaim = atDesk((visit) => {
  const claimId = visit.params.id ?? '';
  return isId(claimId) ? claimPage(visit, claimId) : { refuse: 404 };
});
