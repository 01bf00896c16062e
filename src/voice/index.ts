import type { Log } from '../core/log.ts';
import { sayBuiltin } from './builtin.ts';
import { openSpeaker } from './espeak/speaker.ts';
import { type Pcm, VoiceError, type VoiceNote } from './note.ts';
import { commandVoice } from './plugged/command.ts';
import type { PluggedVoice } from './plugged/engine.ts';
import { httpVoice } from './plugged/http.ts';
import { sayPlugged } from './plugged/say.ts';
import { LANGUAGES } from './read/index.ts';
import { evenLoudnessBreathing, loudnessOf } from './sound/loudness.ts';
import { noteOf } from './sound/note.ts';
import { decodeOpus } from './sound/opus.ts';
import { decodeWav } from './sound/wav.ts';

export { type Pcm, VoiceError, type VoiceNote } from './note.ts';
export { encodeProgramme, evenRecording, type Programme } from './programme.ts';
export { encodeWav } from './sound/wav.ts';

/** `bare`: eSpeak with its own rules for the language, to hear what ours are worth; speaks only where asked for. */
export type Engine = 'builtin' | 'plugged' | 'bare';

export interface Voice {
  /**
   * Speaks a text as a voice note of even loudness.
   * @param options.maxSeconds longer texts are spoken up to 15 % faster, then cut at the end of a sentence
   * @param options.engine unless told, the best there is; where a plugged one fails, the built-in one speaks
   * @returns with the engine that really spoke
   * @throws VoiceError
   */
  speak(
    text: string,
    language: string,
    options?: { maxSeconds?: number; engine?: Engine },
  ): Promise<VoiceNote & { readonly engine: Engine }>;
  /** What would be spoken, for programmes that are put together before they are encoded. @throws VoiceError */
  pcm(text: string, language: string): Promise<Pcm>;
  /** The text as it is said: numbers and abbreviations in words. @throws VoiceError */
  words(text: string, language: string): string;
  /** What the built-in voice says, in IPA. @throws VoiceError */
  ipa(text: string, language: string): Promise<string>;
  readonly languages: readonly string[];
  /** Those that speak by themselves, best first. */
  readonly engines: readonly Engine[];
  close(): Promise<void>;
}

/** A plugged voice may be a large model on a small machine. */
const PLUGGED_MS = 30_000;

/** Some ten minutes: a text that long is a mistake. */
const LONGEST_TEXT = 10_000;

/**
 * Nothing runs until something is to be said.
 * @param options.httpUrl a voice over HTTP @param options.command a voice that is a program; asked after the other
 */
export function openVoice(options: {
  httpUrl?: string;
  command?: string;
  timeoutMs?: number;
  log: Log;
}): Voice {
  const speaker = openSpeaker();
  const timeoutMs = options.timeoutMs ?? PLUGGED_MS;
  const plugged: PluggedVoice[] = [
    ...(options.httpUrl ? [httpVoice(options.httpUrl, timeoutMs)] : []),
    ...(options.command ? [commandVoice(options.command, timeoutMs)] : []),
  ];

  function read(text: string, language: string) {
    const known = Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language] : undefined;
    if (!known)
      throw new VoiceError(`there is no voice for the language ${language}: use ${languages.join(', ')}`);
    if (text.length > LONGEST_TEXT) throw new VoiceError(`the text is longer than ${LONGEST_TEXT} signs`);
    const reading = known.read(text);
    if (reading.sentences.length === 0) throw new VoiceError('there is nothing to say');
    return { known, reading };
  }

  async function say(text: string, language: string, maxSeconds?: number, engine?: Engine) {
    const { known, reading } = read(text, language);
    if (engine === 'plugged' && plugged.length === 0)
      throw new VoiceError('no other voice is plugged in: set VOICE_HTTP_URL or VOICE_COMMAND');
    if (engine === 'bare') {
      const bare = { ...known, voice: known.bare ?? known.voice };
      const sentences = reading.sentences.map((each) => ({ ...each, builtin: each.text }));
      return { ...(await sayBuiltin(speaker, bare, { sentences }, maxSeconds)), by: 'bare' as const };
    }
    for (const each of engine === 'builtin' ? [] : plugged) {
      try {
        return { ...(await sayPlugged(each, language, reading, maxSeconds)), by: 'plugged' as const };
      } catch (error) {
        options.log.warn('a plugged voice failed', { kind: each.name, error });
      }
    }
    return { ...(await sayBuiltin(speaker, known, reading, maxSeconds)), by: 'builtin' as const };
  }

  const languages = Object.keys(LANGUAGES);
  return {
    async speak(text, language, { maxSeconds, engine } = {}) {
      const { samples, cut, by } = await say(text, language, maxSeconds, engine);
      const asked = { cut, ...(maxSeconds !== undefined && { maxSeconds }) };
      return { ...(await noteOf({ samples, rate: 48_000 }, asked)), engine: by };
    },
    async pcm(text, language) {
      const { samples } = await say(text, language);
      return { samples: await evenLoudnessBreathing(samples), rate: 48_000 };
    },
    words: (text, language) =>
      read(text, language)
        .reading.sentences.map((each) => each.text)
        .join(' '),
    async ipa(text, language) {
      const { known, reading } = read(text, language);
      return reading.ipa ?? (await sayBuiltin(speaker, known, reading)).ipa;
    },
    languages,
    engines: plugged.length > 0 ? ['plugged', 'builtin'] : ['builtin'],
    close: () => speaker.close(),
  };
}

/**
 * A recording (WAV: PCM of 16, 24 or 32 bits or float, any rate, mono or stereo) as a voice note of even loudness.
 * @param options.fromSeconds what is before is left out @param options.toSeconds what is behind is left out
 * @throws VoiceError
 */
export async function encodeRecording(
  wav: Buffer,
  options: { fromSeconds?: number; toSeconds?: number; maxSeconds?: number } = {},
): Promise<VoiceNote> {
  const { samples } = decodeWav(wav);
  const { fromSeconds = 0, toSeconds = Number.POSITIVE_INFINITY, maxSeconds } = options;
  const part = samples.slice(Math.max(0, fromSeconds) * 48_000, Math.max(0, toSeconds) * 48_000);
  return noteOf({ samples: part, rate: 48_000 }, maxSeconds === undefined ? {} : { maxSeconds });
}

/** The sound of a voice note, ours or anybody's (Opus in Ogg, mono or stereo). @throws VoiceError */
export const decodeNote = (ogg: Buffer): Promise<Pcm> => decodeOpus(ogg);

/** How loud a sound is, in LUFS (ITU-R BS.1770-4). */
export const lufsOf = ({ samples }: Pcm): number => loudnessOf(samples);
