import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { Agent, request } from 'undici';
import type { Parameters } from './methods.ts';

export interface Update {
  readonly update_id: number;
  readonly [kind: string]: unknown;
}

export interface Webhook {
  readonly url: string;
  readonly secret: string;
  readonly allowed: readonly string[];
}

/** One delivery to the webhook. */
export interface Delivery {
  readonly updateId: number;
  /** HTTP status of the gateway; 0 where it could not be reached. */
  readonly answered: number;
}

const NO_WEBHOOK: Webhook = { url: '', secret: '', allowed: [] };

/**
 * What people did that the bot has not taken yet: handed out to who asks, or brought to the webhook, one after the other
 * within a chat, again and again until it is answered with 2xx.
 * @param call carries out a method that the gateway put into its answer
 */
export function openUpdates(call: (method: string, parameters: Parameters) => void) {
  const waiting: Update[] = [];
  const delivered: Delivery[] = [];
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const agent = new Agent({ connections: 16, headersTimeout: 10_000, bodyTimeout: 10_000 });
  const busy = new Set<string>();
  let webhook = NO_WEBHOOK;
  let lastError: { date: number; message: string } | undefined;
  let reader: { wake(): void; replaced: boolean } | undefined;

  async function post(update: Update, secret = webhook.secret): Promise<number> {
    try {
      const answer = await request(webhook.url, {
        dispatcher: agent,
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': secret },
        body: JSON.stringify(update),
      });
      const body = await answer.body.text();
      delivered.push({ updateId: update.update_id, answered: answer.statusCode });
      if (answer.statusCode === 200 && body.startsWith('{')) {
        const { method, ...parameters } = JSON.parse(body);
        call(method, parameters);
      }
      return answer.statusCode;
    } catch {
      delivered.push({ updateId: update.update_id, answered: 0 });
      return 0;
    }
  }

  /** One chat's updates in order; a failing one holds up those behind it. */
  async function bring(chat: string): Promise<void> {
    if (busy.has(chat)) return;
    busy.add(chat);
    for (let tries = 1; webhook.url !== '' && !closing.signal.aborted; tries += 1) {
      const next = waiting.find((update) => chatOf(update) === chat);
      if (!next) break;
      const status = await post(next);
      if (status >= 200 && status < 300) {
        forget(next.update_id);
        tries = 0;
        continue;
      }
      const message = status === 0 ? 'Connection refused' : `Wrong response from the webhook: ${status} No`;
      lastError = { date: Math.floor(Date.now() / 1000), message };
      await pause(Math.min(1_000, 50 * 2 ** tries), undefined, { signal: closing.signal }).catch(() => {});
    }
    busy.delete(chat);
  }

  const bringAll = () => {
    for (const chat of new Set(waiting.map(chatOf))) void bring(chat);
  };
  const forget = (id: number) => {
    const at = waiting.findIndex(({ update_id }) => update_id === id);
    if (at !== -1) waiting.splice(at, 1);
  };

  return {
    waiting: waiting as readonly Update[],
    delivered: delivered as readonly Delivery[],
    get webhook() {
      return webhook;
    },

    add(update: Update): void {
      waiting.push(update);
      if (webhook.url !== '') void bring(chatOf(update));
      reader?.wake();
    },

    /** What `act` adds is handed out in one answer. */
    together(act: () => void): void {
      const asking = reader;
      reader = undefined;
      act();
      reader = asking;
      reader?.wake();
    },

    set(wanted: Webhook | undefined): void {
      webhook = wanted ?? NO_WEBHOOK;
      if (webhook.url !== '') bringAll();
    },

    /** Brings one update once more, or with another secret: as a stranger would, or Telegram after a lost answer. */
    post,

    info: () => ({
      url: webhook.url,
      has_custom_certificate: false,
      pending_update_count: waiting.length,
      allowed_updates: webhook.allowed,
      ...(lastError && { last_error_date: lastError.date, last_error_message: lastError.message }),
    }),

    /**
     * A call of getUpdates. Whoever asks while another call is open throws that one out.
     * @returns the updates, or why there are none
     */
    async ask({ offset, limit, timeout }: Parameters): Promise<readonly Update[] | 'replaced' | 'webhook'> {
      if (webhook.url !== '') return 'webhook';
      if (typeof offset === 'number')
        for (const { update_id } of [...waiting]) if (update_id < offset) forget(update_id);
      if (reader) {
        reader.replaced = true;
        reader.wake();
      }
      const most = typeof limit === 'number' ? limit : 100;
      if (waiting.length === 0 && typeof timeout === 'number' && timeout > 0) {
        const mine = { wake: () => {}, replaced: false };
        reader = mine;
        const woken = new Promise<void>((resolve) => {
          mine.wake = resolve;
        });
        const over = new AbortController();
        const late = pause(timeout * 1000, undefined, {
          signal: AbortSignal.any([over.signal, closing.signal]),
        }).catch(() => {});
        await Promise.race([woken, late]);
        over.abort();
        if (reader === mine) reader = undefined;
        if (mine.replaced) return 'replaced';
      }
      return waiting.slice(0, most);
    },

    async close(): Promise<void> {
      closing.abort();
      reader?.wake();
      await agent.destroy();
    },
  };
}

/** The chat an update belongs to: order holds within it. */
function chatOf(update: Update): string {
  return /"chat":\{"id":(-?\d+)/.exec(JSON.stringify(update))?.[1] ?? 'none';
}
