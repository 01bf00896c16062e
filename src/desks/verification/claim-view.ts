import { type ClaimRow, findClaim } from '../../store/claims.ts';
import { listEvents } from '../../store/events.ts';
import { type FeedbackSeen, feedbackOf } from '../../store/feedback.ts';
import { type FileSeen, filesOfMessages, filesOfTips } from '../../store/files-seen.ts';
import { type IncidentOfClaim, incidentsOfClaim, originsOf } from '../../store/incident-claims.ts';
import { type Delivery, deliveryOf } from '../../store/published.ts';
import { type ByPhone, byPhoneOf } from '../../store/spoken-codes.ts';
import { type ClaimTip, countTipsOfClaim, listTipsOfClaim } from '../../store/tips.ts';
import {
  listVerdicts,
  type Rating,
  textsOf,
  type VerdictHistory,
  type VerdictWords,
} from '../../store/verdicts.ts';
import { type ClaimNotes, claimNotes, type Reader } from './claim-notes.ts';
import { type Desk, DeskError } from './desk.ts';
import { holderOf, type QueueClaim } from './queue.ts';
import { openSources } from './verdicts.ts';

/** Versions that people have read. */
const TOLD = new Set(['published', 'superseded', 'withdrawn']);

/** Tips on a page: a claim may have thousands. */
const TIPS_PAGE = 50;

export interface VerdictView extends VerdictHistory {
  readonly texts: Readonly<Record<string, VerdictWords>>;
  /** Recordings that are to come, or came, from a phone. */
  readonly byPhone: readonly ByPhone[];
}

interface FeedbackView extends Pick<FeedbackSeen, 'useful' | 'useless'> {
  readonly reasons: readonly (FeedbackSeen['reasons'][number] & { readonly files: readonly FileSeen[] })[];
}

export interface ClaimView extends ClaimNotes {
  readonly claim: ClaimRow;
  readonly holder: QueueClaim['holder'];
  readonly tips: readonly (ClaimTip & { readonly files: readonly FileSeen[] })[];
  readonly counts: Awaited<ReturnType<typeof countTipsOfClaim>>;
  readonly tipsPerPage: number;
  /** Newest first; the first is the one that counts. */
  readonly verdicts: readonly VerdictView[];
  /** What of the ledger readers may be shown. */
  readonly openSources: Awaited<ReturnType<typeof openSources>>;
  /** Ratings that were told of this claim: what a correction may have to name. */
  readonly told: readonly Rating[];
  /** How far the answers of the verdict that stands got; null where none does. */
  readonly delivery: Delivery | null;
  /** What people said of it; null where none stands. */
  readonly feedback: FeedbackView | null;
  /** What it was handed to the watch cell as, the last first; and incidents that it came from, and would go back to. */
  readonly watch: { readonly handed: readonly IncidentOfClaim[]; readonly from: readonly IncidentOfClaim[] };
  /** What was decided about the claim and its verdicts, newest first. */
  readonly events: Awaited<ReturnType<typeof listEvents>>;
}

/**
 * All that one page shows about a claim.
 * @param tipPage from 0
 * @param reader who looks: protected sources are not for everybody
 * @throws DeskError `claim_unknown`
 */
export async function claimView(
  desk: Desk,
  claimId: string,
  { tipPage = 0, reader }: { tipPage?: number; reader?: Reader } = {},
): Promise<ClaimView> {
  const { db } = desk.store;
  const claim = await findClaim(db, claimId);
  if (!claim) throw new DeskError('claim_unknown');
  const [tips, counts, verdicts] = await Promise.all([
    listTipsOfClaim(db, claimId, { limit: TIPS_PAGE, offset: tipPage * TIPS_PAGE }),
    countTipsOfClaim(db, claimId),
    listVerdicts(db, claimId),
  ]);
  const ids = verdicts.map((verdict) => verdict.id);
  const standing = verdicts.find(({ state }) => state === 'published');
  const [files, texts, delivery, feedback, events, notes, byPhone] = await Promise.all([
    filesOfTips(
      db,
      tips.map(({ id }) => id),
    ),
    textsOf(db, ids),
    standing ? deliveryOf(db, standing.id) : null,
    standing ? feedbackView(desk, standing.id) : null,
    listEvents(db, [claimId, ...ids]),
    claimNotes(desk, { claim, verdicts }, reader),
    byPhoneOf(db, ids.slice(0, 1), desk.now()),
  ]);
  return {
    claim,
    holder: holderOf(claim, desk.now()),
    tips: tips.map((tip) => ({ ...tip, files: files.get(tip.id) ?? [] })),
    counts,
    tipsPerPage: TIPS_PAGE,
    ...notes,
    verdicts: verdicts.map((verdict) => ({
      ...verdict,
      texts: texts.get(verdict.id) ?? {},
      byPhone: byPhone.filter(({ verdictId }) => verdictId === verdict.id),
    })),
    openSources: await openSources(db, claimId),
    watch: { handed: await incidentsOfClaim(db, claimId), from: await originsOf(db, claimId) },
    told: [...new Set(verdicts.filter(({ state }) => TOLD.has(state)).map(({ rating }) => rating))],
    delivery,
    feedback,
    events,
  };
}

/** With the voice notes in which reasons were told; a reason of which nothing is left is none. */
async function feedbackView({ store: { db } }: Desk, verdictId: string): Promise<FeedbackView> {
  const { reasons, ...counts } = await feedbackOf(db, verdictId);
  const files = await filesOfMessages(
    db,
    reasons.flatMap(({ messageId }) => messageId ?? []),
  );
  return {
    ...counts,
    reasons: reasons
      .map((reason) => ({ ...reason, files: files.get(reason.messageId ?? -1) ?? [] }))
      .filter(({ text, files: along }) => text !== null || along.length > 0),
  };
}
