import { createHmac } from 'node:crypto';

/** Makes the provider's id of a message, one way or the other, as we keep it. */
export type IdOf = (wamid: string) => string;

/**
 * A `wamid` is Base64 and holds the phone number of the person; but this id is kept in the clear, also when the person
 * has been forgotten. A keyed hash names the message without naming the person.
 * @param key 32 bytes that stay the same over restarts, or a message that comes again is a second one
 */
export function openMessageIds(key: Buffer): IdOf {
  return (wamid) =>
    `wa:${createHmac('sha256', key).update(`whatsapp message ${wamid}`).digest('base64url').slice(0, 22)}`;
}
