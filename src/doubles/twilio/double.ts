import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account } from './account.ts';
import { checkCreateMessage, isRefusal, type Refusal, type Wanted } from './create-message.ts';
import { type CallOrder, type Order, openOrders, type ReceiptOrder } from './orders.ts';
import { countSegments } from './segments.ts';
import { type Answered, openWebhooks } from './webhooks.ts';

/** One message that was taken: what a person would have on the phone. */
export interface Delivered {
  readonly sid: string;
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly segments: number;
  readonly statusCallback: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** One receipt that was sent, and what the gateway said to it. */
export interface Called {
  readonly sid: string;
  readonly status: string;
  readonly answered: number;
}

/** What to do with one call of CreateMessage. */
export type Outcome =
  | { readonly do: 'answer'; readonly message: Delivered }
  | { readonly do: 'refuse'; readonly refusal: Refusal; readonly retryAfter?: number }
  | { readonly do: 'bare'; readonly status: number }
  | { readonly do: 'hang' | 'drop' | 'rubbish' };

/** Twilio's side of the conversation, without the HTTP server in front of it. */
export function openDouble(account: Account) {
  const ledger: Delivered[] = [];
  const called: Called[] = [];
  const orders = openOrders();
  const webhooks = openWebhooks(account);
  const closing = new AbortController();
  // Every receipt that is held back listens.
  setMaxListeners(0, closing.signal);

  async function receipt(message: Delivered, status: string, code?: number): Promise<void> {
    if (!message.statusCallback) return;
    const { status: answered } = await webhooks.post(message.statusCallback, {
      ApiVersion: '2010-04-01',
      MessageStatus: status,
      SmsSid: message.sid,
      SmsStatus: status,
      To: message.to,
      From: message.from,
      MessageSid: message.sid,
      AccountSid: account.accountSid,
      ...(code !== undefined && { ErrorCode: String(code) }),
    });
    called.push({ sid: message.sid, status, answered });
  }

  async function tell(message: Delivered, plan: ReceiptOrder | undefined, from: number): Promise<void> {
    for (const [status, code] of courseOf(message, plan).slice(from)) {
      if (plan?.afterMs) await pause(plan.afterMs, undefined, { signal: closing.signal });
      await receipt(message, status, code);
    }
  }

  return {
    ledger,
    called,
    order: (wanted: Order) => orders.give(wanted),

    /** A call of CreateMessage. Also a message whose answer is lost is delivered and gets its receipts. */
    async create(form: URLSearchParams): Promise<Outcome> {
      const wanted = checkCreateMessage(form, account);
      if (isRefusal(wanted)) return { do: 'refuse', refusal: wanted };
      const fault = orders.takeCall(wanted.to);
      const before = fault && outcomeWithoutMessage(fault);
      if (before) return before;

      const message = accept(wanted);
      ledger.push(message);
      const plan = orders.takeReceipts(wanted.to);
      const early = plan?.receipts === 'early' ? 1 : 0;
      if (early) await receipt(message, 'sent');
      // On the next turn: the answer goes out first, as Twilio's does nearly always.
      pause(5, undefined, { signal: closing.signal })
        .then(() => tell(message, plan, early))
        .catch(() => undefined);
      if (fault && (fault.call === 'hang' || fault.call === 'drop' || fault.call === 'rubbish'))
        return { do: fault.call };
      return { do: 'answer', message };
    },

    /**
     * A person writes to us.
     * @param from `+509…` or `whatsapp:+509…`: decides which of our numbers it comes to
     * @param fields more fields of the webhook, or others in place of the usual ones (an own `MessageSid`)
     */
    async inbound(
      from: string,
      body: string,
      fields: Readonly<Record<string, string>> = {},
    ): Promise<Answered & { readonly messageSid: string }> {
      const messageSid = fields.MessageSid ?? newSid(fields.MediaUrl0 ? 'MM' : 'SM');
      const whatsapp = from.startsWith('whatsapp:');
      const answered = await webhooks.post(`${account.gatewayUrl}/hooks/twilio/message`, {
        SmsMessageSid: messageSid,
        SmsSid: messageSid,
        MessageSid: messageSid,
        AccountSid: account.accountSid,
        From: from,
        To: whatsapp ? `whatsapp:${account.whatsappFrom}` : account.smsFrom,
        Body: body,
        NumMedia: '0',
        NumSegments: String(whatsapp ? 1 : countSegments(body)),
        SmsStatus: 'received',
        ApiVersion: '2010-04-01',
        ...(whatsapp && { MessageType: 'text', ProfileName: 'Yon Moun' }),
        ...(/^whatsapp:\+/.test(from) && { WaId: from.slice('whatsapp:+'.length) }),
        ...fields,
      });
      return { ...answered, messageSid };
    },

    /** Sends one more receipt of a message, however late or wrong in order. */
    async receipt(sid: string, status: string, code?: number): Promise<number> {
      const message = ledger.find((one) => one.sid === sid);
      if (!message) throw new Error('no such message was taken');
      await receipt(message, status, code);
      return called.at(-1)?.answered ?? 0;
    },

    async close(): Promise<void> {
      closing.abort();
      await webhooks.close();
    },
  };
}

function outcomeWithoutMessage(fault: CallOrder): Outcome | undefined {
  switch (fault.call) {
    case 'throttled':
      return {
        do: 'refuse',
        refusal: { status: 429, code: fault.code ?? 20429, message: 'too many requests' },
        ...(fault.retryAfter !== undefined && { retryAfter: fault.retryAfter }),
      };
    case 'broken':
      return { do: 'refuse', refusal: { status: 500, code: fault.code ?? 20500, message: 'internal error' } };
    case 'gateway_timeout':
      return { do: 'bare', status: 504 };
    case 'refused':
      return {
        do: 'refuse',
        refusal: { status: 400, code: fault.code ?? 21610, message: 'not to this one' },
      };
    default:
      return undefined;
  }
}

/** `queued` is never called back: the caller had it in the answer. */
function courseOf(message: Delivered, plan: ReceiptOrder | undefined): readonly [string, number?][] {
  const whatsapp = message.to.startsWith('whatsapp:');
  const usual: [string][] = whatsapp ? [['sent'], ['delivered'], ['read']] : [['sent'], ['delivered']];
  switch (plan?.receipts) {
    case 'none':
      return [];
    case 'failed':
      return [['sent'], ['undelivered', plan.code ?? 30003]];
    case 'duplicated':
      return usual.flatMap((one) => [one, one]);
    case 'reordered':
      return usual.toReversed();
    default:
      return usual;
  }
}

function accept(wanted: Wanted): Delivered {
  const segments = wanted.to.startsWith('whatsapp:') ? 1 : countSegments(wanted.body);
  return { sid: newSid('SM'), ...wanted, segments, at: Date.now() };
}

function newSid(kind: 'SM' | 'MM'): string {
  return kind + randomBytes(16).toString('hex');
}
