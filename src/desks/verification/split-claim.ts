import { v7 as uuidv7 } from 'uuid';
import { insertClaim, lockClaims } from '../../store/claims.ts';
import type { DeskEvent, Transaction } from '../../store/events.ts';
import { setApart } from '../../store/match-tips.ts';
import { lockTips, tipIdsOfClaim } from '../../store/tips.ts';
import { refuseConcerned } from './conflict.ts';
import { type Desk, DeskError, tidy } from './desk.ts';
import { LEASE_MS, moveClaim } from './lease.ts';
import { moveTips } from './move-tips.ts';

export interface Split {
  /** Where they are now. */
  readonly claimId: string;
  readonly tips: number;
  /** How many people were told something now. */
  readonly told: number;
}

/**
 * Says of some tips of a claim that they are another rumor: they go on in a claim of their own, whose lease is that of
 * who does it, or in one that is there, whoever works on that. Who had the wrong answer hears so, and what is known of
 * the right one is told at once. Undone by splitting them back, or by closing the new claim as a duplicate.
 * @param input.to the claim they belong to; left out: a new one
 * @throws DeskError `tips_missing`, `why_missing`, `duplicate_invalid` where `to` is no claim that goes on, `tip_taken`
 *   where one of them is not here any more, `split_all` where a new claim would leave none here, and what `moveClaim`
 *   throws; then nothing has moved
 */
export async function splitClaim(
  desk: Desk,
  input: {
    claimId: string;
    staffId: string;
    tipIds: readonly string[];
    why: string;
    to?: string | undefined;
  },
): Promise<Split> {
  const { claimId, staffId, to } = input;
  const tipIds = [...new Set(input.tipIds)];
  if (tipIds.length === 0) throw new DeskError('tips_missing');
  const why = tidy(input.why);
  if (why === '') throw new DeskError('why_missing');
  if (to === claimId) throw new DeskError('duplicate_invalid');
  const also = to === undefined ? [] : [to];
  const { accounts, ...split } = await moveClaim(
    desk,
    { claimId, staffId, also },
    async (tx, _claim, now) => {
      if (to !== undefined) await refuseTarget(tx, to, staffId);
      const tips = await lockTips(tx, tipIds);
      const here = tips.filter((tip) => tip.state === 'grouped' && tip.claimId === claimId);
      if (here.length < tipIds.length) throw new DeskError('tip_taken');
      if (to === undefined && (await tipIdsOfClaim(tx, claimId)).length === tipIds.length)
        throw new DeskError('split_all');
      const target = to ?? (await newClaim(desk, tx, staffId));
      // Where matching had put them here it was wrong, and that is counted.
      await setApart(tx, tipIds, now);
      const moved = await moveTips(desk, tx, { tipIds, to: target, by: staffId, now, why });
      const opened = to === undefined && decided(target, 'opened', claimId, 'triage', why);
      const joined = to !== undefined && decided(target, 'joined_by_split', claimId, target, why);
      return {
        events: [
          decided(claimId, 'split', claimId, target, why),
          ...[opened, joined].filter((event) => event !== false),
          ...moved.events,
        ],
        result: { claimId: target, tips: tipIds.length, told: moved.count, accounts: moved.accounts },
      };
    },
  );
  if (accounts.length > 0) desk.wake('outbound', accounts);
  desk.log.info('claim split', { claimId, staffId, count: split.tips });
  return split;
}

async function refuseTarget(tx: Transaction, to: string, staffId: string): Promise<void> {
  const [claim] = await lockClaims(tx, [to]);
  if (!claim || claim.closedAs === 'duplicate') throw new DeskError('duplicate_invalid');
  await refuseConcerned(tx, to, staffId);
}

async function newClaim(desk: Desk, tx: Transaction, staffId: string): Promise<string> {
  const id = uuidv7();
  const now = desk.now();
  const leasedUntil = new Date(now.getTime() + LEASE_MS);
  await insertClaim(tx, { id, wording: {}, createdBy: staffId, leasedUntil, now });
  return id;
}

function decided(
  subjectId: string,
  what: string,
  from: string,
  to: string,
  why: string,
): Omit<DeskEvent, 'at' | 'actor'> {
  return { subject: 'claim', subjectId, what, from, to, why };
}
