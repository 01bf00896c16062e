import { lockClaims, setClaim } from '../../store/claims.ts';
import { type DeskEvent, type Transaction, wasDecided } from '../../store/events.ts';
import { cancelUnsent, type Told } from '../../store/heard.ts';
import { undoNotices } from '../../store/notices.ts';
import { tipIdsOfClaim } from '../../store/tips.ts';
import { publishedVerdict } from '../../store/verdicts.ts';
import { noteClosed } from '../../store/webhooks.ts';
import { type Desk, DeskError, tidy } from './desk.ts';
import { type LockedClaim, moveClaim } from './lease.ts';
import { moveTips } from './move-tips.ts';
import { type ClaimState, EXITS, type Exit, stateAfter } from './moves.ts';
import { makeNotice, noticeOver, tellOfNotice } from './notices.ts';

interface OfClaim {
  readonly claimId: string;
  readonly staffId: string;
}

const FREE = { leasedBy: null, leasedUntil: null, handedTo: null, remindedAt: null } as const;
const NOBODY: Told = { accounts: [], count: 0 };

/**
 * Triage, answered by a person: it is a fact and no opinion, and it can be checked. Where one of these is not so
 * there are the side exits.
 * @throws DeskError `why_missing`, or that of the table of moves
 */
export function assess(desk: Desk, input: OfClaim & { why: string }): Promise<void> {
  const why = tidy(input.why);
  if (why === '') throw new DeskError('why_missing');
  return moveClaim(desk, input, async (tx, claim, now) => {
    const to = stateAfter(claim.state, 'assess');
    await setClaim(tx, claim.id, { state: to, stateSince: now, remindedAt: null, updatedAt: now });
    const event = {
      subject: 'claim',
      subjectId: claim.id,
      what: 'assessed',
      from: claim.state,
      to,
      why,
    } as const;
    return { events: [event], result: undefined };
  });
}

/**
 * Ends a claim without a verdict, by one person, and tells everybody who asked; a duplicate's tips go on in the
 * claim they belong to, whose answer is theirs.
 * @param input.said of `already_answered`: who has answered it, or a link
 * @param input.duplicateOf of `duplicate`
 * @throws DeskError `exit_unknown`, `why_missing`, `said_missing`, `said_too_long`, `said_not_gsm7`,
 *   `duplicate_invalid`, `verdict_stands`, or that of the table of moves
 */
export async function closeClaim(
  desk: Desk,
  input: OfClaim & { as: Exit; why: string; said?: string; duplicateOf?: string },
): Promise<{ told: number }> {
  const { as, claimId, staffId } = input;
  if (!EXITS.includes(as)) throw new DeskError('exit_unknown');
  const why = tidy(input.why);
  if (why === '') throw new DeskError('why_missing');
  const said = as === 'already_answered' ? tidySaid(desk, input.said) : null;
  const target = as === 'duplicate' ? (input.duplicateOf ?? '') : null;
  if (target === claimId) throw new DeskError('duplicate_invalid');
  const work: Parameters<typeof moveClaim<Told>>[2] = async (tx, claim, now) => {
    const to = stateAfter(claim.state, 'exit');
    // A correction under way is no claim without an answer.
    if (await publishedVerdict(tx, claimId)) throw new DeskError('verdict_stands');
    let told = NOBODY;
    if (target !== null) {
      const [into] = await lockClaims(tx, [target]);
      if (!into || into.closedAs === 'duplicate') throw new DeskError('duplicate_invalid');
      const tipIds = await tipIdsOfClaim(tx, claimId);
      told = await moveTips(desk, tx, { tipIds, to: target, by: staffId, now, events: 'one' });
    }
    const ended = await endClaim(desk, tx, { claimId, to, as, said, duplicateOf: target, by: staffId, now });
    if (as !== 'duplicate') told = ended;
    const event = {
      subject: 'claim',
      subjectId: claimId,
      what: as,
      from: claim.state,
      to: target ?? to,
      why,
    } as const;
    return { events: [event], result: { ...told, endpoints: ended.endpoints } };
  };
  const told = await moveClaim(desk, { ...input, ...(target && { also: [target] }) }, work);
  wakeFor(desk, told);
  desk.log.info('claim closed', { claimId, staffId, count: told.count });
  return { told: told.count };
}

