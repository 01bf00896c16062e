import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';

type Weight = 'regular' | 'bold';

const FILES: Readonly<Record<Weight, string>> = {
  regular: import.meta.resolve('@fontsource/noto-sans/files/noto-sans-latin-500-normal.woff'),
  bold: import.meta.resolve('@fontsource/noto-sans/files/noto-sans-latin-800-normal.woff'),
};
const unpacked = new Map<Weight, Buffer>();

/** Read when first asked for: most processes print nothing. */
export function fontFile(weight: Weight): Buffer {
  const known = unpacked.get(weight) ?? sfntOf(readFileSync(fileURLToPath(FILES[weight])));
  unpacked.set(weight, known);
  return known;
}

/**
 * The font as it was before it was packed for the web. pdfkit takes WOFF, too, but unpacks a table again whenever it looks
 * into it, which takes as long as thirty sheets. Source: W3C, WOFF File Format 1.0, sections 3 to 5
 */
function sfntOf(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12);
  const directory = Buffer.alloc(12 + 16 * count);
  woff.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(count, 4);
  const parts: Buffer[] = [directory];
  let at = directory.length;
  for (let n = 0; n < count; n += 1) {
    const from = 44 + 20 * n;
    const [offset, packed, length] = [4, 8, 12].map((field) => woff.readUInt32BE(from + field));
    if (offset === undefined || packed === undefined || length === undefined) break;
    const stored = woff.subarray(offset, offset + packed);
    const table = packed < length ? inflateSync(stored) : stored;
    const to = 12 + 16 * n;
    woff.copy(directory, to, from, from + 4);
    woff.copy(directory, to + 4, from + 16, from + 20);
    directory.writeUInt32BE(at, to + 8);
    directory.writeUInt32BE(length, to + 12);
    parts.push(table, Buffer.alloc(-length & 3));
    at += length + (-length & 3);
  }
  return Buffer.concat(parts);
}
