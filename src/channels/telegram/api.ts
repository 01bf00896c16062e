import { Api, type ApiClientOptions } from 'grammy';
import { SendError } from '../../core/send-error.ts';
import { type FarSide, openFarSide } from '../http-call.ts';
import { meaningOfStatus } from './errors.ts';

export interface TelegramApi {
  /** For calls that answer at once. */
  readonly quick: Api;
  /** For uploads and long polling. */
  readonly slow: Api;
  close(): Promise<void>;
}

/** A hundred updates, each with the message that it answers, in escaped Unicode. */
const LONGEST_ANSWER = 32_000_000;

/**
 * grammY's API client over connections of our own, which know whether a call has left: grammY's say only that the network
 * failed. Nothing is ever tried again here, because a message has no key that would make two of it one.
 * @param apiRoot without a slash at the end
 * @param timing in ms, for one call from first to last byte
 */
export function openApi(
  options: { token: string; apiRoot: string },
  timing: { quickMs?: number; slowMs?: number } = {},
): TelegramApi {
  const { token, apiRoot } = options;
  const sides = {
    quick: openFarSide(apiRoot, { timeoutMs: timing.quickMs ?? 15_000 }),
    slow: openFarSide(apiRoot, { timeoutMs: timing.slowMs ?? 50_000, maxAnswer: LONGEST_ANSWER }),
  };
  const over = (side: FarSide) =>
    new Api(token, {
      apiRoot,
      // Declared as node-fetch's function, of whose answer grammY calls `json` alone.
      fetch: fetchOver(side, apiRoot) as unknown as NonNullable<ApiClientOptions['fetch']>,
    });
  return {
    quick: over(sides.quick),
    slow: over(sides.slow),
    async close() {
      await Promise.all([sides.quick.close(), sides.slow.close()]);
    },
  };
}

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

function fetchOver(side: FarSide, apiRoot: string) {
  return async (url: string, { headers, body, signal }: Request) => {
    const answer = await side.call({
      method: 'POST',
      path: url.slice(apiRoot.length),
      headers,
      // A body of known length: a stream could end half-way and leave it open what has arrived.
      body: typeof body === 'string' ? body : await bytesOf(body),
      signal,
    });
    const said = readJson(answer.body);
    // No word of the Bot API: something on the way answered.
    if (said === undefined)
      throw new SendError(
        answer.status < 300 ? 'outcome_unknown' : meaningOfStatus(answer.status),
        `http_${answer.status}`,
      );
    return { json: async () => said };
  };
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @returns what the Bot API said: always an object that tells `ok` */
function readJson(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'ok' in value ? value : undefined;
  } catch {
    return undefined;
  }
}
