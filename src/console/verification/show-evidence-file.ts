import { evidenceFile } from '../../desks/verification/index.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';

/** A file of the ledger, or the copy of what a link showed, for who may know the source. */
export const showEvidenceFile = atDesk(async ({ deps, params, staff }) => {
  const { id: claimId = '', evidence: evidenceId = '' } = params;
  if (!isId(claimId) || !isId(evidenceId)) return { refuse: 404 };
  const file = await evidenceFile(deps, { claimId, evidenceId }, staff);
  return file ? { file: { ...file, name: evidenceId.slice(-8) } } : { refuse: 404 };
});
