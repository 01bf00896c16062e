import type { Room } from '../route.ts';
import { addEvidenceToClaim } from './add-evidence.ts';
import { addTipsToClaim } from './add-tips.ts';
import { answerChecklist } from './answer-checklist.ts';
import { approveVerdict, releaseOneVerdict } from './approve.ts';
import { changeQueueView, deleteQueueView, openQueueWith, saveQueueView } from './change-views.ts';
import { changeVoice } from './change-voice.ts';
import { assessClaim, closeOneClaim, reopenOneClaim } from './close-claim.ts';
import { copyLinkAgain } from './copy-again.ts';
import { correctVerdict, withdrawOneVerdict } from './correct.ts';
import { declareOwnInterest } from './declare-conflict.ts';
import { dismissWaitingTips } from './dismiss-tips.ts';
import { handOverClaim } from './give-claim.ts';
import { handClaimToWatch } from './hand-to-watch.ts';
import { noteReply } from './note-reply.ts';
import { openClaimOfTips } from './open-claim.ts';
import { checkSame, checkSplit, mergeIntoClaim, splitOffTips } from './regroup-claim.ts';
import { mergeTickedLines, refuseProposedClaim, unmergeJoinedLines } from './regroup-lines.ts';
import { releaseClaim } from './release-claim.ts';
import { removeTipFromClaim } from './remove-tip.ts';
import { renewClaim } from './renew-claim.tsx';
import { restoreDismissedTips } from './restore-tips.ts';
import { returnVerdict } from './return-verdict.ts';
import { saveFacts } from './save-facts.ts';
import { saveVerdict } from './save-verdict.ts';
import { saveWording } from './save-wording.ts';
import { showClaim } from './show-claim.ts';
import { refreshDelivery } from './show-delivery.tsx';
import { showEvidenceFile } from './show-evidence-file.ts';
import { showLine, splitShownLine } from './show-line.tsx';
import { refreshQueue, searchQueue, showQueue } from './show-queue.tsx';
import { showVoice } from './show-voice.ts';
import { strikeEvidence } from './strike-evidence.ts';
import { takeClaim } from './take-claim.ts';
import { saveSpoken, showSpoken } from './write-down.tsx';

/** The verification desk: what waits, one claim, and the second person's word. */
export const verificationRoom: Room = {
  routes: [
    { method: 'GET', path: '/verification', handle: showQueue },
    { method: 'GET', path: '/verification/queue', handle: refreshQueue },
    { method: 'POST', path: '/verification/search', handle: searchQueue },
    { method: 'POST', path: '/verification/views', handle: saveQueueView },
    { method: 'POST', path: '/verification/views/open-with', handle: openQueueWith },
    { method: 'POST', path: '/verification/views/:id', handle: changeQueueView },
    { method: 'POST', path: '/verification/views/:id/delete', handle: deleteQueueView },
    { method: 'GET', path: '/verification/lines/:id', handle: showLine },
    { method: 'POST', path: '/verification/lines/:id/split', handle: splitShownLine },
    { method: 'POST', path: '/verification/lines/merge', handle: mergeTickedLines },
    { method: 'POST', path: '/verification/lines/unmerge', handle: unmergeJoinedLines },
    { method: 'POST', path: '/verification/lines/refuse', handle: refuseProposedClaim },
    { method: 'POST', path: '/verification/claims', handle: openClaimOfTips },
    { method: 'POST', path: '/verification/tips/add', handle: addTipsToClaim },
    { method: 'POST', path: '/verification/tips/dismiss', handle: dismissWaitingTips, keepsText: true },
    { method: 'POST', path: '/verification/tips/restore', handle: restoreDismissedTips },
    { method: 'GET', path: '/verification/claims/:id', handle: showClaim },
    { method: 'GET', path: '/verification/claims/:id/delivery', handle: refreshDelivery },
    { method: 'POST', path: '/verification/claims/:id/take', handle: takeClaim },
    { method: 'POST', path: '/verification/claims/:id/renew', handle: renewClaim },
    { method: 'POST', path: '/verification/claims/:id/release', handle: releaseClaim },
    { method: 'POST', path: '/verification/claims/:id/hand-over', handle: handOverClaim, keepsText: true },
    { method: 'GET', path: '/verification/spoken/:file', handle: showSpoken },
    { method: 'POST', path: '/verification/spoken/:file', handle: saveSpoken, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/wording', handle: saveWording, keepsText: true },
    {
      method: 'POST',
      path: '/verification/claims/:id/evidence',
      handle: addEvidenceToClaim,
      keepsText: true,
      takesFile: true,
    },
    { method: 'GET', path: '/verification/claims/:id/evidence/:evidence', handle: showEvidenceFile },
    {
      method: 'POST',
      path: '/verification/claims/:id/evidence/strike',
      handle: strikeEvidence,
      keepsText: true,
    },
    { method: 'POST', path: '/verification/claims/:id/evidence/copy', handle: copyLinkAgain },
    {
      method: 'POST',
      path: '/verification/claims/:id/conflict',
      handle: declareOwnInterest,
      keepsText: true,
    },
    { method: 'POST', path: '/verification/claims/:id/facts', handle: saveFacts, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/reply', handle: noteReply, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/checks', handle: answerChecklist, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/tips/remove', handle: removeTipFromClaim },
    { method: 'POST', path: '/verification/claims/:id/split/check', handle: checkSplit },
    { method: 'POST', path: '/verification/claims/:id/split', handle: splitOffTips, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/same/check', handle: checkSame },
    { method: 'POST', path: '/verification/claims/:id/same', handle: mergeIntoClaim, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/verdict', handle: saveVerdict, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/voice', handle: changeVoice, takesFile: true },
    { method: 'GET', path: '/verification/claims/:id/voice/:verdict/:language', handle: showVoice },
    { method: 'POST', path: '/verification/claims/:id/assess', handle: assessClaim, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/close', handle: closeOneClaim, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/watch', handle: handClaimToWatch, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/reopen', handle: reopenOneClaim, keepsText: true },
    { method: 'POST', path: '/verification/claims/:id/approve', handle: approveVerdict },
    { method: 'POST', path: '/verification/claims/:id/release-verdict', handle: releaseOneVerdict },
    { method: 'POST', path: '/verification/claims/:id/correct', handle: correctVerdict },
    {
      method: 'POST',
      path: '/verification/claims/:id/withdraw',
      handle: withdrawOneVerdict,
      keepsText: true,
    },
    { method: 'POST', path: '/verification/claims/:id/return', handle: returnVerdict, keepsText: true },
  ],
  assets: [
    {
      name: 'verification.css',
      file: new URL('./assets/verification.css', import.meta.url),
      type: 'text/css',
    },
    { name: 'queue.css', file: new URL('./assets/queue.css', import.meta.url), type: 'text/css' },
    {
      name: 'keep-queue.js',
      file: new URL('./assets/keep-queue.js', import.meta.url),
      type: 'text/javascript',
    },
    {
      name: 'recorder.js',
      file: new URL('./assets/recorder.js', import.meta.url),
      type: 'text/javascript',
    },
    {
      name: 'recorder-worklet.js',
      file: new URL('./assets/recorder-worklet.js', import.meta.url),
      type: 'text/javascript',
    },
    {
      name: 'keep-typed.js',
      file: new URL('./assets/keep-typed.js', import.meta.url),
      type: 'text/javascript',
    },
  ],
};
