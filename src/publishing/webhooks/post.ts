import { Agent, type Dispatcher, request } from 'undici';
import { publicLookup, refusalOf } from '../../core/public-address.ts';
import type { Outcome } from '../../store/webhooks.ts';
import { retryAfter } from './schedule.ts';

export interface Posted extends Outcome {
  /** Seconds that the far side asked us to wait; 0: it did not. */
  readonly retryAfter: number;
}

export interface Postman {
  /** One call, never followed to another address. Never throws; what was answered is not read. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string): Promise<Posted>;
  close(): Promise<void>;
}

/**
 * @param privateToo also to addresses in our own network and without TLS: for tests, and for a partner's program that
 *   runs beside ours
 */
export function openPostman({ privateToo, timeoutMs }: { privateToo: boolean; timeoutMs: number }): Postman {
  const agent: Dispatcher = new Agent({
    connect: { timeout: Math.min(5_000, timeoutMs), ...(!privateToo && { lookup: publicLookup }) },
    // A far side that closes while we write would make every first call after a pause a failure.
    keepAliveTimeout: 1_000,
  });
  return {
    async post(url, headers, body) {
      const begun = performance.now();
      const ms = () => Math.round(performance.now() - begun);
      const refused = privateToo ? null : refusalOf(url);
      if (refused) return { error: refused, ms: 0, retryAfter: 0 };
      try {
        const answer = await request(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'user-agent': 'Teledjol-Webhooks', ...headers },
          body,
          dispatcher: agent,
          signal: AbortSignal.timeout(timeoutMs),
        });
        // The status is all that counts: an endless body must not hold us.
        answer.body.on('error', () => undefined).destroy();
        const asked = answer.statusCode === 429 || answer.statusCode === 503;
        const wait = asked ? retryAfter(answer.headers['retry-after'], new Date()) : 0;
        return { status: answer.statusCode, ms: ms(), retryAfter: wait };
      } catch (error) {
        return { error: codeOf(error), ms: ms(), retryAfter: 0 };
      }
    },
    close: () => agent.destroy(),
  };
}

/** Their messages may quote the address; their codes do not. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return 'timeout';
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : error.name;
}
