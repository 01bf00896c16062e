import { setClaim } from '../../store/claims.ts';
import type { Transaction } from '../../store/events.ts';
import { cancelUnsent, type Told } from '../../store/heard.ts';
import { supersede, type VerdictRow } from '../../store/verdicts.ts';
import { noteVerdict } from '../../store/webhooks.ts';
import { giveCode } from '../give-code.ts';
import { answerAskersOf } from './answer.ts';
import type { Desk } from './desk.ts';
import { makeNotice, tellOfNotice } from './notices.ts';

/**
 * The one place where what we say of a claim changes: it is published, corrected, or withdrawn. Who wants to hear of
 * that in the same transaction (an outbox, the index of matching) is called from here.
 */

/** What is said to all: that somebody's was a wrong match stays true whatever else is said. */
const OF_ALL = ['not_checkable', 'out_of_scope', 'already_answered', 'withdrawn'] as const;

/** What stood for the claim until now makes place. Call it before the new version is published: one stands at a time. */
export async function makePlace(tx: Transaction, claimId: string): Promise<void> {
  await supersede(tx, claimId);
}

/**
 * A version is out: what is under way of earlier ones is stopped, everybody concerned is told, and the claim has a
 * code that people can ask for. The claim must be locked.
 */
export async function letStand(
  desk: Desk,
  tx: Transaction,
  { verdict, code, now }: { verdict: VerdictRow; code: string | null; now: Date },
): Promise<Told> {
  const { claimId } = verdict;
  await cancelUnsent(tx, { claimId, verdicts: true, notices: OF_ALL, why: 'replaced', now });
  if (code === null) {
    await giveCode(tx, async (free) => {
      await setClaim(tx, claimId, { code: free, updatedAt: now });
      return true;
    });
  }
  const told = await answerAskersOf(desk, tx, verdict, now);
  return { ...told, endpoints: await noteVerdict(tx, { verdictId: verdict.id, now }) };
}

/**
 * A version is never said again: what has not left stays here, and who has it, or an earlier one whose correction
 * did not reach them, hears that we take it back. The claim must be locked and the version withdrawn already.
 */
export async function takeBack(
  desk: Desk,
  tx: Transaction,
  { verdict, staffId, now }: { verdict: VerdictRow; staffId: string; now: Date },
): Promise<Told> {
  const { claimId } = verdict;
  await cancelUnsent(tx, { claimId, verdicts: true, notices: OF_ALL, why: 'withdrawn', now });
  const notice = await makeNotice(tx, { claimId, kind: 'withdrawn', by: staffId, now });
  const told = await tellOfNotice(desk, tx, notice, { to: 'had', now });
  return { ...told, endpoints: await noteVerdict(tx, { verdictId: verdict.id, now }) };
}
