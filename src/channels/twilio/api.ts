import type { Twilio } from 'twilio';
import { SendError } from '../../core/send-error.ts';
import { openFarSide } from '../http-call.ts';
import { openSdkHttp } from './sdk-http.ts';

export interface ApiOptions {
  readonly accountSid: string;
  readonly authToken: string;
  readonly apiUrl: string;
  /** Where content templates are made; a host of its own at Twilio. */
  readonly contentUrl: string;
  /** For one call from first to last byte. */
  readonly timeoutMs?: number;
}

export interface Api {
  /** @throws SendError `misconfigured` where the SDK takes neither account nor token */
  client(): Promise<Twilio>;
  close(): Promise<void>;
}

/** A question waits while its buttons are made: rather numbered lines than that. */
const CONTENT_TIMEOUT_MS = 5_000;

/** The official SDK over connections of our own; what goes wrong on the way is a SendError. */
export function openApi(options: ApiOptions): Api {
  const { timeoutMs = 15_000 } = options;
  const messages = openFarSide(options.apiUrl, { timeoutMs });
  const contents = openFarSide(options.contentUrl, { timeoutMs: Math.min(timeoutMs, CONTENT_TIMEOUT_MS) });
  let client: Promise<Twilio> | undefined;

  /** The SDK takes a quarter of a second to load: only a process that calls pays for it. */
  async function load(): Promise<Twilio> {
    try {
      const { default: twilio } = await import('twilio');
      const http = openSdkHttp((host) => (host.startsWith('content.') ? contents : messages));
      // Declared as the SDK's RequestClient class, of which it calls `request` alone.
      const httpClient = http as unknown as InstanceType<typeof twilio.RequestClient>;
      return twilio(options.accountSid, options.authToken, { httpClient });
    } catch {
      throw new SendError('misconfigured', 'sdk');
    }
  }

  return {
    client() {
      client ??= load();
      return client;
    },
    async close() {
      await Promise.all([messages.close(), contents.close()]);
    },
  };
}
