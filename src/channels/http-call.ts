import { type Dispatcher, Pool } from 'undici';
import { SendError } from '../core/send-error.ts';

interface HttpCall {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path and query below the base address, with a leading slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Gives the call up when we no longer want its answer. */
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface FarSide {
  /**
   * One call, never repeated.
   * @returns whatever the far side answered, also 4xx and 5xx
   * @throws SendError `unavailable` where the request surely never left, `outcome_unknown` where it may have
   */
  call(call: HttpCall): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** More than this is no answer of a provider, unless it hands over messages; it would only fill our memory. */
const MAX_ANSWER = 1_000_000;

/**
 * Kept-alive connections to one provider. Built on undici's dispatch because it tells the moment a request is
 * put on the wire: before it, trying again is safe; after it, the person might get the message twice.
 * @param base scheme, host and maybe a path, e.g. `https://api.twilio.com`
 */
export function openFarSide(
  base: string,
  limits: { timeoutMs?: number; connections?: number; maxAnswer?: number } = {},
): FarSide {
  const { timeoutMs = 15_000, connections = 32, maxAnswer = MAX_ANSWER } = limits;
  const { origin, pathname } = new URL(base);
  const prefix = pathname.replace(/\/$/, '');
  const pool = new Pool(origin, {
    connections,
    pipelining: 1,
    // A connection that the far side closes while we write makes an outcome unknown: give it up first.
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 30_000,
    connect: { timeout: Math.min(5_000, timeoutMs) },
    // The clock below covers the whole call.
    headersTimeout: 0,
    bodyTimeout: 0,
  });

  const call = (wanted: HttpCall) =>
    new Promise<HttpAnswer>((resolve, reject) => {
      let onTheWire: Dispatcher.DispatchController | undefined;
      let over = false;
      let status = 0;
      let headers: HttpAnswer['headers'] = {};
      let size = 0;
      const chunks: Buffer[] = [];

      const fail = (code: string) => {
        if (over) return;
        over = true;
        clearTimeout(clock);
        wanted.signal?.removeEventListener('abort', abort);
        const error = new SendError(onTheWire ? 'outcome_unknown' : 'unavailable', code);
        onTheWire?.abort(error);
        reject(error);
      };
      const clock = setTimeout(() => fail('timeout'), timeoutMs);
      const abort = () => fail('aborted');
      if (wanted.signal?.aborted) return abort();
      wanted.signal?.addEventListener('abort', abort);

      pool.dispatch(
        {
          method: wanted.method,
          path: prefix + wanted.path,
          headers: wanted.headers,
          body: wanted.body ?? null,
        },
        {
          onRequestStart(controller) {
            // Waited in line until its time was up: aborted here, not a byte of it leaves.
            if (over) controller.abort(new Error('too late'));
            else onTheWire = controller;
          },
          onResponseStart(_controller, code, given) {
            status = code;
            headers = given;
          },
          onResponseData(_controller, chunk) {
            size += chunk.length;
            if (size > maxAnswer) fail('answer_too_long');
            else chunks.push(chunk);
          },
          onResponseEnd() {
            if (over) return;
            over = true;
            clearTimeout(clock);
            wanted.signal?.removeEventListener('abort', abort);
            resolve({ status, headers, body: Buffer.concat(chunks).toString('utf8') });
          },
          onResponseError(_controller, error) {
            fail(codeOf(error));
          },
        },
      );
    });

  return { call, close: () => pool.close() };
}

/** undici's and Node's errors carry a code; their messages may quote what was sent. */
function codeOf(error: Error): string {
  const code: unknown = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : error.name;
}
