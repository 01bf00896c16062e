import { createHmac, timingSafeEqual } from 'node:crypto';

/** The header that carries the signature between our own processes. */
export const INTERNAL_SIGNATURE = 'x-teledjol-internal';

/**
 * Signs what one of our processes says to another over HTTP, where the door stands open to the world too.
 * @returns HMAC-SHA256 over the body's bytes, 64 hex digits
 */
export function signInternal(key: Buffer, body: string | Buffer): string {
  return createHmac('sha256', key).update(body).digest('hex');
}

/**
 * @param body the raw bytes as received: parsed and written again it would be another text
 * @param header the value of {@link INTERNAL_SIGNATURE}, absent or repeated as it may be
 */
export function isSignedInternal(
  key: Buffer,
  body: string | Buffer,
  header: string | readonly string[] | undefined,
): boolean {
  if (typeof header !== 'string') return false;
  const expected = Buffer.from(signInternal(key, body));
  const given = Buffer.from(header);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
