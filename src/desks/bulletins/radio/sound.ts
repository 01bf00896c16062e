import { createHash } from 'node:crypto';
import { MediaError } from '../../../core/media-error.ts';
import { openBlob } from '../../../store/blobs.ts';
import {
  encodeProgramme,
  evenRecording,
  type Pcm,
  type Programme,
  type Voice,
  VoiceError,
} from '../../../voice/index.ts';
import type { BulletinDesk } from '../desk.ts';
import type { RadioPart, RadioScript } from './script.ts';

/** Some megabytes each. */
const KEPT = 8;

interface Means extends Pick<BulletinDesk, 'store' | 'log'> {
  readonly voice: Pick<Voice, 'pcm'>;
}

/** Bulletins as they are broadcast. */
export interface RadioSounds {
  /**
   * Takes seconds where it was not asked for before: each script is spoken once, and one after the other, so that who
   * waits at the desk is served meanwhile.
   * @param short in a minute, by the voice: a recording cannot be told to be brief
   * @throws VoiceError
   */
  of(means: Means, script: RadioScript, short: boolean): Promise<Programme>;
}

export function openRadioSounds(): RadioSounds {
  const made = new Map<string, Promise<Programme>>();
  let before: Promise<unknown> = Promise.resolve();

  return {
    of(means, script, short) {
      const parts = short ? (script.short ?? script.parts) : script.parts;
      const audioId = parts === script.parts ? script.audioId : null;
      // By its words: what a digest says changes without the bulletin.
      const key = createHash('sha256')
        .update(JSON.stringify([script.language, parts.map(({ lines }) => lines), audioId]))
        .digest('base64');
      const known = made.get(key);
      if (known) return known;
      const under = before.then(() => speak(means, { ...script, parts, audioId }));
      before = under.catch(() => undefined);
      made.set(key, under);
      under.catch(() => made.delete(key));
      for (const [oldest] of made) if (made.size > KEPT) made.delete(oldest);
      return under;
    },
  };
}

async function speak(
  means: Means,
  { bulletinId, language, parts, audioId }: RadioScript,
): Promise<Programme> {
  const recording = audioId === null ? undefined : await recorded(means, bulletinId, audioId);
  const say = ({ lines }: RadioPart) => means.voice.pcm(lines.join('\n'), language);
  const sounds: Pcm[] = [];
  for (const part of parts) {
    if (part.kind !== 'item' || !recording) sounds.push(await say(part));
    else if (!sounds.includes(recording)) sounds.push(recording);
  }
  return encodeProgramme(sounds);
}

/** A recording that cannot be played here (MP3, M4A, expired) leaves its items to the voice. */
async function recorded(
  { store, log }: Means,
  bulletinId: string,
  audioId: string,
): Promise<Pcm | undefined> {
  try {
    return await evenRecording(await openBlob(store, audioId));
  } catch (error) {
    if (!(error instanceof VoiceError || error instanceof MediaError)) throw error;
    log.warn('a recording cannot be put into a radio pack: the voice speaks', { bulletinId, error });
    return undefined;
  }
}
