import { MediaError } from '../../core/media-error.ts';
import {
  addEvidence,
  DeskError,
  EVIDENCE_KINDS,
  EVIDENCE_STANCES,
  type EvidenceFile,
} from '../../desks/verification/index.ts';
import { takeIn } from '../../media/take-in.ts';
import type { SignedVisit } from '../route.ts';
import { onClaim } from './on-claim.ts';

export const addEvidenceToClaim = onClaim(async (visit, claim) => {
  const { deps, form } = visit;
  const kind = EVIDENCE_KINDS.find((each) => each === form.get('kind'));
  const stance = EVIDENCE_STANCES.find((each) => each === form.get('stance'));
  if (!kind || !stance) throw new DeskError('evidence_invalid');
  const [url, source] = [form.get('url'), form.get('source')];
  const file = await fileOf(visit);
  // Nobody could tell whether it is independent of another.
  if (url === '' && source === '') throw new DeskError('source_missing');
  await addEvidence(deps, {
    ...claim,
    kind,
    stance,
    note: form.get('note'),
    url,
    source,
    protected: form.get('protected') === 'yes',
    file,
  });
  return 'verification.done.evidence';
});

/** Judged and stripped like anybody's: phones of staff write their place into pictures as well. */
async function fileOf({ deps, upload }: SignedVisit): Promise<EvidenceFile | undefined> {
  if (upload === null) return undefined;
  if (upload === 'too_big') throw new DeskError('file_too_big');
  try {
    return { file: await takeIn(upload.bytes, deps.printSound), received: upload.bytes };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    throw new DeskError(error.kind === 'too_big' ? 'file_too_big' : 'file_refused');
  }
}
