import { MOST_PIECES } from '../limits.ts';
import { Damaged } from './damaged.ts';
import { onlyOrientation, orientationIn } from './orientation.ts';

const DRAWN = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

/**
 * Keeps the chunks that draw (RFC 9649), and how the picture lies.
 * @throws Damaged
 */
export function stripWebp(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  let orientation = 1;
  let extended: Buffer | undefined;
  const end = Math.min(bytes.length, bytes.readUInt32LE(4) + 8);
  for (let at = 12; at + 8 <= end; ) {
    const type = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    // Each begins at an even place.
    const next = at + 8 + size + (size % 2);
    if (at + 8 + size > end) throw new Damaged();
    if (type === 'EXIF') orientation = orientationIn(exifIn(bytes.subarray(at + 8, at + 8 + size)));
    if (DRAWN.has(type)) {
      const chunk = Buffer.alloc(next - at);
      bytes.copy(chunk, 0, at, at + 8 + size);
      if (type === 'VP8X') extended = chunk;
      kept.push(chunk);
      if (kept.length > MOST_PIECES) throw new Damaged();
    }
    at = next;
  }
  if (kept.length === 0) throw new Damaged();
  if (extended !== undefined) {
    const flags = (extended[8] ?? 0) & ~(HAS_EXIF | HAS_XMP);
    extended[8] = orientation === 1 ? flags : flags | HAS_EXIF;
    if (orientation !== 1) kept.push(exifChunk(orientation));
  }
  const body = Buffer.concat(kept);
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

/** Some write the name before the structure, as in a JPEG. */
function exifIn(content: Buffer): Buffer {
  return content.toString('latin1', 0, 6) === 'Exif\0\0' ? content.subarray(6) : content;
}

function exifChunk(orientation: number): Buffer {
  const content = onlyOrientation(orientation);
  const head = Buffer.from('EXIF\0\0\0\0', 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content]);
}
