import { lockClaim, setClaim } from '../../store/claims.ts';
import { addEvents, type Transaction } from '../../store/events.ts';
import type { Told } from '../../store/heard.ts';
import { listRightOfReply } from '../../store/right-of-reply.ts';
import { isWorkingLead } from '../../store/staff.ts';
import {
  checkVerdict,
  findVerdict,
  releaseVerdict,
  returnVerdict,
  type VerdictRow,
  withdrawVerdict,
} from '../../store/verdicts.ts';
import { refuseConcerned } from './conflict.ts';
import { type Desk, DeskError, type DeskErrorKey, tidy } from './desk.ts';
import type { LockedClaim } from './lease.ts';
import { stateAfter } from './moves.ts';
import { isUnsafe } from './right-of-reply.ts';
import { letStand, makePlace, takeBack } from './standing.ts';

/** The second and the third person's part. Nobody acts twice on one version, and nobody on their own. */

interface OfVerdict {
  /** The version that was read: after a return there is another, and this one can no longer be approved. */
  readonly verdictId: string;
  readonly staffId: string;
}

interface Decided extends Told {
  readonly claimId: string;
  /** It is out; false: it waits for a lead. */
  readonly published: boolean;
}

const NOBODY: Told = { accounts: [], count: 0 };
const FREE = { leasedBy: null, leasedUntil: null, handedTo: null, remindedAt: null } as const;

/**
 * The second person says yes: it goes to a lead, or it is published where the deployment asks for two people.
 * @returns how many people are answered with this
 * @throws DeskError `own_verdict`, `already_published`, `not_in_review`, `verdict_unknown`, `not_staff`,
 *   `conflict`, `unsafe_lead_only`
 */
export async function approve(
  desk: Desk,
  by: OfVerdict,
): Promise<{ claimId: string; published: boolean; answered: number }> {
  const people = desk.verdictPeople;
  const done = await decide(desk, by, 'approved', async (tx, verdict, claim, now) => {
    const to = stateAfter(claim.state, 'approve', people === 2 ? 'published' : 'lead');
    if (to === 'published') {
      await wantLeadForUnsafe(tx, claim.id, by.staffId);
      await makePlace(tx, claim.id);
    }
    if (!(await checkVerdict(tx, { ...by, now, people }))) throw await whyNot(tx, by, 'check');
    await setClaim(tx, claim.id, { ...FREE, state: to, stateSince: now, updatedAt: now });
    const told = to === 'published' ? await letStand(desk, tx, { verdict, code: claim.code, now }) : NOBODY;
    return { to, told };
  });
  return { claimId: done.claimId, published: done.published, answered: done.count };
}

/**
 * The third person, a lead, publishes: verdict, claim, replies and events in one transaction.
 * @throws DeskError as {@link approve}, and `own_check`, `lead_only`, `check_first`
 */
export async function release(desk: Desk, by: OfVerdict): Promise<{ claimId: string; answered: number }> {
  const done = await decide(desk, by, 'released', async (tx, verdict, claim, now) => {
    const to = stateAfter(claim.state, 'release');
    await makePlace(tx, claim.id);
    if (!(await releaseVerdict(tx, { ...by, now }))) throw await whyNot(tx, by, 'lead');
    await setClaim(tx, claim.id, { ...FREE, state: to, stateSince: now, updatedAt: now });
    return { to, told: await letStand(desk, tx, { verdict, code: claim.code, now }) };
  });
  return { claimId: done.claimId, answered: done.count };
}

/** The second or the third person finds something that must be done first. */
export async function returnToAuthor(desk: Desk, by: OfVerdict & { why: string }): Promise<void> {
  const reason = tidy(by.why);
  if (reason === '') throw new DeskError('why_missing');
  await decide(
    desk,
    by,
    'returned',
    async (tx, verdict, claim, now) => {
      const to = stateAfter(claim.state, 'return');
      const from = claim.state === 'lead' ? 'lead' : 'check';
      if (!(await returnVerdict(tx, { ...by, now, from, reason }))) throw await whyNot(tx, by, from);
      // On top for who wrote it.
      const back = { handedTo: verdict.authorId, remindedAt: null };
      await setClaim(tx, claim.id, { ...back, state: to, stateSince: now, updatedAt: now });
      return { to, told: NOBODY };
    },
    reason,
  );
}

/**
 * A lead takes back at once what is out, and who got it hears so. While its correction is being worked on that
 * goes on; else the claim is researched anew.
 * @throws DeskError `why_missing`, `lead_only`, `nothing_stands`
 */
