import { MOST_PIECES } from '../limits.ts';
import { Damaged } from './damaged.ts';

const IMAGE = 0x2c;
const EXTENSION = 0x21;
const CONTROL = 0xf9;
const APPLICATION = 0xff;
/** How often an animation repeats; every other application writes what it likes, XMP above all. */
const REPEATS = new Set(['NETSCAPE2.0', 'ANIMEXTS1.0']);

/**
 * Keeps the frames and how they follow each other (GIF89a); no comment, and nothing behind the end.
 * @throws Damaged
 */
export function stripGif(bytes: Buffer): Buffer {
  if (bytes.length < 13) throw new Damaged();
  let at = 13 + colours(bytes[10] ?? 0);
  const kept = [bytes.subarray(0, at)];
  let frames = 0;
  let pieces = 0;
  while (at < bytes.length) {
    const from = at;
    pieces += 1;
    if (pieces > MOST_PIECES) throw new Damaged();
    if (bytes[at] === IMAGE) {
      // Its descriptor, its colours, the least size of a code.
      at = endOfBlocks(bytes, at + 10 + colours(bytes[at + 9] ?? 0) + 1);
      kept.push(bytes.subarray(from, at));
      frames += 1;
    } else if (bytes[at] === EXTENSION) {
      const label = bytes[at + 1];
      const name = bytes.toString('latin1', at + 3, at + 14);
      at = endOfBlocks(bytes, at + 2);
      if (label === CONTROL || (label === APPLICATION && REPEATS.has(name))) {
        kept.push(bytes.subarray(from, at));
      }
    } else break;
  }
  if (frames === 0) throw new Damaged();
  return Buffer.concat([...kept, Buffer.from([0x3b])]);
}

/** Bytes of a table of colours, from the flags that announce it. */
function colours(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** Blocks of up to 255 bytes follow each other until one is empty. */
function endOfBlocks(bytes: Buffer, from: number): number {
  let at = from;
  for (let size = bytes[at]; size !== undefined && size > 0; size = bytes[at]) at += size + 1;
  return Math.min(at + 1, bytes.length);
}
