import { addEvidence, DeskError, EVIDENCE_KINDS, EVIDENCE_STANCES } from '../../desks/verification/index.ts';
import { onClaim } from './on-claim.ts';

export const addEvidenceToClaim = onClaim(async ({ deps, form }, claim) => {
  const kind = EVIDENCE_KINDS.find((each) => each === form.get('kind'));
  const stance = EVIDENCE_STANCES.find((each) => each === form.get('stance'));
  if (!kind || !stance) throw new DeskError('evidence_invalid');
  await addEvidence(deps, { ...claim, kind, stance, note: form.get('note'), url: form.get('url') });
  return 'verification.done.evidence';
});
