import type { Reading } from '../read/index.ts';
import { trimmed } from '../sound/edges.ts';
import { decodeOpus } from '../sound/opus.ts';
import { decodeWav } from '../sound/wav.ts';
import type { PluggedVoice } from './engine.ts';

/** How often a voice is asked for less. */
const TIMES = 3;

/**
 * Lets a plugged voice speak a reading.
 * @param maxSeconds where it speaks longer it is asked for as many sentences as seem to fit; the first stays
 * @throws Error where it fails or what it answers is no sound
 */
export async function sayPlugged(
  engine: PluggedVoice,
  language: string,
  { sentences }: Reading,
  maxSeconds = Number.POSITIVE_INFINITY,
): Promise<{ samples: Float32Array; cut: boolean }> {
  let count = sentences.length;
  for (let time = 1; ; time += 1) {
    const text = sentences
      .slice(0, count)
      .map((sentence) => sentence.text)
      .join(' ');
    const answer = await engine.say(text, language);
    const isOgg = answer.toString('latin1', 0, 4) === 'OggS';
    const samples = trimmed((isOgg ? await decodeOpus(answer) : decodeWav(answer)).samples);
    if (samples.length === 0) throw new Error('silence');
    const seconds = samples.length / 48_000;
    if (seconds <= maxSeconds || count === 1 || time === TIMES)
      return { samples, cut: count < sentences.length };
    count = Math.max(1, Math.min(count - 1, Math.floor(count * (maxSeconds / seconds))));
  }
}
