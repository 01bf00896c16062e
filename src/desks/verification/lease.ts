import { type ClaimRow, findClaim, lockClaim, lockClaims, setClaim } from '../../store/claims.ts';
import { addEvents, type DeskEvent, type Transaction } from '../../store/events.ts';
import { refuseConcerned } from './conflict.ts';
import { type Desk, DeskError } from './desk.ts';
import { type Move, stateAfter } from './moves.ts';

/** Long enough to read and write, short enough that a claim of somebody who went home is not stuck. */
export const LEASE_MS = 10 * 60_000;

interface OfClaim {
  readonly claimId: string;
  readonly staffId: string;
}

/** Nobody else may take it now. */
export function isHeldByOther(
  claim: Pick<ClaimRow, 'leasedBy' | 'leasedUntil'>,
  staffId: string,
  now: Date,
): boolean {
  return (
    claim.leasedBy !== null &&
    claim.leasedBy !== staffId &&
    claim.leasedUntil !== null &&
    claim.leasedUntil > now
  );
}

/**
 * Takes the claim to work on it, for ten minutes from now; again and again is no harm.
 * @throws DeskError `lease_held` naming the colleague who works on it; `conflict`
 */
export function takeLease(desk: Desk, { claimId, staffId }: OfClaim): Promise<{ until: Date }> {
  return desk.store.db.transaction(async (tx) => {
    const claim = await openedClaim(tx, claimId);
    const now = desk.now();
    await refuseConcerned(tx, claimId, staffId);
    await refuseOthers(tx, claim, staffId, now);
    const until = await renew(tx, claimId, staffId, now);
    if (claim.leasedBy !== staffId) {
      await addEvents(tx, [
        {
          at: now,
          subject: 'claim',
          subjectId: claimId,
          actor: staffId,
          what: claim.leasedBy === null ? 'lease_taken' : 'lease_taken_over',
          from: claim.leasedBy,
          to: staffId,
        },
      ]);
    }
    return { until };
  });
}

/** Lets go of a claim. What is not one's own is left alone. */
export function releaseLease(desk: Desk, { claimId, staffId }: OfClaim): Promise<void> {
  return desk.store.db.transaction(async (tx) => {
    const claim = await openedClaim(tx, claimId);
    if (claim.leasedBy !== staffId) return;
    const now = desk.now();
    await setClaim(tx, claimId, { leasedBy: null, leasedUntil: null, updatedAt: now });
    await addEvents(tx, [
      {
        at: now,
        subject: 'claim',
        subjectId: claimId,
        actor: staffId,
        what: 'lease_released',
        from: staffId,
      },
    ]);
  });
}

/**
 * One move on a claim by who holds its lease: locks the claim, renews the lease, does the work, writes the events
 * it returns at the very end, all in one transaction.
 *
 * A lease that ran out while its holder was writing, and that nobody took since, is as good as new: a slow link must
 * not cost anybody an hour's text.
 *
 * @param of.also claims that the work will change, too
 * @param of.move what the work will do: who clicked twice hears what has become of it, and not that the lease is gone
 * @param of.early what refuses it, whoever holds the claim: a colleague has done just that
 * @throws DeskError `claim_unknown`, `conflict`, `lease_held`, `lease_needed`, and what the work throws
 */
export function moveClaim<T>(
  desk: Desk,
  of: OfClaim & { also?: readonly string[]; move?: Move; early?: (tx: Transaction) => Promise<void> },
  work: Work<T>,
): Promise<T> {
  const { claimId, staffId, also = [], move, early } = of;
  return onLocked(desk, { claimId, staffId, also }, async (tx, claim, now) => {
    await early?.(tx);
    await refuseOthers(tx, claim, staffId, now);
    if (claim.leasedBy !== staffId) {
      if (move) stateAfter(claim.state, move);
      throw new DeskError('lease_needed');
    }
    await renew(tx, claimId, staffId, now);
    return work(tx, claim, now);
  });
}

/**
 * What needs no lease, because it takes nothing from who works on the claim: messages join it, as those of late askers
 * do all the time. Otherwise as {@link moveClaim}.
 * @throws DeskError `claim_unknown`, `conflict`, and what the work throws
 */
export function joinClaim<T>(desk: Desk, of: OfClaim, work: Work<T>): Promise<T> {
  return onLocked(desk, { ...of, also: [] }, work);
}

type Work<T> = (
  tx: Transaction,
  claim: LockedClaim,
  now: Date,
) => Promise<{ events: readonly Omit<DeskEvent, 'at' | 'actor'>[]; result: T }>;

function onLocked<T>(
  desk: Desk,
  { claimId, staffId, also }: OfClaim & { also: readonly string[] },
  work: Work<T>,
): Promise<T> {
  return desk.store.db.transaction(async (tx) => {
    // Two who move tips between the same claims must lock them in one order.
    if (also.length > 0) await lockClaims(tx, [claimId, ...also]);
    const claim = await openedClaim(tx, claimId);
    const now = desk.now();
    await refuseConcerned(tx, claimId, staffId);
    const { events, result } = await work(tx, claim, now);
    await addEvents(
      tx,
      events.map((one) => ({ ...one, at: now, actor: staffId })),
    );
    return result;
  });
}

export type LockedClaim = Omit<ClaimRow, 'leasedByName'>;

async function openedClaim(tx: Transaction, claimId: string): Promise<LockedClaim> {
  const claim = await lockClaim(tx, claimId);
  if (!claim) throw new DeskError('claim_unknown');
  return claim;
}

async function refuseOthers(tx: Transaction, claim: LockedClaim, staffId: string, now: Date): Promise<void> {
  if (!isHeldByOther(claim, staffId, now)) return;
  const holder = await findClaim(tx, claim.id);
  throw new DeskError('lease_held', { name: holder?.leasedByName ?? '' });
}

async function renew(tx: Transaction, claimId: string, staffId: string, now: Date): Promise<Date> {
  const until = new Date(now.getTime() + LEASE_MS);
  await setClaim(tx, claimId, { leasedBy: staffId, leasedUntil: until, handedTo: null, updatedAt: now });
  return until;
}
