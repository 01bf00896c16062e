import { MediaError } from '../core/media-error.ts';
import { checkFile, type FileType } from './check.ts';
import type { PrintSound } from './fingerprint.ts';
import { perceptualHash } from './perceptual.ts';
import { isPicture } from './picture.ts';
import { Damaged } from './strip/damaged.ts';
import { strip } from './strip.ts';

/** A file as it may be kept: judged, stripped, and what makes it known again. */
export interface TakenIn extends FileType {
  readonly bytes: Buffer;
  /** Of a picture: see perceptual.ts. */
  readonly perceptual: Buffer | null;
  /** Of a sound, where fpcalc is installed: see fingerprint.ts. */
  readonly fingerprint: Buffer | null;
  readonly seconds: number | null;
}

/**
 * The one way in for a file, whoever sent it.
 * @param received as it came
 * @param printSound see `openFingerprints`
 * @throws MediaError `too_big`, or `refused` with the reason as code
 */
export async function takeIn(received: Buffer, printSound: PrintSound | undefined): Promise<TakenIn> {
  let type: FileType;
  let bytes: Buffer;
  try {
    type = await checkFile(received);
    bytes = strip(received, type.contentType);
  } catch (error) {
    // Reading behind the end of a file that is broken off is a RangeError.
    if (error instanceof Damaged || error instanceof RangeError) throw new MediaError('refused', 'damaged');
    throw error;
  }
  if (type.kind === 'image' && !(await isPicture(bytes))) throw new MediaError('refused', 'not_drawable');
  const sound = type.kind === 'audio' ? await printSound?.(bytes) : undefined;
  return {
    ...type,
    bytes,
    perceptual: type.kind === 'image' ? await perceptualHash(bytes) : null,
    fingerprint: sound?.fingerprint ?? null,
    seconds: sound?.seconds ?? null,
  };
}
