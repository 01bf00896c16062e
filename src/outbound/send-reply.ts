import type { Channel } from '../core/channel.ts';
import { SEND_ERRORS, SendError } from '../core/send-error.ts';
import type { ClaimedReply } from '../store/claim-replies.ts';
import type { EndedPart } from '../store/parts.ts';

/** How calling the provider for one reply ended. */
export interface Sent {
  readonly parts: readonly EndedPart[];
  /** Why it stopped before the end. */
  readonly failure?: SendError;
}

/**
 * Calls the provider for each part, in order, and stops at the first that is not taken: what comes after it would
 * make no sense without it. Never throws.
 */
export async function sendReply(channel: Channel, account: string, reply: ClaimedReply): Promise<Sent> {
  const parts: EndedPart[] = [];
  for (const [at, part] of reply.parts.entries()) {
    try {
      const { externalId } = await channel.send({
        partId: part.id,
        account,
        to: reply.to,
        text: part.text,
        ...(part.choices && { choices: part.choices }),
      });
      parts.push({ id: part.id, state: 'accepted', externalId });
    } catch (thrown) {
      // A channel throws nothing else; if it does, nobody knows how far it came.
      const failure = thrown instanceof SendError ? thrown : new SendError('outcome_unknown', 'channel_bug');
      const after = reply.parts.slice(at + 1);
      parts.push(endOf(part.id, failure), ...after.map(({ id }): EndedPart => ({ id, state: 'queued' })));
      return { parts, failure };
    }
  }
  return { parts };
}

function endOf(id: string, failure: SendError): EndedPart {
  const { next } = SEND_ERRORS[failure.kind];
  const error = errorOf(failure);
  if (next === 'retry' || next === 'hold') return { id, state: 'queued', error };
  return { id, state: next === 'unknown' ? 'unknown' : 'failed', error };
}

/** Kind and code as they are kept. A code comes from outside: nothing but a code may pass. */
export function errorOf({ kind, code }: SendError): string {
  return `${kind} ${code.replace(/[^\w.-]/g, '').slice(0, 40)}`;
}
