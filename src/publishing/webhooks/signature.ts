import { createHmac } from 'node:crypto';

/** Standard Webhooks (github.com/standard-webhooks/standard-webhooks): names of headers and what is signed. */

/** @param secrets each signs: while one is being changed the far side may know either */
export function signedHeaders(
  message: { id: string; at: Date; body: string },
  secrets: readonly Buffer[],
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(message.at.getTime() / 1_000));
  const signed = `${message.id}.${timestamp}.${message.body}`;
  return {
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': secrets
      .map((secret) => `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`)
      .join(' '),
  };
}
