import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Account } from './account.ts';

export interface Answered {
  /** HTTP status of the gateway; 0 where it could not be reached. */
  readonly status: number;
  readonly body: string;
}

/**
 * JSON as Meta writes it: what is not ASCII is escaped, and so is each slash. A signature over JSON that was parsed
 * and written anew fails on it.
 */
function asMetaWrites(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Calls the gateway as Meta does: signed with the app secret, and again until it hears 200. */
export function openWebhooks({ appSecret, verifyToken, patienceMs = 10_000 }: Account) {
  const agent = new Agent({ connections: 32, headersTimeout: 20_000, bodyTimeout: 20_000 });
  let callback: string | undefined;
  let closed = false;

  async function once(body: string): Promise<Answered> {
    if (callback === undefined) throw new Error('no callback address was given to Meta');
    try {
      const answer = await request(callback, {
        dispatcher: agent,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'facebookexternalua',
          'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`,
        },
        body,
      });
      return { status: answer.statusCode, body: await answer.body.text() };
    } catch {
      return { status: 0, body: '' };
    }
  }

  return {
    /**
     * What happens when somebody enters the callback address in Meta's pages.
     * @throws Error where the gateway does not answer the challenge
     */
    async subscribe(url: string): Promise<void> {
      const challenge = String(Math.floor(Math.random() * 1e9));
      const query = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.challenge': challenge,
        'hub.verify_token': verifyToken,
      });
      const answer = await request(`${url}?${query}`, { dispatcher: agent });
      const said = await answer.body.text();
      if (answer.statusCode !== 200 || said !== challenge)
        throw new Error(`the callback address could not be verified: ${answer.statusCode}`);
      callback = url;
    },

    /** Posts, and posts the same again while it is not answered with 200. Never throws for the gateway's sake. */
    async post(value: unknown): Promise<Answered & { readonly tries: number }> {
      const body = asMetaWrites(value);
      const deadline = performance.now() + patienceMs;
      for (let tries = 1; ; tries += 1) {
        const answered = await once(body);
        if (answered.status === 200 || closed || performance.now() > deadline) return { ...answered, tries };
        await pause(Math.min(1_000, 50 * 2 ** tries));
      }
    },

    close: () => {
      closed = true;
      return agent.destroy();
    },
  };
}
