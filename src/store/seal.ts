import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { Address } from '../core/message.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what must not be read from a stolen disk, and finds it again by a keyed hash. Every purpose has a key
 * of its own, derived from TELEDJOL_SECRET_KEY (HKDF-SHA256, RFC 5869), so that one cannot stand in for another.
 */
export interface Seal {
  /** AES-256-GCM; nonce (12 bytes), ciphertext, tag (16 bytes) in one buffer. */
  seal(plain: Buffer): Buffer;
  /** @throws when the key is another or the bytes were changed */
  unseal(sealed: Buffer): Buffer;
  sealAddress(address: Address): Buffer;
  unsealAddress(sealed: Buffer): Address;
  /** The same address always gives the same 32 bytes; without the key nobody can try numbers against it. */
  hashAddress(address: Address): Buffer;
  /** The same for texts: finds equal words without keeping them. */
  hashText(text: string): Buffer;
  /** The same for a one-time code: six digits are soon tried by whoever has the key, and by nobody else. */
  hashOnce(observerId: string, code: string): Buffer;
  /** The same for files: without the key nobody can try a file against it. */
  hashBytes(bytes: Buffer): Buffer;
  /** For signing between our own processes. */
  readonly internalKey: Buffer;
  /** For links to files of ours: see core/file-links.ts. */
  readonly linkKey: Buffer;
}

/** A key of its own for each purpose. @param secretKey 32 bytes */
export function deriveFrom(secretKey: Buffer): (purpose: string) => Buffer {
  if (secretKey.length !== 32) throw new Error('the secret key must be 32 bytes');
  return (purpose) => Buffer.from(hkdfSync('sha256', secretKey, '', `teledjol ${purpose}`, 32));
}

/** See {@link Seal}. */
export function openBox(key: Buffer): Pick<Seal, 'seal' | 'unseal'> {
  return {
    seal: (plain) => {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    },
    unseal: (sealed) => {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
    },
  };
}

/** @param secretKey 32 bytes: TELEDJOL_SECRET_KEY decoded */
export function openSeal(secretKey: Buffer): Seal {
  const derive = deriveFrom(secretKey);
  const { seal, unseal } = openBox(derive('seal'));
  const addressKey = derive('address lookup');
  const textKey = derive('text lookup');
  const bytesKey = derive('file lookup');
  const onceKey = derive('one-time code');

  return {
    seal,
    unseal,
    sealAddress: ({ scheme, kind, value }) => seal(Buffer.from(JSON.stringify([scheme, kind, value]))),
    unsealAddress: (sealed) => {
      const [scheme, kind, value] = JSON.parse(unseal(sealed).toString());
      return { scheme, kind, value };
    },
    hashAddress: ({ scheme, kind, value }) =>
      createHmac('sha256', addressKey).update(`${scheme}\n${kind}\n${value}`).digest(),
    hashText: (text) => createHmac('sha256', textKey).update(text).digest(),
    hashOnce: (observerId, code) => createHmac('sha256', onceKey).update(`${observerId}\n${code}`).digest(),
    hashBytes: (bytes) => createHmac('sha256', bytesKey).update(bytes).digest(),
    linkKey: derive('file link'),
    internalKey: derive('internal signature'),
  };
}
