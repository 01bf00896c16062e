import twilio from 'twilio';
import { Agent, request } from 'undici';
import type { Account } from './account.ts';

export interface Answered {
  /** HTTP status of the gateway; 0 where it could not be reached. */
  readonly status: number;
  readonly body: string;
}

/**
 * Calls the gateway as Twilio does: form-encoded, signed by the official SDK's own code, so that the gateway's
 * check is tried against somebody else's arithmetic.
 */
export function openWebhooks(account: Account) {
  const agent = new Agent({ connections: 32, headersTimeout: 15_000, bodyTimeout: 15_000 });

  async function once(
    url: string,
    fields: Readonly<Record<string, string>>,
    door: string | undefined,
  ): Promise<Answered> {
    const at = door ? url.replace(account.gatewayUrl, door) : url;
    try {
      const answer = await request(at, {
        dispatcher: agent,
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
          'user-agent': 'TwilioProxy/1.1',
          'x-twilio-signature': twilio.getExpectedTwilioSignature(account.authToken, url, { ...fields }),
        },
        body: new URLSearchParams(fields).toString(),
      });
      return { status: answer.statusCode, body: await answer.body.text() };
    } catch {
      return { status: 0, body: '' };
    }
  }

  return {
    /**
     * Like Twilio by default: tries again once where the connection failed, never after an answer.
     * @param url where it goes and what is signed; never throws
     * @param door through which process of the gateway, where several stand behind one address
     */
    async post(
      url: string,
      fields: Readonly<Record<string, string>>,
      door = account.gatewayAt,
    ): Promise<Answered> {
      const first = await once(url, fields, door);
      return first.status === 0 ? once(url, fields, door) : first;
    },
    close: () => agent.destroy(),
  };
}
