import { DeskError, strikeOut } from '../../desks/verification/index.ts';
import { isId } from '../ids.ts';
import { onClaim } from './on-claim.ts';

export const strikeEvidence = onClaim(async ({ deps, form }, claim) => {
  const evidenceId = form.get('evidence');
  if (!isId(evidenceId)) throw new DeskError('evidence_struck');
  await strikeOut(deps, { ...claim, evidenceId, why: form.get('strike_why') });
  return 'ledger.done.struck';
});
