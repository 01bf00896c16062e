import { setClaim } from '../../store/claims.ts';
import { isWorkingLead } from '../../store/staff.ts';
import { concerned } from './conflict.ts';
import { type Desk, DeskError, tidy } from './desk.ts';
import { moveClaim } from './lease.ts';

/**
 * Gives a claim to a colleague, who sees that until somebody takes it, and lets go of it.
 * @param input.note what they must know; may be empty
 * @throws DeskError `colleague_unknown` also for oneself and who has left; `conflict_theirs`, or that of the lease
 */
export async function handTo(
  desk: Desk,
  input: { claimId: string; staffId: string; to: string; note: string },
): Promise<void> {
  const { to, staffId } = input;
  return moveClaim(desk, input, async (tx, claim, now) => {
    if (to === staffId || (await isWorkingLead(tx, to)) === null) throw new DeskError('colleague_unknown');
    if ((await concerned(tx, claim.id)).includes(to)) throw new DeskError('conflict_theirs');
    await setClaim(tx, claim.id, { handedTo: to, leasedBy: null, leasedUntil: null, updatedAt: now });
    const why = tidy(input.note) || null;
    const event = { subject: 'claim', subjectId: claim.id, what: 'handed', from: staffId, to, why } as const;
    return { events: [event], result: undefined };
  });
}
