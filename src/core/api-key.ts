import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `tdj_<public id>_<secret>`: the first word lets scanners of leaked secrets know whose it is. */
const SHAPE = /^tdj_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/;

/** @returns the key, to be shown once, and what is kept of it */
export function newApiKey(): { key: string; publicId: string; secretHash: Buffer } {
  const publicId = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { key: `tdj_${publicId}_${secret}`, publicId, secretHash: hashOf(secret) };
}

/** @returns null where it cannot be a key at all */
export function readApiKey(key: string): { publicId: string; secret: string } | null {
  const [, publicId, secret] = SHAPE.exec(key) ?? [];
  return publicId !== undefined && secret !== undefined ? { publicId, secret } : null;
}

/** Takes as long for every wrong secret. */
export function isSecretOf(secret: string, secretHash: Buffer): boolean {
  return timingSafeEqual(hashOf(secret), secretHash);
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();
