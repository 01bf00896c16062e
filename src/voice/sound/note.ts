import { type Pcm, VoiceError, type VoiceNote } from '../note.ts';
import { cutAt, trimmed, waveformOf } from './edges.ts';
import { evenLoudness } from './loudness.ts';
import { encodeOpus } from './opus.ts';

/**
 * Any sound as a note: without silence at its ends, as loud as all notes are.
 * @param options.cut whether something is missing already
 * @throws VoiceError where nothing is to be heard
 */
export async function noteOf(
  { samples }: Pcm,
  options: { maxSeconds?: number; cut?: boolean } = {},
): Promise<VoiceNote> {
  const whole = trimmed(samples);
  if (whole.length === 0) throw new VoiceError('there is nothing to hear');
  const short = options.maxSeconds === undefined ? whole : cutAt(whole, options.maxSeconds);
  const even = evenLoudness(short);
  const bytes = await encodeOpus(even);
  return {
    bytes,
    seconds: Math.round((100 * even.length) / 48_000) / 100,
    waveform: waveformOf(even),
    ...((options.cut || short !== whole) && { cut: true as const }),
  };
}
