import { SendError } from '../../core/send-error.ts';
import type { FarSide, HttpAnswer } from '../http-call.ts';
import { meaningOfAnswer } from './errors.ts';

/** What the SDK asks of its `httpClient`; of its RequestClient class it calls nothing else. */
export interface SdkRequest {
  readonly method: string;
  readonly uri: string;
  readonly username?: string;
  readonly password?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * The SDK's way to the network. Its own opens a new connection for every message, follows no base address
 * but Twilio's, and turns errors into text; this one keeps connections, goes where `TWILIO_API_URL` points
 * (the SDK has no option for it, so the origin it writes only says which of Twilio's hosts it means) and throws
 * SendError.
 * @param farSideOf by the host that the SDK wrote
 */
export function openSdkHttp(farSideOf: (host: string) => FarSide) {
  return {
    async request(wanted: SdkRequest) {
      const post = wanted.method.toLowerCase() === 'post';
      const { origin, hostname } = new URL(wanted.uri);
      const query = wanted.params ? asForm(wanted.params) : '';
      const answer = await farSideOf(hostname).call({
        method: post ? 'POST' : 'GET',
        path: wanted.uri.slice(origin.length) + (query && `?${query}`),
        headers: {
          ...wanted.headers,
          authorization: `Basic ${Buffer.from(`${wanted.username}:${wanted.password}`).toString('base64')}`,
        },
        ...(wanted.data && { body: bodyOf(wanted.data, wanted.headers) }),
      });
      const body = readJson(answer.body);
      if (answer.status < 200 || answer.status > 299) throw asSendError(answer, body);
      // Taken, but by whom and under which id we cannot say.
      if (post && typeof body.sid !== 'string')
        throw new SendError('outcome_unknown', `http_${answer.status}`);
      return { statusCode: answer.status, headers: answer.headers, body };
    },
  };
}

function bodyOf(data: Readonly<Record<string, unknown>>, headers: SdkRequest['headers']): string {
  return headers?.['Content-Type'] === 'application/json' ? JSON.stringify(data) : asForm(data);
}

/** A list is its name once for each value. */
function asForm(data: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(data))
    for (const one of Array.isArray(value) ? value : [value]) form.append(name, String(one));
  return form.toString();
}

function readJson(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function asSendError(answer: HttpAnswer, body: Readonly<Record<string, unknown>>): SendError {
  const code = typeof body.code === 'number' ? String(body.code) : undefined;
  const wait = Number(answer.headers['retry-after']);
  return new SendError(
    meaningOfAnswer(answer.status, code),
    code ?? `http_${answer.status}`,
    // An hour at most: a provider's slip must not put a reply to sleep for good.
    Number.isFinite(wait) && wait > 0 ? { afterSeconds: Math.min(wait, 3600) } : {},
  );
}
