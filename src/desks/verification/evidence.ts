import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { keepBlob, type NewBlob } from '../../store/blobs.ts';
import { insertEvidence, strikeEvidence } from '../../store/evidence.ts';
import { askCopyAgain } from '../../store/evidence-copies.ts';
import type { evidence } from '../../store/schema.ts';
import { type Desk, DeskError, tidy } from './desk.ts';
import { moveClaim } from './lease.ts';

interface OfClaim {
  readonly claimId: string;
  readonly staffId: string;
}

export const EVIDENCE_KINDS = ['link', 'document', 'witness', 'official', 'observation'] as const;
export const EVIDENCE_STANCES = ['supports', 'refutes', 'context'] as const;

/** A file that media/take-in.ts let in. */
export interface EvidenceFile {
  readonly file: NewBlob;
  /** Before it was stripped: by it the same file is found again. */
  readonly received: Buffer;
}

/**
 * Adds to the ledger, which only grows; also in review, where a second person may know of more. Of a link a copy is
 * kept, in the background.
 * @param input.source who or what stands behind it
 * @param input.protected naming the source could harm somebody: see claim-notes.ts
 * @throws DeskError `evidence_invalid` without a note, or with an address that is no http(s) link; `source_missing`
 *   where it is protected and says not whom
 */
export async function addEvidence(
  desk: Desk,
  input: OfClaim & {
    kind: (typeof evidence.$inferInsert)['kind'];
    stance: (typeof evidence.$inferInsert)['stance'];
    note: string;
    url?: string | undefined;
    source?: string | undefined;
    protected?: boolean;
    file?: EvidenceFile | undefined;
  },
): Promise<{ evidenceId: string }> {
  const note = tidy(input.note);
  const url = tidy(input.url ?? '');
  const source = tidy(input.source ?? '');
  const isKnown = EVIDENCE_KINDS.includes(input.kind) && EVIDENCE_STANCES.includes(input.stance);
  if (note === '' || !isKnown || (url !== '' && !isLink(url))) throw new DeskError('evidence_invalid');
  if (input.protected && source === '') throw new DeskError('source_missing');
  const { file } = input;
  const added = await moveClaim(desk, input, async (tx, claim, now) => {
    const evidenceId = uuidv7();
    const { seal } = desk.store;
    const blobId =
      file && (await keepBlob(tx, { seal, hash: seal.hashBytes(file.received), file: file.file }));
    await insertEvidence(tx, {
      id: evidenceId,
      claimId: claim.id,
      kind: input.kind,
      stance: input.stance,
      note,
      url: url === '' ? null : url,
      source: source === '' ? null : source,
      protected: input.protected ?? false,
      blobId: blobId ?? null,
      sha256: file ? createHash('sha256').update(file.file.bytes).digest() : null,
      // One entry has one file: what somebody uploaded is the copy that they chose to keep.
      copyState: url === '' || file ? null : 'waiting',
      addedBy: input.staffId,
      addedAt: now,
    });
    const event = { subject: 'claim', subjectId: claim.id, what: 'evidence_added', to: evidenceId } as const;
    return { events: [event], result: { evidenceId } };
  });
  if (url !== '' && !file) desk.wake('media', [added.evidenceId]);
  return added;
}

/**
 * Says that an entry counts no longer. It stays to be read, struck out, with the reason; the log has the entry's id and
 * not the reason, which may say who a protected source is.
 * @throws DeskError `why_missing`, `evidence_struck` where a colleague was faster
 */
export async function strikeOut(
  desk: Desk,
  input: OfClaim & { evidenceId: string; why: string },
): Promise<void> {
  const why = tidy(input.why);
  if (why === '') throw new DeskError('why_missing');
  return moveClaim(desk, input, async (tx, claim, now) => {
    const { evidenceId, staffId } = input;
    if (!(await strikeEvidence(tx, { claimId: claim.id, evidenceId, staffId, why, now }))) {
      throw new DeskError('evidence_struck');
    }
    const event = { subject: 'claim', subjectId: claim.id, what: 'evidence_struck', to: evidenceId } as const;
    return { events: [event], result: undefined };
  });
}

/** Has a copy that failed tried once more. @throws DeskError `copy_not_failed` */
export async function copyAgain(desk: Desk, input: OfClaim & { evidenceId: string }): Promise<void> {
  await moveClaim(desk, input, async (tx, claim) => {
    if (!(await askCopyAgain(tx, claim.id, input.evidenceId))) throw new DeskError('copy_not_failed');
    return { events: [], result: undefined };
  });
  desk.wake('media', [input.evidenceId]);
}

function isLink(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  // What stands before an @ is a password, or looks like another house.
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
