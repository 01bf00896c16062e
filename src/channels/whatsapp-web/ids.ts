import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';

/** What of ours hides numbers and keys where they would stand in the clear. All of it is the same in every process. */
export interface Ids {
  /** The id of a message that came: unique in its chat only, and the chat is the address of a person. */
  message(chat: string, id: string, participant: string): string;
  /** Names a key of a session in the keep. */
  key(type: string, id: string): string;
  /** A short secret text for a place that is not sealed. The same text gives the same: reading twice must agree. */
  hide(text: string): string;
  /** @returns undefined where it was not hidden by us */
  reveal(hidden: string): string | undefined;
}

/** @param secret 32 bytes that stay the same over restarts, or nothing is found again */
export function openIds(secret: Buffer): Ids {
  const derived = (what: string) => createHmac('sha256', secret).update(`whatsapp-web ${what}`).digest();
  const [forIds, forKeys, forHiding, forNonces] = ['ids', 'keys', 'hiding', 'nonces'].map(derived) as [
    Buffer,
    Buffer,
    Buffer,
    Buffer,
  ];
  const hash = (key: Buffer, ...parts: string[]) =>
    createHmac('sha256', key).update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
  return {
    message: (chat, id, participant) => hash(forIds, chat, id, participant),
    key: (type, id) => hash(forKeys, type, id),
    hide(text) {
      const nonce = createHmac('sha256', forNonces).update(text).digest().subarray(0, 12);
      const cipher = createCipheriv('aes-256-gcm', forHiding, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    reveal(hidden) {
      const bytes = Buffer.from(hidden, 'base64url');
      if (bytes.length < 28) return undefined;
      try {
        const decipher = createDecipheriv('aes-256-gcm', forHiding, bytes.subarray(0, 12));
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}
