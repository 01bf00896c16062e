/**
 * The verification desk: tip → claim → evidence → verdict → a second person → everybody who asked is told.
 * What the pages of the console call. The turn of a conversation takes tips.ts, which knows no staff.
 */

export { offerByPhone } from './by-phone.ts';
export {
  answerChecks,
  answersOf,
  CHECK_ANSWERS,
  CHECKLISTS,
  type Checklist,
} from './checklists.ts';
export { type EvidenceSeen, evidenceFile } from './claim-notes.ts';
export { type ClaimView, claimView, type VerdictView } from './claim-view.ts';
export {
  addTips,
  dismissTips,
  openClaim,
  removeTip,
  restoreTips,
  setWording,
} from './claims.ts';
export { declareConflict } from './conflict.ts';
export { DeskError } from './desk.ts';
export {
  addEvidence,
  copyAgain,
  EVIDENCE_KINDS,
  EVIDENCE_STANCES,
  type EvidenceFile,
  strikeOut,
} from './evidence.ts';
export { assess, closeClaim, reopenClaim } from './exits.ts';
export { HARMS, setFacts } from './facts.ts';
export { figures, type Period, SMALL } from './figures.ts';
export { BODY_MAX, CHANGED_MAX, frameVerdict, SUMMARY_MAX, summarySize } from './frame.ts';
export { type LinePage, lineOf, mergeLines, refuseClaim, splitLine, unmergeLines } from './groups.ts';
export { handTo } from './hand-over.ts';
export { releaseLease, takeLease } from './lease.ts';
export { isMatchingAway, type PublicMatcher } from './matching/ask.ts';
export { type GateSeen, gateSeen } from './matching/gate-seen.ts';
export { EXITS } from './moves.ts';
export { receivePartnerTip } from './partner-tips.ts';
export { claimDelivery, type PublishedPage, published } from './published.ts';
export {
  claimNumbered,
  EVERYTHING,
  QUEUE_ORDERS,
  QUEUE_STATES,
  type QueueChoices,
  type QueueClaim,
  type QueueLine,
  type QueuePage,
  type QueueWanted,
  queue,
  queueChoices,
} from './queue.ts';
export { recordingOf } from './recording.ts';
export { type RegroupView, regroupView } from './regroup-view.ts';
export { approve, release, returnToAuthor, withdraw } from './review.ts';
export {
  isUnsafe,
  noteRightOfReply,
  overdueReplies,
  REPLY_OUTCOMES,
  REPLY_REASONS,
} from './right-of-reply.ts';
export { SOURCES_NEEDED } from './sources.ts';
export { splitClaim } from './split-claim.ts';
export { beginCorrection, saveDraft, submit } from './verdicts.ts';
export { openWith, removeView, renameView, type SavedView, saveView, VIEW_NAME_MAX, views } from './views.ts';
export { attachVoice, keepVoice, removeVoice, voiceFile } from './voice.ts';
export { SPOKEN_MAX, spoken, writeDownSpoken } from './write-down.ts';
