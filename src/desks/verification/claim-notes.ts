import { type OpenedFile, openFile } from '../../store/blobs.ts';
import { type ClaimCheckRow, claimHasFiles, listClaimChecks } from '../../store/claim-checks.ts';
import { type ClaimRow, findClaim } from '../../store/claims.ts';
import { type EvidenceRow, listEvidence } from '../../store/evidence.ts';
import { listRightOfReply, type ReplyRow } from '../../store/right-of-reply.ts';
import type { StaffRole } from '../../store/staff.ts';
import { listVerdicts, type VerdictHistory } from '../../store/verdicts.ts';
import { type Checklist, checklistsFor } from './checklists.ts';
import { concerned } from './conflict.ts';
import type { Desk } from './desk.ts';
import { type Missing, missingOf } from './readiness.ts';
import { independentSources } from './sources.ts';

/** Who looks. */
export interface Reader {
  readonly id: string;
  readonly role: StaffRole;
}

/** An entry of the ledger as somebody may see it. Where it is hidden only its kind, stance and time are left. */
export interface EvidenceSeen extends Omit<EvidenceRow, 'note'> {
  readonly note: string | null;
  readonly hidden: boolean;
}

export interface ClaimNotes {
  readonly evidence: readonly EvidenceSeen[];
  /** Independent sources, protected ones counted. */
  readonly sources: number;
  readonly replies: readonly ReplyRow[];
  readonly checklists: readonly Checklist[];
  readonly checks: readonly ClaimCheckRow[];
  readonly missing: readonly Missing[];
  /** Who has an interest of their own in it, as they said. */
  readonly concerned: readonly string[];
}

interface Work {
  readonly claim: Pick<ClaimRow, 'leasedBy' | 'leasedUntil'>;
  readonly verdicts: readonly Pick<VerdictHistory, 'authorId' | 'checkerId'>[];
}

/** What is noted about a claim. @param reader left out: nobody in particular, who sees no protected source */
export async function claimNotes(
  desk: Desk,
  { claim, verdicts }: { claim: ClaimRow; verdicts: Work['verdicts'] },
  reader?: Reader,
): Promise<ClaimNotes> {
  const { db } = desk.store;
  const [evidence, replies, checks, hasFiles, barred] = await Promise.all([
    listEvidence(db, claim.id),
    listRightOfReply(db, claim.id),
    listClaimChecks(db, claim.id),
    claimHasFiles(db, claim.id),
    concerned(db, claim.id),
  ]);
  const worksOnIt = reader !== undefined && mayKnowSources(reader, { claim, verdicts }, desk.now());
  return {
    evidence: evidence.map((row) =>
      row.protected && !worksOnIt && row.addedBy !== reader?.id ? hide(row) : { ...row, hidden: false },
    ),
    sources: independentSources(evidence),
    replies,
    checklists: checklistsFor({ category: claim.category, hasFiles }),
    checks,
    missing: missingOf({ claim, evidence, replies, checks, hasFiles }, desk.verdictLanguages),
    concerned: barred,
  };
}

/** The file or stored copy of an entry. @returns undefined where there is none, or it is not for the reader */
export async function evidenceFile(
  desk: Desk,
  { claimId, evidenceId }: { claimId: string; evidenceId: string },
  reader: Reader,
): Promise<OpenedFile | undefined> {
  const { store } = desk;
  const claim = await findClaim(store.db, claimId);
  if (!claim) return undefined;
  const verdicts = await listVerdicts(store.db, claimId);
  const { evidence } = await claimNotes(desk, { claim, verdicts }, reader);
  const blobId = evidence.find(({ id }) => id === evidenceId)?.blobId;
  return blobId ? openFile(store, blobId) : undefined;
}

/**
 * A protected source is for who works on the claim: who holds its lease now, who wrote or checked a verdict, and a
 * lead. Nobody else at the desk needs to know it, and taking the lease is on record.
 */
function mayKnowSources(reader: Reader, { claim, verdicts }: Work, now: Date): boolean {
  if (reader.role === 'lead' || reader.role === 'admin') return true;
  if (claim.leasedBy === reader.id && claim.leasedUntil !== null && claim.leasedUntil > now) return true;
  return verdicts.some(({ authorId, checkerId }) => authorId === reader.id || checkerId === reader.id);
}

function hide(row: EvidenceRow): EvidenceSeen {
  const nothing = { note: null, url: null, source: null, blobId: null, sha256: null, file: null };
  return { ...row, ...nothing, struckWhy: null, copyState: null, copyError: null, hidden: true };
}
