import sharp from 'sharp';
import { MOST_PIXELS, PICTURE_SECONDS, THUMBNAIL_SIDE } from './limits.ts';

// Strangers choose what is decoded: only by the decoders that we need, and no others that libvips may bring along.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadNsgif'],
});
// No picture is opened twice, so that memory is better used otherwise; the other cores are for people who wait.
sharp.cache(false);
sharp.concurrency(1);

/** Opens the first frame of a picture within our limits; what is broken off is shown as far as it goes. */
export function openPicture(bytes: Buffer) {
  return sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'none', pages: 1, sequentialRead: true })
    .timeout({ seconds: PICTURE_SECONDS })
    .autoOrient();
}

/** Whether it can be opened at all: its head is sound, and it is no larger than {@link MOST_PIXELS}. */
export async function isPicture(bytes: Buffer): Promise<boolean> {
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return width * height <= MOST_PIXELS;
  } catch {
    return false;
  }
}

/**
 * A small picture for pages: WebP, its longer side at most {@link THUMBNAIL_SIDE} pixels.
 * @returns undefined where it cannot be drawn
 */
export async function thumbnailOf(bytes: Buffer): Promise<Buffer | undefined> {
  try {
    return await openPicture(bytes)
      .resize(THUMBNAIL_SIDE, THUMBNAIL_SIDE, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 60 })
      .toBuffer();
  } catch {
    return undefined;
  }
}
