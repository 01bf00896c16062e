import { createHmac } from 'node:crypto';

/** Makes the provider's id of a message of ours. */
export type IdOf = (chat: number, message: number) => string;

/**
 * Telegram numbers messages within a chat, so the chat belongs to the id; but a chat is the address of a person and
 * this id is kept in the clear. A keyed hash of both names the message without naming the person.
 * @param key 32 bytes that stay the same over restarts, or a tapped button no longer finds its message
 */
export function openMessageIds(botId: string, key: Buffer): IdOf {
  return (chat, message) => {
    const hash = createHmac('sha256', key).update(`telegram message ${chat} ${message}`).digest('base64url');
    return `${botId}:${hash.slice(0, 22)}`;
  };
}
