import { guessLanguage } from '../../language/guess.ts';
import { addEvents } from '../../store/events.ts';
import { findSpoken, type Spoken, writeDown } from '../../store/transcripts.ts';
import { type Desk, DeskError, tidy } from './desk.ts';

/** What is said in a long voice note. */
export const SPOKEN_MAX = 3_000;

/** A voice note or film of a tip, with what was written down of it. @returns undefined where there is none */
export function spoken(desk: Desk, blobId: string): Promise<Spoken | undefined> {
  return findSpoken(desk.store.db, blobId);
}

/**
 * Keeps what is said in a voice note, so that its rumor is found by words, too. Its tips are matched anew. The words go
 * with the file and stand in no event: who asks to be forgotten must not leave them behind.
 * @param input.text nothing takes away what was written
 * @throws DeskError `spoken_unknown` where no tip came with such a file, or not any more; `spoken_long`
 */
export async function writeDownSpoken(
  desk: Desk,
  input: { blobId: string; staffId: string; text: string },
): Promise<void> {
  const { blobId, staffId } = input;
  const text = tidy(input.text);
  if (text.length > SPOKEN_MAX) throw new DeskError('spoken_long', { room: SPOKEN_MAX });
  const { language, sure } = guessLanguage(text);
  const waiting = await desk.store.db.transaction(async (tx) => {
    const before = await findSpoken(tx, blobId);
    if (!before) throw new DeskError('spoken_unknown');
    if ((before.said?.text ?? '') === text) return [];
    const tips = await writeDown(tx, { blobId, text, language: sure ? language : null, by: staffId });
    const what = text === '' ? 'transcript_removed' : 'transcript_written';
    await addEvents(tx, [{ at: desk.now(), subject: 'file', subjectId: blobId, actor: staffId, what }]);
    return tips;
  });
  if (waiting.length > 0) desk.wake('verification', waiting);
}
