import { lockClaim, setClaim } from '../../store/claims.ts';
import type { Queryable } from '../../store/connect.ts';
import { actorsOf, addEvents } from '../../store/events.ts';
import { type Desk, DeskError, tidy } from './desk.ts';

const WHAT = 'conflict_declared';

/**
 * Says that somebody has an interest of their own in a claim (IFCN: it bars them). They let go of it, and from then on
 * neither work on it nor decide; it is on record and is not taken back, or it would bar nobody.
 * @throws DeskError `why_missing`, `claim_unknown`
 */
export async function declareConflict(
  desk: Desk,
  input: { readonly claimId: string; readonly staffId: string; readonly why: string },
): Promise<void> {
  const { claimId, staffId } = input;
  const why = tidy(input.why);
  if (why === '') throw new DeskError('why_missing');
  await desk.store.db.transaction(async (tx) => {
    const claim = await lockClaim(tx, claimId);
    if (!claim) throw new DeskError('claim_unknown');
    if ((await concerned(tx, claimId)).includes(staffId)) return;
    const now = desk.now();
    await setClaim(tx, claimId, {
      ...(claim.leasedBy === staffId && { leasedBy: null, leasedUntil: null }),
      ...(claim.handedTo === staffId && { handedTo: null }),
      updatedAt: now,
    });
    const event = { subject: 'claim', subjectId: claimId, what: WHAT } as const;
    await addEvents(tx, [{ ...event, at: now, actor: staffId, why }]);
  });
}

/** Who has declared it of this claim. */
export function concerned(q: Queryable, claimId: string): Promise<string[]> {
  return actorsOf(q, { subject: 'claim', subjectId: claimId, what: WHAT });
}

/** @throws DeskError `conflict` */
export async function refuseConcerned(q: Queryable, claimId: string, staffId: string): Promise<void> {
  if ((await concerned(q, claimId)).includes(staffId)) throw new DeskError('conflict');
}
