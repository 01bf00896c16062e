import { createHmac } from 'node:crypto';
import { deriveFrom, openBox } from './seal.ts';

/** What a call-back needs, and nothing else: it is never asked what happened. */
export interface CallbackWords {
  readonly number: string;
  /** When it is safe to call, in their words. */
  readonly safeTime: string;
  readonly language: string;
}

/**
 * Seals call-backs with a key of their own (TELEDJOL_PROTECTION_KEY): whoever has the database and the key for phone
 * numbers still reads nothing of them, and cannot tell who asked.
 */
export interface ProtectionSeal {
  /** AES-256-GCM, as in seal.ts. */
  seal(words: CallbackWords): Buffer;
  /** @throws when the key is another or the bytes were changed */
  unseal(sealed: Buffer): CallbackWords;
  /** The same contact always gives the same 32 bytes: so that what they asked to forget is found. */
  hashPerson(contactId: string): Buffer;
}

/** @param key 32 bytes: TELEDJOL_PROTECTION_KEY decoded */
export function openProtectionSeal(key: Buffer): ProtectionSeal {
  const derive = deriveFrom(key);
  const box = openBox(derive('call-back'));
  const personKey = derive('call-back person');
  return {
    seal: ({ number, safeTime, language }) =>
      box.seal(Buffer.from(JSON.stringify([number, safeTime, language]))),
    unseal: (sealed) => {
      const [number, safeTime, language] = JSON.parse(box.unseal(sealed).toString());
      return { number, safeTime, language };
    },
    hashPerson: (contactId) => createHmac('sha256', personKey).update(contactId).digest(),
  };
}
