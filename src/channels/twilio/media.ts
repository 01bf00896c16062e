import type { Fetched } from '../../core/channel.ts';
import { MediaError } from '../../core/media-error.ts';
import type { MediaRef } from '../../core/message.ts';
import { SendError } from '../../core/send-error.ts';
import { fetchFile } from '../fetch-file.ts';
import { openFarSide } from '../http-call.ts';

/** Twilio's API, in any of its regions: the only hosts that may see the account's credentials. */
const APIS = /^api(\.[a-z0-9-]+)*\.twilio\.com$/;
/** Where the API redirects to: a signed address that lives for some hours. */
const STORES = /(^|\.)(twilio\.com|twiliocdn\.com)$|(^|\.)s3([.-][a-z0-9-]+)*\.amazonaws\.com$/;
const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/** The account in it may be a subaccount of ours. */
const MEDIA = /^\/2010-04-01\/Accounts\/AC[0-9a-f]{32}\/Messages\/[SM]M[0-9a-f]{32}\/Media\/ME[0-9a-f]{32}$/i;

/**
 * Fetches what people sent, with the account's credentials, and has Twilio delete its copy, which it keeps until told.
 * The address of a file comes from outside, signed or not: credentials go to Twilio's own API and nowhere else, over
 * https. A trial has both on this machine.
 * @param options.timeoutMs for one file from first to last byte
 */
export function openMedia(options: {
  accountSid: string;
  authToken: string;
  apiUrl: string;
  timeoutMs?: number;
}) {
  const { timeoutMs = 60_000 } = options;
  const api = new URL(options.apiUrl);
  const trial = LOOPBACK.test(api.hostname);
  const farSide = openFarSide(api.origin, { timeoutMs: Math.min(timeoutMs, 15_000) });
  const authorization = `Basic ${Buffer.from(`${options.accountSid}:${options.authToken}`).toString('base64')}`;

  const isApi = (url: URL) =>
    url.origin === api.origin || (!trial && url.protocol === 'https:' && APIS.test(url.host));
  const mayFetch = (url: URL) =>
    isApi(url) ||
    (trial ? LOOPBACK.test(url.hostname) : url.protocol === 'https:' && STORES.test(url.hostname));

  /** @throws MediaError `refused` where it is no file of a message at Twilio */
  const ours = (media: MediaRef): URL => {
    const url = URL.canParse(media.url) ? new URL(media.url) : undefined;
    if (!url || !isApi(url) || url.username !== '' || url.search !== '' || !MEDIA.test(url.pathname))
      throw new MediaError('refused', 'address');
    return url;
  };

  return {
    async fetch(media: MediaRef, maxBytes: number): Promise<Fetched> {
      const { href } = ours(media);
      return fetchFile(href, { maxBytes, headers: { authorization }, mayFetch, timeoutMs });
    },

    async discard(media: MediaRef): Promise<void> {
      const { pathname } = ours(media);
      const { status } = await farSide
        .call({ method: 'DELETE', path: `${pathname}.json`, headers: { authorization } })
        .catch((error: unknown) => {
          throw new MediaError('unavailable', error instanceof SendError ? error.code : 'call');
        });
      // Gone already is as good.
      if ((status < 200 || status > 299) && status !== 404 && status !== 410)
        throw new MediaError('unavailable', String(status));
    },

    close: () => farSide.close(),
  };
}
