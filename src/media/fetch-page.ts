import { lookup as resolve } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { brotliDecompressSync, unzipSync } from 'node:zlib';
import { Agent, type Dispatcher, request } from 'undici';
import type { Fetched } from '../core/channel.ts';
import { MediaError } from '../core/media-error.ts';
import { isPublicIp } from '../core/public-address.ts';

const MOST_REDIRECTS = 5;
const LARGEST_PAGE = 5 * 1024 * 1024;
const LONGEST_MS = 15_000;

export interface PageSettings {
  /** Whether an IP address may be connected to; left out: public ones only. */
  readonly mayReach?: (address: string) => boolean;
  /** Addresses of a name; left out: the system's resolver. */
  readonly resolve?: (name: string) => Promise<readonly string[]>;
  readonly longestMs?: number;
}

/**
 * Fetches what an address on the web shows, as it is: for addresses that anybody may have written. It must not become a
 * window on what stands behind our wall, so every address is judged at the moment of connecting: after the name was
 * resolved, for each connection anew, and after each redirect. Nothing of what comes is run.
 * @throws MediaError and nothing else: `refused` with code `address`, `not_public` or `redirects`; `too_big`; `gone`;
 *   `unavailable` with the status or the network's code
 */
export async function fetchPage(address: string, settings: PageSettings = {}): Promise<Fetched> {
  const { mayReach = isPublicIp, longestMs = LONGEST_MS } = settings;
  const agent = new Agent({ connect: { lookup: guarded(settings) }, maxResponseSize: LARGEST_PAGE + 1 });
  const signal = AbortSignal.timeout(longestMs);
  try {
    let url = urlOf(address);
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      // A bare address is never looked up.
      const host = url.hostname.replace(/^\[|\]$/g, '');
      if (isIP(host) !== 0 && !mayReach(host)) throw new MediaError('refused', 'not_public');
      const answer = await request(url, { dispatcher: agent, signal, headers: HEADERS });
      const { location } = answer.headers;
      if (answer.statusCode < 300 || answer.statusCode >= 400 || typeof location !== 'string') {
        return await pageOf(answer);
      }
      answer.body.on('error', () => {}).destroy();
      url = urlOf(location, url);
    }
    throw new MediaError('refused', 'redirects');
  } catch (error) {
    throw asMediaError(error);
  } finally {
    agent.destroy().catch(() => {});
  }
}

const HEADERS = {
  'user-agent': 'Mozilla/5.0 (compatible; teledjol; keeps a copy of evidence)',
  accept: 'text/html,application/xhtml+xml,application/pdf,image/*;q=0.9,*/*;q=0.5',
  'accept-encoding': 'identity',
};

function urlOf(address: string, base?: URL): URL {
  if (!URL.canParse(address, base)) throw new MediaError('refused', 'address');
  const url = new URL(address, base);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isWeb || url.username !== '' || url.password !== '') throw new MediaError('refused', 'address');
  return url;
}

/** Connects only to an address that was judged: a name that answers differently the second time gains nothing. */
function guarded({ mayReach = isPublicIp, resolve: ask = addressesOf }: PageSettings): LookupFunction {
  return (name, options, done) => {
    ask(name).then(
      (addresses) => {
        const [first] = addresses;
        if (first === undefined || !addresses.every(mayReach)) {
          return done(new MediaError('refused', 'not_public'), '', 0);
        }
        if (options.all) {
          return done(
            null,
            addresses.map((address) => ({ address, family: isIP(address) })),
          );
        }
        done(null, first, isIP(first));
      },
      (error) => done(error, '', 0),
    );
  };
}

const addressesOf = async (name: string) =>
  (await resolve(name, { all: true })).map(({ address }) => address);

async function pageOf({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Fetched> {
  const leave = () => body.on('error', () => {}).destroy();
  if (statusCode !== 200) {
    leave();
    throw new MediaError(
      statusCode === 404 || statusCode === 410 ? 'gone' : 'unavailable',
      String(statusCode),
    );
  }
  if (Number(headers['content-length'] ?? 0) > LARGEST_PAGE) {
    leave();
    throw new MediaError('too_big', 'announced');
  }
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_PAGE) throw new MediaError('too_big', 'received');
    chunks.push(chunk);
  }
  const type =
    String(headers['content-type'] ?? '')
      .split(';')[0]
      ?.trim()
      .toLowerCase() ?? '';
  return {
    bytes: unpacked(Buffer.concat(chunks), String(headers['content-encoding'] ?? '')),
    contentType: /^[a-z]+\/[a-z0-9.+-]{1,80}$/.test(type) ? type : 'application/octet-stream',
  };
}

/** Some pack whatever one asks for. A few kilobytes may be gigabytes. */
function unpacked(bytes: Buffer, encoding: string): Buffer {
  const limit = { maxOutputLength: LARGEST_PAGE };
  try {
    if (/^(gzip|deflate)$/i.test(encoding)) return unzipSync(bytes, limit);
    return /^br$/i.test(encoding) ? brotliDecompressSync(bytes, limit) : bytes;
  } catch {
    throw new MediaError('too_big', 'packed');
  }
}

/** Reasons come wrapped by whoever connected; messages may quote what was fetched, so only codes are kept. */
function asMediaError(error: unknown): MediaError {
  if (error instanceof MediaError) return error;
  if (!(error instanceof Error)) return new MediaError('unavailable', 'broken_off');
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  if (inner instanceof MediaError) return inner;
  if (error.name === 'TimeoutError') return new MediaError('unavailable', 'timeout');
  const code = 'code' in error ? String(error.code) : '';
  return code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE'
    ? new MediaError('too_big', 'received')
    : new MediaError('unavailable', code || 'broken_off');
}
