import type { PrintSound } from '../../media/fingerprint.ts';
import { openFile } from '../../store/blobs.ts';
import type { Queryable } from '../../store/connect.ts';
import type { Seal } from '../../store/seal.ts';
import {
  bindSpokenCode,
  endSpokenCode,
  endSpokenCodes,
  fetchedNotes,
  insertSpokenCode,
  noteForCode,
} from '../../store/spoken-codes.ts';
import { findVerdict, latestVerdict, textsOf } from '../../store/verdicts.ts';
import { drawPhoneCode, phoneCodeHash, phoneCodeUntil } from '../phone-code.ts';
import { type Desk, DeskError } from './desk.ts';
import { moveClaim } from './lease.ts';
import { stateAfter } from './moves.ts';
import { recordingOf } from './recording.ts';
import { attachVoice } from './voice.ts';

/**
 * An author speaks a verdict into their own phone: the page shows a number, they send it to us from the phone, and then a
 * voice note. The code is good for one phone and one text.
 */

const AT_ONCE = 20;

/** @throws DeskError as {@link attachVoice} */
export function offerByPhone(
  desk: Desk,
  input: { claimId: string; staffId: string; verdictId: string; language: string },
): Promise<{ code: string; until: Date }> {
  const { verdictId, staffId, language } = input;
  return moveClaim(desk, { ...input, move: 'draft' }, async (tx, claim, now) => {
    stateAfter(claim.state, 'draft');
    const latest = await latestVerdict(tx, claim.id);
    if (latest?.id !== verdictId || latest.state !== 'draft') throw new DeskError('no_draft');
    if (latest.authorId !== staffId) throw new DeskError('not_author');
    if (!(await textsOf(tx, [verdictId])).get(verdictId)?.[language])
      throw new DeskError('text_missing', { language });
    await endSpokenCodes(tx, { verdictId, language }, now);
    const until = phoneCodeUntil(now);
    const row = { verdictId, language, staffId, expiresAt: until };
    const code = await drawPhoneCode((drawn) =>
      insertSpokenCode(tx, { ...row, hash: hashOf(desk.store.seal, drawn) }),
    );
    const event = {
      subject: 'verdict',
      subjectId: verdictId,
      what: 'voice_code_given',
      to: language,
    } as const;
    return { events: [event], result: { code, until } };
  });
}

const hashOf = (seal: Seal, code: string) => phoneCodeHash(seal, 'spoken verdict', code);

/** A phone has sent a code: what it says next is the recording. @returns whether the code is good */
export function takePhoneCode(
  tx: Queryable,
  by: { seal: Seal; code: string; contactId: string; now: Date },
): Promise<boolean> {
  return bindSpokenCode(tx, { hash: hashOf(by.seal, by.code), contactId: by.contactId, now: by.now });
}

/** A phone has sent a voice note. @returns whether it is a recording of ours, and so nothing else */
export function takePhoneNote(
  tx: Queryable,
  by: { contactId: string; messageId: number; now: Date },
): Promise<boolean> {
  return noteForCode(tx, by);
}

/** Makes fetched notes what their authors wanted them to be, by the rules of an upload; why not stands on the page. */
export async function attachFromPhones(
  desk: Desk & { readonly printSound?: PrintSound | undefined },
): Promise<number> {
  const { db } = desk.store;
  const notes = await fetchedNotes(db, AT_ONCE);
  for (const { id, verdictId, language, staffId, blobId } of notes) {
    let refused: string | null = null;
    try {
      const claimId = (await findVerdict(db, verdictId))?.claimId ?? '';
      const file = blobId === null ? undefined : await openFile(desk.store, blobId);
      if (!file) throw new DeskError('audio_invalid');
      const recording = await recordingOf(file.bytes, desk.printSound);
      await attachVoice(desk, { claimId, staffId, verdictId, language, ...recording });
    } catch (error) {
      if (!(error instanceof DeskError)) throw error;
      refused = error.key;
    }
    await endSpokenCode(db, id, { now: desk.now(), refused });
    desk.log.info('a recording came by phone', { verdictId, staffId });
  }
  return notes.length;
}
