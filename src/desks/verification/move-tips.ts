import { lockClaims } from '../../store/claims.ts';
import type { DeskEvent, Transaction } from '../../store/events.ts';
import { cancelUnsent } from '../../store/heard.ts';
import { setApart } from '../../store/match-tips.ts';
import { movedNotice } from '../../store/notices.ts';
import { askersLeft, claimsOfTips, lockTips, sendersOf, setTips } from '../../store/tips.ts';
import { answerLate } from './answer.ts';
import { type Desk, DeskError } from './desk.ts';
import { makeNotice, tellOfNotice } from './notices.ts';

const NOTICES = ['not_checkable', 'out_of_scope', 'already_answered', 'withdrawn', 'moved'] as const;

export interface MovedTips {
  /** Sender accounts to wake after the commit. */
  readonly accounts: readonly string[];
  /** How many people were told something now. */
  readonly count: number;
  readonly tipIds: readonly string[];
  /** To be written last in the transaction, with `addEvents`: whoever waits for the chain may hold nothing. */
  readonly events: readonly DeskEvent[];
}

/**
 * Puts tips into a claim, into another claim, or back into the queue: the one way in which a tip changes its claim,
 * because every delivery follows the repair. What the wrong claim would still send to their senders is stopped; who
 * had its verdict hears once that it was about something else; and what is known of the right claim is told at once.
 *
 * Locks the claims in the order of their ids, then people and tips, then replies: call it before anything else is
 * locked in the transaction, or with the claims locked in that order.
 *
 * @param move.to the claim they belong to; null: back into the queue
 * @param move.by a staff id, or `system` where the sender said so
 * @param move.quiet they are not told that it was about something else: they said it themselves
 * @param move.events `one`: the mover writes an event of their own for all of them
 * @throws DeskError `claim_unknown`, `tip_not_here` where one waits nowhere and is in no claim
 */
export async function moveTips(
  desk: Pick<Desk, 'texts'>,
  tx: Transaction,
  move: {
    tipIds: readonly string[];
    to: string | null;
    by: string;
    now: Date;
    why?: string | null;
    quiet?: boolean;
    events?: 'each' | 'one';
  },
): Promise<MovedTips> {
  const { to, by, now } = move;
  const from = await claimsOfTips(tx, move.tipIds);
  const claims = await lockClaims(tx, [...from, ...(to === null ? [] : [to])]);
  if (to !== null && !claims.some(({ id }) => id === to)) throw new DeskError('claim_unknown');
  const tips = (await lockTips(tx, move.tipIds)).filter(
    (tip) => tip.claimId !== to || tip.state !== 'grouped',
  );
  for (const tip of tips) {
    const isMovable = tip.state === 'waiting' || tip.state === 'grouped';
    // A colleague was faster: its claim is one that we have not locked.
    if (!isMovable || (tip.claimId !== null && !from.includes(tip.claimId))) throw new DeskError('tip_taken');
  }
  const tipIds = tips.map(({ id }) => id);
  if (tipIds.length === 0) return { accounts: [], count: 0, tipIds, events: [] };
  if (to === null) await setApart(tx, tipIds, now);
  await setTips(
    tx,
    tipIds,
    to === null
      ? { state: 'waiting', claimId: null, groupedBy: null, groupedAt: null }
      : { state: 'grouped', claimId: to, groupedBy: by === 'system' ? 'matching' : 'staff', groupedAt: now },
  );

  const accounts = new Set<string>();
  let count = 0;
  const told = (by: { accounts: readonly string[]; count: number }) => {
    for (const account of by.accounts) accounts.add(account);
    count += by.count;
  };
  for (const claimId of from.filter((id) => id !== to).sort()) {
    const ofClaim = tips.filter((tip) => tip.claimId === claimId).map(({ id }) => id);
    if (ofClaim.length === 0) continue;
    const { gone, staying } = await askersLeft(tx, claimId, ofClaim);
    // Who has another tip there is told what is said there, with the code of that one.
    const contactIds = [...gone, ...staying];
    await cancelUnsent(tx, { claimId, verdicts: true, notices: NOTICES, why: 'moved', contactIds, now });
    if (staying.length > 0) told(await answerLate(desk, tx, claimId, now));
    if (gone.length === 0 || move.quiet) continue;
    const notice =
      (await movedNotice(tx, claimId)) ??
      (await makeNotice(tx, { claimId, kind: 'moved', by: by === 'system' ? null : by, now }));
    told(await tellOfNotice(desk, tx, notice, { to: 'had', contactIds: gone, now }));
  }
  if (to !== null) {
    // It was right after all: that it was wrong is said no more.
    const contactIds = await sendersOf(tx, tipIds);
    const moved = { notices: ['moved'], verdicts: false, why: 'moved' } as const;
    await cancelUnsent(tx, { claimId: to, ...moved, contactIds, now });
    told(await answerLate(desk, tx, to, now));
  }

  const events = tips.map(
    (tip): DeskEvent => ({
      at: now,
      subject: 'tip',
      subjectId: tip.id,
      actor: by,
      what: to === null ? 'removed' : tip.claimId === null ? 'grouped' : 'moved',
      from: tip.claimId ?? 'waiting',
      to: to ?? 'waiting',
      why: move.why ?? null,
    }),
  );
  return { accounts: [...accounts], count, tipIds, events: move.events === 'one' ? [] : events };
}