/**
 * Closes a claim: who asked is told how, but for those of a duplicate. The claim must be locked, and no verdict of it
 * stand.
 */
export async function endClaim(
  desk: Desk,
  tx: Transaction,
  of: {
    claimId: string;
    to: ClaimState;
    as: Exit;
    said?: string | null;
    duplicateOf?: string | null;
    by: string;
    now: Date;
  },
): Promise<Told & { endpoints: readonly string[] }> {
  const { claimId, to, as, said = null, duplicateOf = null, by, now } = of;
  const closed = { state: to, closedAs: as, duplicateOf, stateSince: now, updatedAt: now };
  await setClaim(tx, claimId, { ...FREE, ...closed });
  let told = NOBODY;
  if (as !== 'duplicate') {
    const notice = await makeNotice(tx, { claimId, kind: as, said, by, now });
    told = await tellOfNotice(desk, tx, notice, { to: 'all', now });
  }
  return { ...told, endpoints: await noteClosed(tx, { claimId, now }) };
}

/** After the commit: what people and programs are to hear waits to be sent. */
export function wakeFor(desk: Pick<Desk, 'wake'>, { accounts, endpoints = [] }: Told): void {
  if (accounts.length > 0) desk.wake('outbound', accounts);
  if (endpoints.length > 0) desk.wake('webhooks', endpoints);
}

/**
 * Undoes a side exit: who asks from now on is not told of it, what has not left stays here, and when a verdict comes
 * everybody gets it. A duplicate's tips come back, but for those that a colleague has moved on.
 */
export async function reopenClaim(desk: Desk, input: OfClaim & { why: string }): Promise<void> {
  const { claimId, staffId } = input;
  const why = tidy(input.why);
  if (why === '') throw new DeskError('why_missing');
  const also = await duplicateTarget(desk, claimId);
  const accounts = await moveClaim(desk, { ...input, also }, async (tx, claim, now) => {
    const event = await openAgain(tx, claim, { why, now });
    let accounts: readonly string[] = [];
    if (claim.duplicateOf !== null) {
      // They went there at the moment in which the claim was closed.
      const tipIds = await tipIdsOfClaim(tx, claim.duplicateOf, claim.stateSince);
      const move = { tipIds, to: claimId, by: staffId, now, events: 'one' } as const;
      ({ accounts } = await moveTips(desk, tx, move));
    }
    return { events: [event], result: accounts };
  });
  if (accounts.length > 0) desk.wake('outbound', accounts);
}

/** Opens a claim that is locked and closed, but for the tips of a duplicate. @returns what is to be written of it, last */
export async function openAgain(
  tx: Transaction,
  claim: LockedClaim,
  { why, now }: { why: string; now: Date },
): Promise<Omit<DeskEvent, 'at' | 'actor'>> {
  const { id: claimId } = claim;
  const assessed = await wasDecided(tx, claimId, 'assessed');
  const to = stateAfter(claim.state, 'reopen', assessed ? 'research' : 'triage');
  await undoNotices(tx, claimId, now);
  const exits = ['not_checkable', 'out_of_scope', 'already_answered'] as const;
  await cancelUnsent(tx, { claimId, verdicts: false, notices: exits, why: 'replaced', now });
  const open = { state: to, closedAs: null, duplicateOf: null, stateSince: now, remindedAt: null };
  await setClaim(tx, claimId, { ...open, updatedAt: now });
  return { subject: 'claim', subjectId: claimId, what: 'reopened', from: claim.state, to, why };
}

async function duplicateTarget(desk: Desk, claimId: string): Promise<string[]> {
  return desk.store.db.transaction(async (tx) => {
    const [claim] = await lockClaims(tx, [claimId]);
    return claim?.duplicateOf ? [claim.duplicateOf] : [];
  });
}

function tidySaid(desk: Desk, typed = ''): string {
  const said = tidy(typed);
  if (said === '') throw new DeskError('said_missing');
  const { over, strange } = noticeOver(desk.texts, { kind: 'already_answered', said });
  if (strange !== '') throw new DeskError('said_not_gsm7', { strange });
  if (over > 0) throw new DeskError('said_too_long', { over });
  return said;
}
