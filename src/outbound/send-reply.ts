import type { Channel } from '../core/channel.ts';
import type { Outbound } from '../core/message.ts';
import { SEND_ERRORS, SendError, type SendErrorKind } from '../core/send-error.ts';
import type { ClaimedReply } from '../store/claim-replies.ts';
import { isDatabaseAway } from '../store/failures.ts';
import type { EndedPart } from '../store/parts.ts';

/** How calling the provider for one reply ended. */
export interface Sent {
  readonly parts: readonly EndedPart[];
  /** Why it stopped before the end. */
  readonly failure?: SendError;
  /** Why what the text says went out in writing alone. */
  readonly unspoken?: SendError;
}

/** Files of ours, by the id of their blob. */
export interface Files {
  /** @throws Error where it has expired */
  open(blobId: string): Promise<Buffer>;
  /** A public address that works for some days and names nobody. */
  linkTo(blobId: string): string;
}

/**
 * Calls the provider for each part, in order, and stops at the first that is not taken: what comes after it would
 * make no sense without it, unless it is the same in writing. Never throws.
 */
export async function sendReply(
  channel: Channel,
  account: string,
  reply: ClaimedReply,
  files?: Files,
): Promise<Sent> {
  const parts: EndedPart[] = [];
  let unspoken: SendError | undefined;
  for (const [at, part] of reply.parts.entries()) {
    const { attachment, location, template } = part.extra ?? {};
    const file = attachment && openFile(attachment, files);
    const text = (unspoken && part.extra?.unspoken) ?? part.text;
    const instead = text === part.text ? {} : { text };
    try {
      const { externalId } = await channel.send({
        partId: part.id,
        account,
        to: reply.to,
        text,
        ...(part.choices && { choices: part.choices }),
        ...(location && { location }),
        ...(template && { template }),
        ...(file && { attachment: file.attachment }),
      });
      parts.push({ id: part.id, state: 'accepted', externalId, ...instead });
    } catch (thrown) {
      // A channel throws nothing else; if it does, nobody knows how far it came.
      const told = thrown instanceof SendError ? thrown : new SendError('outcome_unknown', 'channel_bug');
      const failure = file?.failure() ?? told;
      if (attachment?.saysText && VOICE_ALONE.has(failure.kind)) {
        parts.push(endOf(part.id, failure));
        unspoken = failure;
        continue;
      }
      const after = reply.parts.slice(at + 1);
      parts.push(
        { ...endOf(part.id, failure), ...instead },
        ...after.map(({ id }): EndedPart => ({ id, state: 'queued' })),
      );
      return { parts, failure };
    }
  }
  return { parts, ...(unspoken && { unspoken }) };
}

/** What may be the matter with a file alone; of everything else the words would fare no better. */
const VOICE_ALONE: ReadonlySet<SendErrorKind> = new Set(['rejected', 'unavailable', 'outcome_unknown']);

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

type File = NonNullable<Outbound['attachment']>;

/** Its bytes are opened when the channel asks. Without them there was no call, whatever the channel makes of that. */
function openFile(
  attachment: Omit<File, 'bytes' | 'link'>,
  files: Files | undefined,
): { attachment: File; failure(): SendError | undefined } {
  const { blobId } = attachment;
  let failure: SendError | undefined;
  const bytes = async () => {
    try {
      if (!files) throw new Error('this process has no files');
      return await files.open(blobId);
    } catch (error) {
      failure = isDatabaseAway(error)
        ? new SendError('unavailable', 'file_store')
        : new SendError('rejected', 'file_expired');
      throw failure;
    }
  };
  return { attachment: { ...attachment, bytes, link: files?.linkTo(blobId) ?? '' }, failure: () => failure };
}
