import { createHash, randomBytes } from 'node:crypto';

/**
 * `tdj_<public id>_<secret>`: the first word lets scanners of leaked secrets know whose it is.
 * @returns the key, to be shown once, and what is kept of it
 */
export function newApiKey(): { key: string; publicId: string; secretHash: Buffer } {
  const publicId = randomBytes(6).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { key: `tdj_${publicId}_${secret}`, publicId, secretHash: hashOf(secret) };
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest();
