import type { Fetched } from '../../core/channel.ts';
import { MediaError } from '../../core/media-error.ts';
import type { MediaRef } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { fetchFile } from '../fetch-file.ts';
import { openFarSide } from '../http-call.ts';

/** Where the API redirects to: a signed address that lives for some hours. */
const STORES = /(^|\.)(twilio\.com|twiliocdn\.com|amazonaws\.com)$/;

/** Fetches what people sent, with the account's credentials, and has Twilio delete its copy, which it keeps until told. */
export function openMedia(options: { accountSid: string; authToken: string; apiUrl: string }) {
  const api = new URL(options.apiUrl);
  const farSide = openFarSide(options.apiUrl);
  const authorization = `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString('base64')}`;
  const pathOf = (media: MediaRef): string => {
    const url = URL.canParse(media.url) ? new URL(media.url) : undefined;
    const ours =
      url?.origin === api.origin &&
      /^\/2010-04-01\/Accounts\/AC\w{32}\/Messages\/[SM]M\w{32}\/Media\/ME\w{32}$/.test(url.pathname);
    if (!url || !ours) throw new MediaError('refused', 'host');
    return url.pathname;
  };

  return {
    async fetch(media: MediaRef, maxBytes: number): Promise<Fetched> {
      const path = pathOf(media);
      return fetchFile(new URL(path, api).href, {
        maxBytes,
        headers: { authorization },
        mayFetch: (url) =>
          url.origin === api.origin || (url.protocol === 'https:' && STORES.test(url.hostname)),
      });
    },

    async discard(media: MediaRef): Promise<void> {
      const path = pathOf(media);
      const { status } = await farSide
        .call({ method: 'DELETE', path, headers: { authorization } })
        .catch((error: unknown) => {
          throw new MediaError('unavailable', error instanceof SendError ? error.code : 'call');
        });
      // Gone already is as good.
      if ((status < 200 || status > 299) && status !== 404)
        throw new MediaError('unavailable', String(status));
    },

    close: () => farSide.close(),
  };
}
