import type { FileType } from './check.ts';

/**
 * Whether a file is a sound that phones, browsers and radios play without asking: Opus in Ogg, MP3 or M4A. Ogg may hold
 * other sounds, which WhatsApp refuses as voice: the first page says which.
 */
export function isSpoken({ contentType, bytes }: Pick<FileType, 'contentType'> & { bytes: Buffer }): boolean {
  if (contentType === 'audio/mpeg' || contentType === 'audio/mp4') return true;
  return contentType === 'audio/ogg' && bytes.toString('latin1', 28, 36) === 'OpusHead';
}

/** A voice note of ours as a file to be kept. @param note.seconds as they are; a part of one counts as one */
export function spokenFile({
  bytes,
  seconds,
  waveform,
}: {
  readonly bytes: Buffer;
  readonly seconds: number;
  readonly waveform: string;
}) {
  return {
    ...({ contentType: 'audio/ogg', kind: 'audio', bytes, waveform } as const),
    ...{ seconds: Math.max(1, Math.round(seconds)), perceptual: null, fingerprint: null },
  };
}
