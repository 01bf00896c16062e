import { MOST_PIECES } from '../limits.ts';
import { Damaged } from './damaged.ts';
import { onlyOrientation, orientationIn } from './orientation.ts';

const SOI = Buffer.from([0xff, 0xd8]);
const EOI = Buffer.from([0xff, 0xd9]);
const SOS = 0xda;
const COMMENT = 0xfe;

/**
 * Keeps what it takes to draw the picture (ITU T.81), its colours and how it lies, and nothing else: no Exif, XMP, IPTC,
 * thumbnail or comment, and nothing behind its end, where phones put second pictures with their own place and others a
 * whole archive.
 * @throws Damaged
 */
export function stripJpeg(bytes: Buffer): Buffer {
  const kept: Buffer[] = [];
  let jfif: Buffer | undefined;
  let orientation = 1;
  let drawn = false;
  let at = 2;
  let pieces = 0;
  while (at + 4 <= bytes.length) {
    if (bytes[at] !== 0xff) throw new Damaged();
    const marker = bytes[at + 1] ?? 0;
    // Any number of 0xff may stand before a marker.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xd9) break;
    pieces += 1;
    if (pieces > MOST_PIECES) throw new Damaged();
    const size = bytes.readUInt16BE(at + 2);
    const end = at + 2 + size;
    if (size < 2 || end > bytes.length) throw new Damaged();
    const segment = bytes.subarray(at, end);
    const body = segment.subarray(4);
    const says = (name: string) => body.toString('latin1', 0, name.length) === name;
    if (marker === 0xe0 && says('JFIF\0')) jfif ??= withoutThumbnail(segment);
    else if (marker === 0xe1 && says('Exif\0\0')) orientation = orientationIn(body.subarray(6));
    // Colour profiles, and how colours are coded.
    else if (marker === 0xe2 && says('ICC_PROFILE\0')) kept.push(segment);
    else if (marker === 0xee && says('Adobe')) kept.push(segment);
    else if ((marker < 0xe0 || marker > 0xef) && marker !== COMMENT) kept.push(segment);
    at = end;
    if (marker === SOS) {
      const scan = endOfScan(bytes, at);
      kept.push(bytes.subarray(at, scan));
      at = scan;
      drawn = true;
    }
  }
  if (!drawn) throw new Damaged();
  return Buffer.concat([
    SOI,
    ...(jfif ? [jfif] : []),
    ...(orientation === 1 ? [] : [exifSegment(orientation)]),
    ...kept,
    EOI,
  ]);
}

/** Where the next marker stands; within a scan 0xff is followed by 0 or by a number from D0 to D7. */
function endOfScan(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(0xff, from);
  while (at >= 0 && at + 1 < bytes.length) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && (next < 0xd0 || next > 0xd7)) return at;
    at = bytes.indexOf(0xff, at + 2);
  }
  return bytes.length;
}

function withoutThumbnail(segment: Buffer): Buffer {
  if (segment.length < 18) throw new Damaged();
  const short = Buffer.from(segment.subarray(0, 18));
  short.writeUInt16BE(16, 2);
  short.writeUInt16BE(0, 16);
  return short;
}

function exifSegment(orientation: number): Buffer {
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), onlyOrientation(orientation)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}
