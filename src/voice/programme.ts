import { type Pcm, VoiceError } from './note.ts';
import { joined, trimmed } from './sound/edges.ts';
import { evenLoudnessBreathing } from './sound/loudness.ts';
import { encodeMp3 } from './sound/mp3.ts';
import { decodeOpus } from './sound/opus.ts';

/** Longer is no bulletin, and each minute takes some 50 MB of memory while it is worked on. */
const LONGEST_RECORDING = 300;

/** Between two parts: a breath, and the presenter may come in. */
const PAUSE_SECONDS = 0.8;

/** As it is broadcast. */
export interface Programme {
  /** MP3, one channel at 48 kHz. */
  readonly bytes: Buffer;
  readonly seconds: number;
}

/**
 * What a person recorded, as loud as the voice speaks and without silence at its ends.
 * @param ogg Opus in Ogg
 * @throws VoiceError where it is something else, silent or longer than five minutes
 */
export async function evenRecording(ogg: Buffer): Promise<Pcm> {
  const { samples } = await decodeOpus(ogg, LONGEST_RECORDING);
  const heard = trimmed(samples);
  if (heard.length === 0) throw new VoiceError('there is nothing to hear');
  return { samples: await evenLoudnessBreathing(heard), rate: 48_000 };
}

/** Parts of one loudness, one after the other, each with a short pause behind it. */
export async function encodeProgramme(parts: readonly Pcm[]): Promise<Programme> {
  const whole = joined(
    parts.map(({ samples }) => samples),
    PAUSE_SECONDS,
  );
  return { bytes: await encodeMp3(whole), seconds: whole.length / 48_000 };
}
