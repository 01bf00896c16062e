import { stripGif } from './strip/gif.ts';
import { stripJpeg } from './strip/jpeg.ts';
import { stripMp4 } from './strip/mp4.ts';
import { stripPng } from './strip/png.ts';
import { stripWebp } from './strip/webp.ts';

const STRIPS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  'image/jpeg': stripJpeg,
  'image/png': stripPng,
  'image/webp': stripWebp,
  'image/gif': stripGif,
  'video/mp4': stripMp4,
  'video/3gpp': stripMp4,
  'audio/mp4': stripMp4,
  'audio/3gpp': stripMp4,
};

/**
 * Takes out what tells where, when and with what something was recorded: places, makes of phones, owners, comments,
 * second pictures. What is kept is named, so that what nobody has thought of goes. Nothing is compressed again: what
 * can be seen and heard stays as it was, bit for bit, for whoever must judge it. Documents stay as they are.
 * @throws Damaged where it is not built as its type asks for
 */
export function strip(bytes: Buffer, contentType: string): Buffer {
  return STRIPS[contentType]?.(bytes) ?? bytes;
}
