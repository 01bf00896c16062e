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
  readonly data?: Readonly<Record<string, unknown>>;
}

/**
 * The SDK's way to the network. Its own opens a new connection for every message, follows no base address
 * but Twilio's, and turns errors into text; this one keeps connections, goes where `TWILIO_API_URL` points
 * (the SDK has no option for it, so the origin it writes is dropped) and throws SendError.
 */
export function openSdkHttp(farSide: FarSide) {
  return {
    async request(wanted: SdkRequest) {
      const answer = await farSide.call({
        method: wanted.method.toLowerCase() === 'post' ? 'POST' : 'GET',
        path: wanted.uri.slice(new URL(wanted.uri).origin.length),
        headers: {
          ...wanted.headers,
          authorization: `Basic ${Buffer.from(`${wanted.username}:${wanted.password}`).toString('base64')}`,
        },
        ...(wanted.data && { body: asForm(wanted.data) }),
      });
      const body = readJson(answer.body);
      if (answer.status < 200 || answer.status > 299) throw asSendError(answer, body);
      // Taken, but by whom and under which id we cannot say.
      if (typeof body.sid !== 'string') throw new SendError('outcome_unknown', `http_${answer.status}`);
      return { statusCode: answer.status, headers: answer.headers, body };
    },
  };
}

function asForm(data: Readonly<Record<string, unknown>>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(data)) form.append(name, String(value));
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
