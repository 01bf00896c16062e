import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Account, sendersOf, serviceOf } from './account.ts';
import { openContents } from './contents.ts';
import { checkCreateMessage, type Wanted } from './create-message.ts';
import type { MediaStore, SentFile } from './media-store.ts';
import { openOptOuts } from './opt-outs.ts';
import { type CallOrder, type Order, openOrders, type ReceiptOrder } from './orders.ts';
import { isRefusal, type Refusal } from './refusal.ts';
import { countSegments } from './segments.ts';
import { type Answered, openWebhooks } from './webhooks.ts';

/** One message that was taken: what a person would have on the phone. */
export interface Delivered extends Wanted {
  readonly sid: string;
  readonly segments: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** One message that a person sent, as Twilio keeps it. */
export interface Heard {
  readonly sid: string;
  readonly from: string;
  readonly to: string;
  readonly service?: string;
  readonly body: string;
  readonly segments: number;
  readonly files: number;
  /** Twilio has answered it by itself, and says so. */
  readonly optOutType?: string;
  readonly at: number;
}

/** How far a message has come. */
export interface Standing {
  readonly status: string;
  readonly code?: number;
}
const RECEIVED: Standing = { status: 'received' };
const QUEUED: Standing = { status: 'queued' };

/** How a person writes, beside the text. */
export interface Writing {
  readonly files?: readonly SentFile[];
  /** Through which process of the gateway, where several stand behind one address. */
  readonly door?: string;
  /** The gateway is not told: Twilio could not reach it. */
  readonly untold?: boolean;
  /** When Twilio took it, in milliseconds since 1970; left out: now. */
  readonly at?: number;
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

/**
 * Twilio's side of the conversation, without the HTTP server in front of it.
 * @param fileUrl where a stored file is asked for
 */
export function openDouble(
  account: Account,
  media: MediaStore,
  fileUrl: (messageSid: string, sid: string) => string,
) {
  const ledger: Delivered[] = [];
  const inbox = new Map<string, Heard>();
  const called: Called[] = [];
  const standings = new Map<string, Standing>();
  const orders = openOrders();
  const contents = openContents(account.templates ?? {});
  const optOuts = openOptOuts(account);
  const webhooks = openWebhooks(account);
  const closing = new AbortController();
  // Every receipt that is held back listens.
  setMaxListeners(0, closing.signal);

  async function receipt(message: Delivered, status: string, code?: number): Promise<void> {
    standings.set(message.sid, { status, ...(code !== undefined && { code }) });
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
      ...(message.service !== undefined && { MessagingServiceSid: message.service }),
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

  /** Twilio speaks to the person itself: no receipt for us. */
  function answerItself(to: string, from: string, body: string): void {
    const message = accept({ to, from, body, statusCallback: undefined });
    ledger.push(message);
    standings.set(message.sid, { status: 'sent' });
  }

  const double = {
    ledger,
    called,
    contents,
    order: (wanted: Order) => orders.give(wanted),
    takeContentOrder: () => orders.takeContent(),

    /** Every message of the account in the order in which they came, with how far it is. */
    messages: (): (readonly [Delivered | Heard, Standing])[] =>
      [...ledger, ...inbox.values()]
        .sort((a, b) => a.at - b.at)
        .map((one) => [one, 'files' in one ? RECEIVED : (standings.get(one.sid) ?? QUEUED)]),

    /** A call of CreateMessage. Also a message whose answer is lost is delivered and gets its receipts. */
    async create(form: URLSearchParams): Promise<Outcome> {
      const wanted = checkCreateMessage(form, account, contents.render);
      if (isRefusal(wanted)) return { do: 'refuse', refusal: wanted };
      const fault = orders.takeCall(wanted.to);
      const before = fault && outcomeWithoutMessage(fault);
      if (before) return before;
      if (optOuts.isBlocked(wanted.to, wanted.from))
        return {
          do: 'refuse',
          refusal: { status: 400, code: 21610, message: 'they have replied with STOP' },
        };

      const message = accept(wanted);
      ledger.push(message);
      const plan = orders.takeReceipts(wanted.to);
      const early = plan?.receipts === 'early' ? 1 : 0;
      if (early) await receipt(message, 'sent');
      if (plan?.receipts === 'lost') standings.set(message.sid, { status: 'delivered' });
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
     * @param fields more fields of the webhook, or others in place of the usual ones (an own `MessageSid`, another `To`)
     */
    async inbound(
      from: string,
      body: string,
      fields: Readonly<Record<string, string>> = {},
      { files = [], door, untold = false, at = Date.now() }: Writing = {},
    ): Promise<Answered & { readonly messageSid: string }> {
      const whatsapp = from.startsWith('whatsapp:');
      const messageSid = fields.MessageSid ?? newSid(files.length > 0 || fields.MediaUrl0 ? 'MM' : 'SM');
      const to =
        fields.To ?? sendersOf(account).find((sender) => sender.startsWith('whatsapp:') === whatsapp) ?? '';
      const service = serviceOf(account, to)?.sid;
      const segments = whatsapp ? 1 : countSegments(body);
      const stored = media.add(messageSid, files);
      if (!inbox.has(messageSid)) {
        const { reply, optOutType } = optOuts.hears(from, to, body);
        inbox.set(messageSid, {
          sid: messageSid,
          from,
          to,
          ...(service !== undefined && { service }),
          body,
          segments,
          files: stored.length,
          ...(optOutType !== undefined && { optOutType }),
          at,
        });
        if (reply !== undefined) answerItself(from, to, reply);
      }
      const optOutType = inbox.get(messageSid)?.optOutType;
      if (untold) return { status: 0, body: '', messageSid };
      const answered = await webhooks.post(
        `${account.gatewayUrl}/hooks/twilio/message`,
        {
          SmsMessageSid: messageSid,
          SmsSid: messageSid,
          MessageSid: messageSid,
          AccountSid: account.accountSid,
          ...(service !== undefined && { MessagingServiceSid: service }),
          From: from,
          To: to,
          Body: body,
          NumMedia: String(stored.length),
          NumSegments: String(segments),
          SmsStatus: 'received',
          ApiVersion: '2010-04-01',
          ...(whatsapp && { MessageType: 'text', ProfileName: 'Yon Moun' }),
          ...(/^whatsapp:\+/.test(from) && { WaId: from.slice('whatsapp:+'.length) }),
          ...(optOutType !== undefined && { OptOutType: optOutType }),
          ...Object.fromEntries(
            stored.flatMap(({ sid, contentType }, n) => [
              [`MediaUrl${n}`, fileUrl(messageSid, sid)],
              [`MediaContentType${n}`, contentType],
            ]),
          ),
          ...fields,
        },
        door,
      );
      return { ...answered, messageSid };
    },

    /** The person taps a button or a row of what they got. */
    async tap(
      sid: string,
      id: string,
      writing: Writing = {},
    ): Promise<Answered & { readonly messageSid: string }> {
      const message = ledger.find((one) => one.sid === sid);
      const button = message?.buttons?.find((one) => one.id === id);
      if (!message || !button) throw new Error('there is no such button');
      const { label } = button;
      const fields = message.list
        ? { ListId: id, ListTitle: label, MessageType: 'interactive' }
        : { ButtonPayload: id, ButtonText: label, MessageType: 'button' };
      return double.inbound(
        message.to,
        label,
        { To: message.from, OriginalRepliedMessageSid: sid, ...fields },
        writing,
      );
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
  return double;
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
    case 'bad_gateway':
      return { do: 'bare', status: 502 };
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
    case 'lost':
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
