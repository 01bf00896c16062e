import { type ClaimRow, findClaim } from '../../store/claims.ts';
import { type FileSeen, filesOfTips } from '../../store/files-seen.ts';
import { type WouldMove, wouldMove } from '../../store/heard.ts';
import { standingNotice } from '../../store/notices.ts';
import { type ClaimTip, listTipsOfClaim, tipIdsOfClaim } from '../../store/tips.ts';
import { publishedVerdict } from '../../store/verdicts.ts';
import { type Desk, DeskError } from './desk.ts';

/** Enough to see that these are the ones. */
const SHOWN = 5;

export interface RegroupView extends WouldMove {
  readonly claim: ClaimRow;
  /** The first few of what would move. */
  readonly shown: readonly (ClaimTip & { readonly files: readonly FileSeen[] })[];
  readonly target: {
    readonly claim: ClaimRow;
    readonly shown: readonly ClaimTip[];
    /** Something stands for it: who comes hears that at once. */
    readonly answered: boolean;
  } | null;
}

/**
 * What it would mean to put tips of a claim elsewhere, to be read before it is done.
 * @param of.tipIds null: all of them
 * @param of.to null: a new claim
 * @throws DeskError `claim_unknown`, `tips_missing`, `duplicate_invalid` where `to` is no claim that goes on, `split_all`
 *   where a new claim would leave none here
 */
export async function regroupView(
  desk: Desk,
  of: { claimId: string; tipIds: readonly string[] | null; to: string | null },
): Promise<RegroupView> {
  const { db } = desk.store;
  const { claimId, to } = of;
  const claim = await findClaim(db, claimId);
  if (!claim) throw new DeskError('claim_unknown');
  const all = await tipIdsOfClaim(db, claimId);
  const tipIds = of.tipIds ?? all;
  if (of.tipIds?.length === 0) throw new DeskError('tips_missing');
  if (to === null && all.every((id) => tipIds.includes(id))) throw new DeskError('split_all');
  const [counts, shown, target] = await Promise.all([
    wouldMove(db, claimId, tipIds),
    listTipsOfClaim(db, claimId, { limit: SHOWN, offset: 0, tipIds }),
    to === null ? null : targetView(desk, claimId, to),
  ]);
  const files = await filesOfTips(
    db,
    shown.map(({ id }) => id),
  );
  return {
    ...counts,
    claim,
    shown: shown.map((tip) => ({ ...tip, files: files.get(tip.id) ?? [] })),
    target,
  };
}

async function targetView(
  { store: { db } }: Desk,
  claimId: string,
  to: string,
): Promise<RegroupView['target']> {
  const claim = await findClaim(db, to);
  if (to === claimId || !claim || claim.closedAs === 'duplicate') throw new DeskError('duplicate_invalid');
  const stands = (await publishedVerdict(db, to)) ?? (await standingNotice(db, to));
  const shown = await listTipsOfClaim(db, to, { limit: SHOWN, offset: 0 });
  return { claim, shown, answered: stands !== undefined };
}
