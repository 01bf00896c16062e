/**
 * The verification desk: tip → claim → evidence → verdict → a second person → everybody who asked is told.
 * Conversation and console call it through here; it calls nobody but the store.
 */
export { type ClaimView, claimView, TIPS_PAGE, type VerdictView } from './claim-view.ts';
export {
  addEvidence,
  addTips,
  dismissTips,
  EVIDENCE_KINDS,
  EVIDENCE_STANCES,
  openClaim,
  removeTip,
  restoreTips,
  setWording,
  type Wording,
} from './claims.ts';
export { newCode, readCode } from './code.ts';
export { DESK_ERRORS, type Desk, DeskError, type DeskErrorKey } from './desk.ts';
export { BODY_MAX, frameVerdict, SUMMARY_MAX, type SummarySize, summarySize } from './frame.ts';
export { LEASE_MS, releaseLease, takeLease } from './lease.ts';
export {
  QUEUE_PAGE,
  type QueueClaim,
  type QueueLine,
  type QueuePage,
  queue,
  type RankReason,
} from './queue.ts';
export {
  type ReceivedTip,
  receiveTip,
  refuseTips,
  type TipReceipt,
  type TipStatus,
  tipStatus,
} from './tips.ts';
export { approve, REQUIRED_LANGUAGES, returnToAuthor, saveDraft, submit } from './verdicts.ts';
