import { MediaError } from '../../core/media-error.ts';
import type { PrintSound } from '../../media/fingerprint.ts';
import { isSpoken, spokenFile } from '../../media/spoken.ts';
import { takeIn } from '../../media/take-in.ts';
import type { NewBlob } from '../../store/blobs.ts';
import { decodeNote, encodeRecording, encodeWav, VoiceError, type VoiceNote } from '../../voice/index.ts';
import { DeskError } from './desk.ts';
import type { VoiceFile } from './voice.ts';

/** Which part of a recording is meant, in seconds. */
export interface Cut {
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
}

/**
 * What somebody recorded, as it goes out: from the browser (WAV), from a phone (Opus) or from a file. WAV and Opus
 * become what a computer's voice is too, one channel of even loudness with its length and its levels; MP3 and M4A, and
 * an Opus that cannot be opened, stay as they are.
 * @throws DeskError `audio_invalid`; `audio_not_cut` where only what stays as it is was to be cut
 */
export async function recordingOf(
  received: Buffer,
  printSound: PrintSound | undefined,
  cut: Cut = {},
): Promise<VoiceFile> {
  const mayStay = cut.fromSeconds === undefined && cut.toSeconds === undefined;
  try {
    if (isWav(received)) return keptNote(await encodeRecording(received, cut));
    const file = await takeIn(received, printSound);
    if (file.contentType !== 'audio/ogg' || !isSpoken(file)) return asItIs(received, file, mayStay);
    try {
      return keptNote(await encodeRecording(encodeWav(await decodeNote(file.bytes)), cut));
    } catch (error) {
      if (!(error instanceof VoiceError)) throw error;
      return asItIs(received, file, mayStay);
    }
  } catch (error) {
    if (error instanceof MediaError || error instanceof VoiceError) throw new DeskError('audio_invalid');
    throw error;
  }
}

const isWav = (bytes: Buffer) =>
  bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE';

function asItIs(received: Buffer, file: NewBlob, mayStay: boolean): VoiceFile {
  if (!mayStay) throw new DeskError('audio_not_cut');
  return { received, file };
}

/** What was made is kept by what it is: two cuts of one recording are two files. */
const keptNote = (note: VoiceNote): VoiceFile => ({ received: note.bytes, file: spokenFile(note) });
