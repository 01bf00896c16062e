import type { Fetched } from '../../core/channel.ts';
import { INTERNAL_SIGNATURE, signInternal } from '../../core/internal-signature.ts';
import type { MediaRef, Outbound } from '../../core/message.ts';
import { SEND_ERRORS, SendError, type SendErrorKind } from '../../core/send-error.ts';
import { fetchFile } from '../fetch-file.ts';
import { openFarSide } from '../http-call.ts';

/**
 * Puts messages on the phones of our own phone page, over HTTP like any provider: the page may be served by
 * another process than the one that sends.
 */
export function openSender(localUrl: string, internalKey: Buffer, timeoutMs = 15_000) {
  const farSide = openFarSide(localUrl, { timeoutMs });
  return {
    /** @throws SendError and nothing else */
    async send(message: Outbound): Promise<{ externalId: string }> {
      const [phone, person] = phoneOf(message);
      failOnPurpose(person);
      const body = JSON.stringify({
        partId: message.partId,
        text: message.text,
        ...(message.choices && { choices: message.choices }),
      });
      const answer = await farSide.call({
        method: 'POST',
        path: `/simulator/phones/${phone}/${person}/messages`,
        headers: {
          'content-type': 'application/json',
          [INTERNAL_SIGNATURE]: signInternal(internalKey, body),
        },
        body,
      });
      if (answer.status < 200 || answer.status > 299)
        throw new SendError(meaningOf(answer.status), `http_${answer.status}`);
      const externalId = externalIdOf(answer.body);
      if (externalId === undefined) throw new SendError('outcome_unknown', `http_${answer.status}`);
      return { externalId };
    },
    /** Files of the phones lie on our own machine: what a page elsewhere holds is not fetched for anybody. */
    async fetch(media: MediaRef, maxBytes: number): Promise<Fetched> {
      const address = media.url.startsWith('/assets/')
        ? `${new URL(localUrl).origin}${media.url}`
        : media.url;
      return fetchFile(address, {
        maxBytes,
        mayFetch: ({ origin }) => origin === new URL(localUrl).origin,
      });
    },
    close: () => farSide.close(),
  };
}

function phoneOf({ to, account }: Outbound): [phone: string, person: string] {
  const [, phone, person] = /^(sms|whatsapp|telegram):([A-Za-z0-9_-]{1,64})$/.exec(to.value) ?? [];
  if (to.scheme !== 'simulator' || !phone || !person || account !== `simulator-${phone}`)
    throw new SendError('invalid_address', 'scheme');
  return [phone, person];
}

/** A person called `fail-throttled` cannot be reached in just that way: for trials of what comes next. */
function failOnPurpose(person: string): void {
  const kind = person.startsWith('fail-') ? person.slice('fail-'.length) : '';
  if (Object.hasOwn(SEND_ERRORS, kind)) throw new SendError(kind as SendErrorKind, 'simulated');
}

/** The page answers 404 while it is not there yet: nothing is wrong with the person. */
function meaningOf(status: number): SendErrorKind {
  if (status === 429) return 'throttled';
  if (status === 404 || status >= 500) return 'unavailable';
  if (status === 401 || status === 403 || status < 400) return 'misconfigured';
  return 'rejected';
}

function externalIdOf(body: string): string | undefined {
  try {
    const value: unknown = JSON.parse(body);
    const id = typeof value === 'object' && value !== null && 'externalId' in value ? value.externalId : '';
    return typeof id === 'string' && id !== '' ? id : undefined;
  } catch {
    return undefined;
  }
}
