import { request } from 'undici';
import type { Fetched } from '../core/channel.ts';
import { MediaError, type MediaErrorKind } from '../core/media-error.ts';

const MOST_REDIRECTS = 3;

/**
 * Fetches a file from an address that somebody else wrote.
 *
 * Credentials go to the first host only: providers answer with a redirect to a signed address elsewhere, which must
 * not see them. `mayFetch` is asked for each hop, or a redirect could reach what stands behind our own wall.
 *
 * @param options.maxBytes given up as soon as more has been announced or has come
 * @param options.mayFetch whether this address is one of the provider's
 * @throws MediaError and nothing else
 */
export async function fetchFile(
  address: string,
  options: {
    maxBytes: number;
    mayFetch: (url: URL) => boolean;
    headers?: Readonly<Record<string, string>>;
    timeoutMs?: number;
  },
): Promise<Fetched> {
  const { maxBytes, mayFetch, headers = {}, timeoutMs = 60_000 } = options;
  if (!URL.canParse(address)) throw new MediaError('refused', 'address');
  let url = new URL(address);
  const { host } = url;
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      if (!mayFetch(url)) throw new MediaError('refused', 'host');
      const answer = await request(url, {
        // Some providers answer with a page of HTML to who does not say a name.
        headers: { 'user-agent': 'teledjol', ...(url.host === host && headers) },
        signal,
      });
      const { location } = answer.headers;
      if (answer.statusCode >= 300 && answer.statusCode < 400 && typeof location === 'string') {
        await answer.body.dump();
        url = new URL(location, url);
        continue;
      }
      if (answer.statusCode !== 200) {
        await answer.body.dump();
        throw new MediaError(meaningOf(answer.statusCode), String(answer.statusCode));
      }
      if (Number(answer.headers['content-length'] ?? 0) > maxBytes) {
        // It complains of being let go, and nobody listens: that would end the process.
        answer.body.on('error', () => {}).destroy();
        throw new MediaError('too_big', 'announced');
      }
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer.body) {
        size += chunk.length;
        if (size > maxBytes) throw new MediaError('too_big', 'received');
        chunks.push(chunk);
      }
      const type = answer.headers['content-type'];
      return {
        bytes: Buffer.concat(chunks),
        contentType: typeof type === 'string' ? type : 'application/octet-stream',
      };
    }
    throw new MediaError('refused', 'redirects');
  } catch (error) {
    if (error instanceof MediaError) throw error;
    const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new MediaError('unavailable', typeof code === 'string' ? code : 'broken_off');
  }
}

/** A refusal of our credentials can be mended by the operator: the file is not gone. */
function meaningOf(status: number): MediaErrorKind {
  if (status === 404 || status === 410) return 'gone';
  if (status === 400 || status === 415) return 'refused';
  return 'unavailable';
}
