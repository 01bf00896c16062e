import { countOpenClaims, listOpenClaims, type OpenClaim } from '../../store/claims.ts';
import { type FileSeen, filesOfTips } from '../../store/files-seen.ts';
import { countWaitingTips, listWaitingLines, type WaitingLine } from '../../store/tips.ts';
import type { Desk } from './desk.ts';
import { isHeldByOther } from './lease.ts';

/** Lines on a page: what a slow link loads at once. */
export const QUEUE_PAGE = 50;

/** Why a line stands where it stands: keys of `desk.rank.*`, the strongest first. */
type RankReason =
  | { readonly key: 'forwarded_often' | 'forwarded' }
  | { readonly key: 'askers' | 'repeats'; readonly count: number }
  | { readonly key: 'waiting_since'; readonly at: Date };

export interface QueueLine extends WaitingLine {
  readonly reasons: readonly RankReason[];
  /** What came along with the tip that stands for all. */
  readonly files: readonly FileSeen[];
}

export interface QueueClaim extends OpenClaim {
  /** Who works on it now; null: it is free. */
  readonly holder: { readonly staffId: string; readonly name: string; readonly until: Date } | null;
}

export interface QueuePage {
  readonly lines: readonly QueueLine[];
  /** Of all pages. */
  readonly lineCount: number;
  readonly tipCount: number;
  readonly claims: readonly QueueClaim[];
  readonly claimCounts: { readonly research: number; readonly check: number };
  readonly pageSize: number;
}

/**
 * What waits at the desk: tips nobody has grouped, the same words as one line, and claims under way.
 * Forwarded often comes first, then what most people ask, then what waits longest; one person who sends a thing fifty
 * times counts as one.
 * @param page of the waiting tips, from 0; `claimPage` of the claims
 */
export async function queue(
  desk: Desk,
  { page = 0, claimPage = 0 }: { page?: number; claimPage?: number } = {},
): Promise<QueuePage> {
  const { db } = desk.store;
  const [lines, waiting, claims, claimCounts] = await Promise.all([
    listWaitingLines(db, { limit: QUEUE_PAGE, offset: page * QUEUE_PAGE }),
    countWaitingTips(db),
    listOpenClaims(db, { limit: QUEUE_PAGE, offset: claimPage * QUEUE_PAGE }),
    countOpenClaims(db),
  ]);
  const files = await filesOfTips(
    db,
    lines.map(({ tipId }) => tipId),
  );
  const now = desk.now();
  return {
    lines: lines.map((line) => ({
      ...line,
      reasons: reasonsOf(line),
      files: files.get(line.tipId) ?? [],
    })),
    lineCount: waiting.lines,
    tipCount: waiting.tips,
    claims: claims.map((claim) => ({ ...claim, holder: holderOf(claim, now) })),
    claimCounts,
    pageSize: QUEUE_PAGE,
  };
}

function reasonsOf(line: WaitingLine): RankReason[] {
  return [
    ...(line.forwarded === 'often' ? [{ key: 'forwarded_often' } as const] : []),
    ...(line.askers > 1 ? [{ key: 'askers', count: line.askers } as const] : []),
    ...(line.forwarded === 'once' ? [{ key: 'forwarded' } as const] : []),
    ...(line.repeats > 0 ? [{ key: 'repeats', count: line.repeats } as const] : []),
    { key: 'waiting_since', at: line.oldest },
  ];
}

/** @returns who works on a claim now; null where the lease is free or ran out */
export function holderOf(
  claim: Pick<OpenClaim, 'leasedBy' | 'leasedByName' | 'leasedUntil'>,
  now: Date,
): QueueClaim['holder'] {
  const { leasedBy, leasedByName, leasedUntil } = claim;
  if (leasedBy === null || leasedUntil === null || !isHeldByOther(claim, '', now)) return null;
  return { staffId: leasedBy, name: leasedByName ?? '', until: leasedUntil };
}
