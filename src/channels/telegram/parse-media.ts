import type { Location, MediaKind, MediaRef } from '../../core/message.ts';
import { type Fields, has, inner, integerOf, listOf, textOf } from './fields.ts';

/**
 * The files of a message. An animation comes with a copy of itself as `document`, a live photo with a still as `photo`:
 * one of the two is enough.
 */
export function mediaOf(message: Fields): MediaRef[] {
  const photo = largest(listOf(message, 'photo')) ?? largest(listOf(inner(message, 'live_photo'), 'photo'));
  if (photo) return ref(photo, 'image', 'image/jpeg');
  const sticker = inner(message, 'sticker');
  const single: readonly [name: string, kind: MediaKind, usual: string][] = [
    ['voice', 'voice', 'audio/ogg'],
    ['audio', 'audio', 'audio/mpeg'],
    ['animation', 'video', 'video/mp4'],
    ['video', 'video', 'video/mp4'],
    ['video_note', 'video', 'video/mp4'],
    ['document', 'document', 'application/octet-stream'],
    ['sticker', 'sticker', stickerType(sticker)],
  ];
  const found = single.find(([name]) => has(message, name));
  return found ? ref(inner(message, found[0]), found[1], found[2]) : [];
}

/** A point on the map, with the name and address of the place where it is a venue. */
export function locationOf(message: Fields): Location | undefined {
  const venue = inner(message, 'venue');
  const point = has(message, 'venue') ? inner(venue, 'location') : inner(message, 'location');
  const { latitude, longitude } = point;
  if (!isDegrees(latitude, 90) || !isDegrees(longitude, 180)) return undefined;
  const label = [textOf(venue, 'title'), textOf(venue, 'address')].filter((part) => part !== '').join(', ');
  return { latitude, longitude, ...(label && { label }) };
}

function isDegrees(value: unknown, most: number): value is number {
  return typeof value === 'number' && Math.abs(value) <= most;
}

/** Telegram sends a photo in several sizes of the same picture; the order is not promised. */
function largest(sizes: readonly Fields[]): Fields | undefined {
  const area = (size: Fields) => (integerOf(size, 'width') ?? 0) * (integerOf(size, 'height') ?? 0);
  return sizes.reduce<Fields | undefined>(
    (best, size) => (best === undefined || area(size) > area(best) ? size : best),
    undefined,
  );
}

function stickerType(sticker: Fields): string {
  if (sticker.is_animated === true) return 'application/x-tgsticker';
  return sticker.is_video === true ? 'video/webm' : 'image/webp';
}

/** `file_id` is good for this bot alone and for as long as Telegram likes; the link is asked for when it is fetched. */
function ref(file: Fields, kind: MediaKind, usual: string): MediaRef[] {
  const id = textOf(file, 'file_id');
  if (id === '') return [];
  const size = integerOf(file, 'file_size');
  return [
    {
      url: `telegram:${id}`,
      contentType: textOf(file, 'mime_type') || usual,
      kind,
      ...(size !== undefined && { size }),
    },
  ];
}
