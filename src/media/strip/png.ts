import { crc32 } from 'node:zlib';
import { MOST_PIECES } from '../limits.ts';
import { Damaged } from './damaged.ts';
import { onlyOrientation, orientationIn } from './orientation.ts';

/** What draws the picture and its colours, also of an animated one (PNG, third edition). Texts, times and the rest go. */
const DRAWN = new Set(
  'IHDR PLTE tRNS IDAT IEND gAMA cHRM sRGB iCCP cICP mDCV cLLI sBIT bKGD pHYs acTL fcTL fdAT'.split(' '),
);
const SIGNATURE_BYTES = 8;

/**
 * Keeps the chunks that draw, and how the picture lies; nothing behind its end.
 * @throws Damaged
 */
export function stripPng(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  let orientation = 1;
  let at = SIGNATURE_BYTES;
  let type = '';
  // A length, four letters, the content, a checksum.
  while (type !== 'IEND' && at + 12 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    type = bytes.toString('latin1', at + 4, at + 8);
    const end = at + 12 + size;
    if (end > bytes.length) break;
    if (type === 'eXIf') orientation = orientationIn(bytes.subarray(at + 8, end - 4));
    if (DRAWN.has(type)) kept.push(bytes.subarray(at, end));
    if (kept.length > MOST_PIECES) throw new Damaged();
    at = end;
  }
  const [header, ...rest] = kept;
  if (header?.toString('latin1', 4, 8) !== 'IHDR') throw new Damaged();
  return Buffer.concat([
    bytes.subarray(0, SIGNATURE_BYTES),
    header,
    ...(orientation === 1 ? [] : [chunkOf('eXIf', onlyOrientation(orientation))]),
    ...rest,
  ]);
}

function chunkOf(type: string, content: Buffer): Buffer {
  const chunk = Buffer.alloc(content.length + 12);
  chunk.writeUInt32BE(content.length, 0);
  chunk.write(type, 4, 'latin1');
  content.copy(chunk, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, -4)), chunk.length - 4);
  return chunk;
}
