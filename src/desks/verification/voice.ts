import { isSpoken } from '../../media/spoken.ts';
import { dropUnheld, keepBlob, type NewBlob, type OpenedFile, openFile } from '../../store/blobs.ts';
import { findVerdict, latestVerdict, setAudio, textsOf } from '../../store/verdicts.ts';
import { type Desk, DeskError } from './desk.ts';
import { moveClaim } from './lease.ts';
import { stateAfter } from './moves.ts';

/**
 * The spoken form of a verdict, one recording per language. It belongs to a version: only its author's draft can be
 * changed, so that who approves has heard what goes out, and another recording needs their word anew.
 */

interface OfVoice {
  readonly claimId: string;
  readonly staffId: string;
  /** The draft that was looked at. */
  readonly verdictId: string;
  readonly language: string;
}

export interface VoiceFile {
  readonly file: NewBlob;
  /** Before it was stripped: by it the same file is found again. */
  readonly received: Buffer;
}

/** @throws DeskError `audio_invalid`, `no_draft`, `not_author`, `text_missing`, or that of the lease */
export async function attachVoice(desk: Desk, input: OfVoice & VoiceFile): Promise<void> {
  const { file, received } = input;
  if (!isSpoken(file)) throw new DeskError('audio_invalid');
  const { seal } = desk.store;
  return change(desk, input, 'voice_added', async (tx) => ({
    audioId: await keepBlob(tx, { seal, hash: seal.hashBytes(received), file }),
    ...HUMAN,
  }));
}

/** The author has heard it and says that it is right for the words as they are now. @throws DeskError as {@link attachVoice} */
export function keepVoice(desk: Desk, input: OfVoice): Promise<void> {
  return change(desk, input, 'voice_kept', async () => ({ audioStale: false }));
}

/** @throws DeskError as {@link attachVoice} */
export function removeVoice(desk: Desk, input: OfVoice): Promise<void> {
  return change(desk, input, 'voice_removed', async () => ({ audioId: null, ...HUMAN }));
}

/** From now on it is a person's affair: no computer speaks it again before the words change. */
const HUMAN = { audioStale: false, audioSynthetic: false, speakAt: null } as const;

type Tx = Parameters<Parameters<typeof moveClaim>[2]>[0];

async function change(
  desk: Desk,
  input: OfVoice,
  what: 'voice_added' | 'voice_kept' | 'voice_removed',
  audioOf: (tx: Tx) => Promise<Parameters<typeof setAudio>[2]>,
): Promise<void> {
  const { verdictId, staffId, language } = input;
  return moveClaim(desk, { ...input, move: 'draft' }, async (tx, claim) => {
    stateAfter(claim.state, 'draft');
    const latest = await latestVerdict(tx, claim.id);
    if (latest?.id !== verdictId || latest.state !== 'draft') throw new DeskError('no_draft');
    if (latest.authorId !== staffId) throw new DeskError('not_author');
    const before = (await textsOf(tx, [verdictId])).get(verdictId)?.[language];
    if (!before || (what !== 'voice_added' && !before.audioId)) {
      throw new DeskError('text_missing', { language });
    }
    const audio = await audioOf(tx);
    await setAudio(tx, { verdictId, language }, audio);
    if (before.audioId && audio.audioId !== undefined) await dropUnheld(tx, [before.audioId]);
    const event = { subject: 'verdict', subjectId: verdictId, what, to: language } as const;
    return { events: [event], result: undefined };
  });
}

/** The recording of one version, for the desk. @returns undefined where it has none, or none of this claim's */
export async function voiceFile(
  desk: Desk,
  of: { claimId: string; verdictId: string; language: string },
): Promise<OpenedFile | undefined> {
  const { db } = desk.store;
  const verdict = await findVerdict(db, of.verdictId);
  if (verdict?.claimId !== of.claimId) return undefined;
  const audioId = (await textsOf(db, [of.verdictId])).get(of.verdictId)?.[of.language]?.audioId;
  return audioId ? openFile(desk.store, audioId) : undefined;
}
