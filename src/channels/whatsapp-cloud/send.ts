import type { Outbound } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { openFarSide } from '../http-call.ts';
import { bodyOf } from './body.ts';
import { readAnswer } from './graph.ts';
import { objects, text } from './json.ts';
import type { IdOf } from './message-id.ts';
import { openUploads } from './upload.ts';

export interface SenderOptions {
  readonly token: string;
  /** With the version, e.g. `https://graph.facebook.com/v25.0`. */
  readonly apiUrl: string;
  /** Meta's phone number id by account. */
  readonly senders: ReadonlyMap<string, string>;
  readonly listLabel: string;
  readonly idOf: IdOf;
  /** For one call from first to last byte; left out: 15 seconds, 45 for a file. */
  readonly timeoutMs?: number;
}

/** Files go over connections of their own: five megabytes on a slow line must not hold up a line of text. */
export function openSender(options: SenderOptions) {
  const { token, apiUrl, senders, listLabel, idOf, timeoutMs } = options;
  const farSide = openFarSide(apiUrl, { timeoutMs: timeoutMs ?? 15_000, connections: 64 });
  const fileSide = openFarSide(apiUrl, { timeoutMs: timeoutMs ?? 45_000, connections: 4 });
  const uploads = openUploads(fileSide, token);

  async function post(phoneId: string, message: Outbound, mediaId: string | undefined): Promise<string> {
    const answer = await farSide.call({
      method: 'POST',
      path: `/${phoneId}/messages`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(message, { mediaId, listLabel }), wellFormed),
    });
    const id = text(objects(readAnswer(answer).messages)[0]?.id);
    if (id === '') throw new SendError('outcome_unknown', 'answer');
    return idOf(id);
  }

  return {
    /** @throws SendError and nothing else */
    async send(message: Outbound): Promise<{ externalId: string }> {
      const phoneId = senders.get(message.account);
      if (phoneId === undefined) throw new SendError('misconfigured', 'account');
      const file = message.template ? undefined : message.attachment;
      if (!file) return { externalId: await post(phoneId, message, undefined) };
      // Before anything is uploaded: nobody may be there to send it to.
      bodyOf(message, { mediaId: '', listLabel });
      const { id, fresh } = await uploads.idOf(phoneId, file);
      try {
        return { externalId: await post(phoneId, message, id) };
      } catch (error) {
        if (fresh || !(error instanceof SendError) || !mayBeTheFile(error)) throw error;
        // Refused, so surely not sent; perhaps the copy there is gone.
        uploads.forget(phoneId, file);
        const again = await uploads.idOf(phoneId, file);
        return { externalId: await post(phoneId, message, again.id) };
      }
    },
    close: async () => {
      await Promise.all([farSide.close(), fileSide.close()]);
    },
  };
}

/** Half a surrogate pair is no text: whoever reads strictly would refuse all of it. */
function wellFormed(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

function mayBeTheFile({ kind, code }: SendError): boolean {
  return kind === 'rejected' || code === '131053';
}
