import type { Fragment } from '../../core/message.ts';

/**
 * Which part of a long SMS this is, by its user data header: element 0x00 (one byte of reference) or 0x08 (two),
 * then how many parts there are and which one it is. Source: 3GPP TS 23.040, 9.2.3.24.1 and 9.2.3.24.8.
 * @param header as bytes, or as hex digits
 * @returns undefined where the SMS is whole, or the header says nothing that could be
 */
export function fragmentOf(header: Buffer): Fragment | undefined {
  const bytes = bytesOf(header);
  if (!bytes) return undefined;
  for (let at = 1; at + 1 < bytes.length; ) {
    const element = bytes[at];
    const length = bytes[at + 1] ?? 0;
    const data = bytes.subarray(at + 2, at + 2 + length);
    const wide = element === 0x08 && length === 4;
    if (data.length === length && (wide || (element === 0x00 && length === 3))) {
      const refLength = length - 2;
      const of = data[refLength] ?? 0;
      const n = data[refLength + 1] ?? 0;
      const ref = data.toString('hex', 0, refLength);
      return of > 1 && n >= 1 && n <= of ? { ref, n, of } : undefined;
    }
    at += 2 + length;
  }
  return undefined;
}

/** The first byte is the length of what follows, which tells bytes from digits. */
function bytesOf(header: Buffer): Buffer | undefined {
  const isWhole = (bytes: Buffer) => bytes.length > 1 && bytes[0] === bytes.length - 1;
  if (isWhole(header)) return header;
  const digits = header.toString('latin1').replace(/[\s%]/g, '');
  if (!/^([0-9a-f]{2})+$/i.test(digits)) return undefined;
  const bytes = Buffer.from(digits, 'hex');
  return isWhole(bytes) ? bytes : undefined;
}
