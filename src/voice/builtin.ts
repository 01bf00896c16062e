import type { Speaker } from './espeak/speaker.ts';
import type { LANGUAGES, Reading } from './read/index.ts';
import { joined, trimmed } from './sound/edges.ts';
import { resample } from './sound/resample.ts';

/** Between sentences, in seconds. */
const PAUSE = 0.3;

/** How much faster speech may get before it is cut: more is hard to follow on a bad line. */
const FASTEST = 1.15;

export interface Said {
  readonly samples: Float32Array;
  readonly cut: boolean;
  readonly ipa: string;
}

/**
 * Speaks a reading with eSpeak, sentence by sentence.
 * @param maxSeconds beyond it everything is said faster, and then the last sentences are left out; the first stays
 * @throws VoiceError
 */
export async function sayBuiltin(
  speaker: Speaker,
  { voice, rate }: (typeof LANGUAGES)[string],
  { sentences }: Reading,
  maxSeconds = Number.POSITIVE_INFINITY,
): Promise<Said> {
  async function say(faster: number) {
    const parts: Float32Array[] = [];
    const ipa: string[] = [];
    for (const { builtin } of sentences) {
      const spoken = await speaker.speak({ voice, rate: Math.round(rate * faster), text: builtin });
      parts.push(trimmed(resample(spoken.samples, spoken.hertz, 48_000)));
      ipa.push(spoken.ipa);
    }
    return { parts, ipa: ipa.join(' ‖ ') };
  }
  const secondsOf = (parts: readonly Float32Array[]) =>
    parts.reduce((sum, part) => sum + part.length / 48_000, PAUSE * (parts.length - 1));

  let said = await say(1);
  const tooLong = secondsOf(said.parts) / maxSeconds;
  // Pauses do not get shorter, so a little more than is too much.
  if (tooLong > 1) said = await say(Math.min(FASTEST, tooLong * 1.04));
  let count = said.parts.length;
  while (count > 1 && secondsOf(said.parts.slice(0, count)) > maxSeconds) count -= 1;
  return {
    samples: joined(said.parts.slice(0, count), PAUSE),
    cut: count < said.parts.length,
    ipa: said.ipa,
  };
}
