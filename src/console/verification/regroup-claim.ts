import {
  claimNumbered,
  closeClaim,
  DeskError,
  regroupView,
  releaseLease,
  splitClaim,
  takeLease,
} from '../../desks/verification/index.ts';
import { findClaim } from '../../store/claims.ts';
import { isId } from '../ids.ts';
import type { SignedVisit } from '../route.ts';
import { type OfClaim, onClaimPage } from './on-claim.ts';
import { regroupPage } from './regroup-page.tsx';

/** Asks back before ticked messages leave the claim. */
export const checkSplit = onClaimPage(async (visit, { claimId }) => {
  const tipIds = tickedIn(visit);
  const view = await regroupView(visit.deps, { claimId, tipIds, to: await claimTyped(visit) });
  return regroupPage(visit, { kind: 'split', view, tipIds });
});

/** Asks back before the whole claim goes on in another. */
export const checkSame = onClaimPage(async (visit, { claimId }) => {
  const to = await otherClaim(visit);
  const view = await regroupView(visit.deps, { claimId, tipIds: null, to });
  return regroupPage(visit, { kind: 'same', view, tipIds: [] });
});

/** Ticked messages are another rumor. */
export const splitOffTips = onClaimPage(async (visit, claim) => {
  const to = await claimTyped(visit);
  const input = { ...claim, tipIds: tickedIn(visit), why: visit.form.get('why'), ...(to !== null && { to }) };
  const made = await whileTaken(visit, claim, () => splitClaim(visit.deps, input));
  const note = to === null ? 'regroup.done.split' : 'regroup.done.moved';
  return { redirect: `/verification/claims/${made.claimId}`, note };
});

/** The claim says what another one says: its messages go on there. */
export const mergeIntoClaim = onClaimPage(async (visit, claim) => {
  const duplicateOf = await otherClaim(visit);
  const why = visit.form.get('why');
  await whileTaken(visit, claim, () =>
    closeClaim(visit.deps, { ...claim, as: 'duplicate', why, duplicateOf }),
  );
  return { redirect: `/verification/claims/${duplicateOf}`, note: 'regroup.done.same' };
});

/** Where nobody works on the claim it is taken for this alone. */
async function whileTaken<T>({ deps }: SignedVisit, claim: OfClaim, work: () => Promise<T>): Promise<T> {
  const before = await findClaim(deps.store.db, claim.claimId);
  await takeLease(deps, claim);
  try {
    return await work();
  } finally {
    if (before?.leasedBy !== claim.staffId) await releaseLease(deps, claim);
  }
}

const tickedIn = ({ form }: SignedVisit) => form.all('tip').filter(isId);

/** @returns null: no number was typed */
async function claimTyped({ deps, form }: SignedVisit): Promise<string | null> {
  const typed = form.get('number');
  if (typed === '') return null;
  const id = await claimNumbered(deps, typed);
  if (id === '') throw new DeskError('duplicate_invalid');
  return id;
}

async function otherClaim(visit: SignedVisit): Promise<string> {
  const id = await claimTyped(visit);
  if (id === null) throw new DeskError('duplicate_invalid');
  return id;
}