export async function withdraw(desk: Desk, by: OfVerdict & { why: string }): Promise<{ told: number }> {
  const reason = tidy(by.why);
  if (reason === '') throw new DeskError('why_missing');
  const done = await decide(
    desk,
    by,
    'withdrawn',
    async (tx, verdict, claim, now) => {
      const to = stateAfter(claim.state, 'withdraw');
      if (!(await withdrawVerdict(tx, { ...by, now, reason }))) throw await whyNot(tx, by, 'published');
      const anew = to === claim.state ? {} : { ...FREE, state: to, stateSince: now };
      await setClaim(tx, claim.id, { ...anew, updatedAt: now });
      return { to, told: await takeBack(desk, tx, { verdict, staffId: by.staffId, now }) };
    },
    reason,
  );
  return { told: done.count };
}

/** Where the other side was not asked because it is not safe, a lead answers for that, also where two people suffice. */
async function wantLeadForUnsafe(tx: Transaction, claimId: string, staffId: string): Promise<void> {
  if (!isUnsafe(await listRightOfReply(tx, claimId))) return;
  if (!(await isWorkingLead(tx, staffId))) throw new DeskError('unsafe_lead_only');
}

type Work = (
  tx: Transaction,
  verdict: VerdictRow,
  claim: LockedClaim,
  now: Date,
) => Promise<{ to: LockedClaim['state']; told: Told }>;

async function decide(
  desk: Desk,
  { verdictId, staffId }: OfVerdict,
  what: string,
  work: Work,
  why: string | null = null,
): Promise<Decided> {
  const done = await desk.store.db.transaction(async (tx) => {
    const now = desk.now();
    const before = await findVerdict(tx, verdictId);
    if (!before) throw new DeskError('verdict_unknown');
    // Waits for whoever works on the claim, so that tips are grouped either before the answers or after.
    const claim = await lockClaim(tx, before.claimId);
    const verdict = await findVerdict(tx, verdictId);
    if (!claim || !verdict) throw new DeskError('verdict_unknown');
    await refuseStale(verdict, staffId, what);
    // What is wrong may be taken back by any lead at once.
    if (what !== 'withdrawn') await refuseConcerned(tx, claim.id, staffId);
    const { to, told } = await work(tx, verdict, claim, now);
    const after = await findVerdict(tx, verdictId);
    const both = { at: now, actor: staffId, what, why };
    await addEvents(tx, [
      { ...both, subject: 'verdict', subjectId: verdictId, from: verdict.state, to: after?.state ?? null },
      { ...both, subject: 'claim', subjectId: claim.id, from: claim.state, to },
    ]);
    return { ...told, claimId: claim.id, published: to === 'published' };
  });
  if (done.accounts.length > 0) desk.wake('outbound', done.accounts);
  if (done.endpoints) desk.wake('webhooks', done.endpoints);
  desk.log.info(`verdict ${what}`, { claimId: done.claimId, verdictId, staffId, count: done.count });
  return done;
}

/** The version at hand, before the claim: of two who publish at once the second hears that it is out already. */
async function refuseStale(verdict: VerdictRow, staffId: string, what: string): Promise<void> {
  if (what === 'withdrawn') {
    if (verdict.state !== 'published') throw new DeskError('nothing_stands');
    return;
  }
  if (verdict.state === 'published') throw new DeskError('already_published');
  if (verdict.authorId === staffId) throw new DeskError('own_verdict');
  if (verdict.state !== 'check' && verdict.state !== 'lead') throw new DeskError('not_in_review');
}

/** Why the UPDATE wrote nothing. */
async function whyNot(
  tx: Transaction,
  { verdictId, staffId }: OfVerdict,
  wanted: 'check' | 'lead' | 'published',
): Promise<DeskError> {
  const error = (key: DeskErrorKey) => new DeskError(key);
  const now = await findVerdict(tx, verdictId);
  const role = await isWorkingLead(tx, staffId);
  if (role === null) return error('not_staff');
  if (now?.authorId === staffId && wanted !== 'published') return error('own_verdict');
  if (now?.state !== wanted) return error(wanted === 'published' ? 'nothing_stands' : 'not_in_review');
  if (wanted === 'lead' && now.checkerId === staffId) return error('own_check');
  if (wanted !== 'check' && !role) return error('lead_only');
  return error('not_in_review');
}
