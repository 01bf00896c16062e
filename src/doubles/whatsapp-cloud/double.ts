import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Account, Person, Phone } from './account.ts';
import { checkMessage, type Wanted } from './check-message.ts';
import { openFiles, type Stored } from './files.ts';
import { openLimits } from './limits.ts';
import { type CallOrder, type Order, openOrders, type ReceiptOrder } from './orders.ts';
import { isRefusal, type Refusal, refusal } from './refusal.ts';
import { type FiledTemplate, openTemplates } from './templates.ts';
import { messageValue, type Said, statusValue, webhookOf } from './values.ts';
import { type Answered, openWebhooks } from './webhooks.ts';

/** One message that was taken: what a person would have on the phone. */
export interface Delivered extends Wanted {
  /** `wamid.…` */
  readonly id: string;
  readonly phoneId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** One webhook with statuses that was sent, and what the gateway said to it. */
export interface Called {
  readonly id: string;
  readonly statuses: readonly string[];
  readonly answered: number;
}

/** What to do with one call of the API. */
export type Outcome =
  | { readonly do: 'answer'; readonly with: Readonly<Record<string, unknown>> }
  | { readonly do: 'refuse'; readonly refusal: Refusal; readonly retryAfter?: number }
  | { readonly do: 'bare'; readonly status: number }
  | { readonly do: 'hang' | 'drop' | 'rubbish' };

/** Of the business account, where nobody names one. */
export const BUSINESS_ID = '200000000000001';

type Written = Answered & { readonly id: string; readonly tries: number };
type Course = readonly { readonly status: string; readonly code?: number }[];

/** Meta's side of the conversation, without the HTTP server in front of it. */
export function openDouble(account: Account) {
  const ledger: Delivered[] = [];
  const called: Called[] = [];
  const orders = openOrders();
  const files = openFiles();
  const limits = openLimits(account.pairBurst ?? 45);
  const webhooks = openWebhooks(account);
  const templates = openTemplates(account.templates ?? []);
  const closing = new AbortController();
  // Every status that is held back listens.
  setMaxListeners(0, closing.signal);

  const phoneOf = (id: string | undefined): Phone => {
    const found = id === undefined ? account.phones[0] : account.phones.find((one) => one.id === id);
    if (!found) throw new Error('no such number of the account');
    return found;
  };
  const namesOf = ({ phone, userId }: Person) => [phone, userId].filter((one) => one !== undefined);

  async function tellStatuses(message: Delivered, statuses: Course): Promise<void> {
    const value = statusValue(phoneOf(message.phoneId), message, statuses);
    const { status: answered } = await webhooks.post(webhookOf([value], true));
    called.push({ id: message.id, statuses: statuses.map(({ status }) => status), answered });
  }

  async function tell(message: Delivered, course: readonly Course[], afterMs = 0): Promise<void> {
    for (const statuses of course) {
      if (afterMs > 0) await pause(afterMs, undefined, { signal: closing.signal });
      if (closing.signal.aborted) return;
      await tellStatuses(message, statuses);
    }
  }

  async function write(
    person: Person,
    said: Said,
    own: { id?: string; phoneId?: string } = {},
  ): Promise<Written> {
    const phone = phoneOf(own.phoneId);
    const id = own.id ?? newId(namesOf(person)[0]);
    for (const name of namesOf(person)) limits.noteWritten(phone.id, name);
    const answered = await webhooks.post(webhookOf([messageValue(phone, person, id, said)], true));
    return { ...answered, id };
  }

  return {
    ledger,
    called,
    files,
    templates,
    order: (wanted: Order) => orders.give(wanted),
    subscribe: webhooks.subscribe,
    /** A webhook of whatever shape, signed. */
    post: webhooks.post,

    /** A call of `/messages`. Also a message whose answer is lost is delivered and gets its statuses. */
    async send(phoneId: string, given: unknown): Promise<Outcome> {
      const wanted = checkMessage(given, templates.render);
      if (isRefusal(wanted)) return { do: 'refuse', refusal: wanted };
      for (const { id, as } of wanted.files) {
        const unfit = files.checkUse(id, as, phoneId);
        if (unfit) return { do: 'refuse', refusal: unfit };
      }
      const fault = orders.takeCall(wanted.to);
      const before = fault && outcomeWithoutMessage(fault);
      if (before) return before;
      const open = wanted.type === 'template' || limits.isOpen(phoneId, wanted.to);
      if (!open && account.window === 'at-once')
        return { do: 'refuse', refusal: refusal(131_047, 'more than 24 hours have passed') };
      if (!limits.takeOne(phoneId, wanted.to))
        return { do: 'refuse', refusal: refusal(131_056, 'too many to the same person') };

      const message: Delivered = { id: newId(wanted.to), phoneId, ...wanted, at: Date.now() };
      // What fails later was on no phone.
      if (open) ledger.push(message);
      const plan = orders.takeReceipts(wanted.to);
      const course = open ? courseOf(message, plan) : [[{ status: 'failed', code: 131_047 }]];
      const early = plan?.receipts === 'early' ? 1 : 0;
      if (early) await tell(message, course.slice(0, early));
      // On the next turn: the answer goes out first, as Meta's does nearly always.
      pause(5, undefined, { signal: closing.signal })
        .then(() => tell(message, course.slice(early), plan?.afterMs))
        .catch(() => undefined);
      if (fault?.call === 'bad_gateway') return { do: 'bare', status: 502 };
      if (fault && (fault.call === 'hang' || fault.call === 'drop' || fault.call === 'rubbish'))
        return { do: fault.call };
      const phone = /^\d+$/.test(message.to);
      return {
        do: 'answer',
        with: {
          messaging_product: 'whatsapp',
          contacts: [
            phone ? { input: message.to, wa_id: message.to } : { input: message.to, user_id: message.to },
          ],
          messages: [{ id: message.id }],
        },
      };
    },

    /** A call of `/message_templates`. @param address of the call, for the next page */
    listTemplates: (query: URLSearchParams, address: string): Outcome =>
      orders.takeFile('templates_broken')
        ? { do: 'refuse', refusal: refusal(2, 'service temporarily unavailable', 503) }
        : { do: 'answer', with: templates.page(query, address) },

    /** Meta tells that somebody there has decided about a template. */
    templateNews: (template: FiledTemplate, event: string) =>
      webhooks.post({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: account.businessId ?? BUSINESS_ID,
            changes: [
              {
                field: 'message_template_status_update',
                value: {
                  event,
                  message_template_id: 300_000_000_000_001,
                  message_template_name: template.name,
                  message_template_language: template.language,
                  reason: template.reason ?? 'NONE',
                },
              },
            ],
          },
        ],
      }),

    /** A call of `/media`. */
    async upload(phoneId: string, fields: FormData): Promise<Outcome> {
      const checked = files.checkUpload(fields);
      if (isRefusal(checked)) return { do: 'refuse', refusal: checked };
      if (orders.takeFile('upload_throttled'))
        return { do: 'refuse', refusal: refusal(130_429, 'too fast', 429), retryAfter: 2 };
      const { id } = files.keep(Buffer.from(await checked.bytes), checked.type, phoneId);
      return orders.takeFile('upload_drop') ? { do: 'drop' } : { do: 'answer', with: { id } };
    },

    /** Where a file can be fetched. @param origin our own address */
    look(id: string, origin: string): Outcome {
      if (orders.takeFile('look_broken')) return { do: 'refuse', refusal: refusal(2, 'try again', 500) };
      const stored = files.find(id);
      if (!stored) return { do: 'refuse', refusal: { ...refusal(100, 'does not exist'), subcode: 33 } };
      return {
        do: 'answer',
        with: {
          messaging_product: 'whatsapp',
          url: `${origin}/whatsapp_business/attachments/?mid=${id}`,
          mime_type: stored.type,
          sha256: stored.sha256,
          file_size: stored.bytes.length,
          id,
        },
      };
    },

    /** The bytes of a file, perhaps not as they were. `cut`: ends before what was announced. */
    download(
      id: string,
    ): { readonly stored: Stored; readonly bytes: Buffer; readonly cut: boolean } | undefined {
      const stored = files.find(id);
      if (!stored) return undefined;
      const bytes = Buffer.from(stored.bytes);
      if (orders.takeFile('bent')) bytes[0] = (bytes[0] ?? 0) ^ 1;
      return { stored, bytes, cut: orders.takeFile('cut') };
    },

    /** Somebody sends something of any type. @param own an id or a number of ours in place of the usual ones */
    write,
    text: (person: Person, body: string, own?: { id?: string; phoneId?: string }) =>
      write(person, { type: 'text', text: { body } }, own),

    /** Somebody taps a button, or a row of a list, of a message that they got. */
    tap(person: Person, message: Delivered, title: string): Promise<Written> {
      const chosen = message.buttons.find((one) => one.title === title);
      if (!chosen) throw new Error(`there is nothing called "${title}" to tap`);
      const type = message.content.type === 'list' ? 'list_reply' : 'button_reply';
      const { display } = phoneOf(message.phoneId);
      return write(
        person,
        {
          type: 'interactive',
          context: { from: display, id: message.id },
          interactive: { type, [type]: { id: chosen.id, title: chosen.title } },
        },
        { phoneId: message.phoneId },
      );
    },

    /** Somebody sends a file. @param more fields beside it, e.g. `caption`, `voice` */
    async file(
      person: Person,
      type: 'image' | 'video' | 'audio' | 'document' | 'sticker',
      bytes: Buffer,
      mimeType: string,
      more: Readonly<Record<string, unknown>> = {},
    ): Promise<Written & { readonly mediaId: string }> {
      const stored = files.keep(bytes, mimeType);
      const sha256 = Buffer.from(stored.sha256, 'hex').toString('base64');
      const said = { type, [type]: { mime_type: mimeType, sha256, id: stored.id, ...more } };
      return { ...(await write(person, said)), mediaId: stored.id };
    },

    /** What several people write at once comes in one webhook. @param together all changes in one entry */
    async batch(
      messages: readonly { person: Person; said: Said; id?: string; phoneId?: string }[],
      together = false,
    ): Promise<Answered & { readonly tries: number }> {
      const values = messages.map(({ person, said, id = newId(namesOf(person)[0]), phoneId }) => {
        const phone = phoneOf(phoneId);
        for (const name of namesOf(person)) limits.noteWritten(phone.id, name);
        return messageValue(phone, person, id, said);
      });
      return webhooks.post(webhookOf(values, together));
    },

    /** One more status of a message, however late or wrong in order. */
    async receipt(id: string, status: string, code?: number): Promise<void> {
      const message = ledger.find((one) => one.id === id);
      if (!message) throw new Error('no such message was taken');
      await tellStatuses(message, [{ status, ...(code !== undefined && { code }) }]);
    },

    /** As if 24 hours had passed since that person wrote. */
    closeWindow(person: Person, phoneId?: string): void {
      for (const name of namesOf(person)) limits.forgetWritten(phoneOf(phoneId).id, name);
    },

    async close(): Promise<void> {
      closing.abort();
      await webhooks.close();
    },
  };
}

function outcomeWithoutMessage({ call, code, retryAfter }: CallOrder): Outcome | undefined {
  const after = retryAfter !== undefined && { retryAfter };
  switch (call) {
    case 'throttled':
      return { do: 'refuse', refusal: refusal(code ?? 130_429, 'too fast', 429), ...after };
    case 'broken':
      return { do: 'refuse', refusal: refusal(code ?? 131_000, 'something went wrong', 500), ...after };
    case 'gateway_timeout':
      return { do: 'bare', status: 504 };
    case 'refused':
      return { do: 'refuse', refusal: refusal(code ?? 131_026, 'not to this one'), ...after };
    default:
      return undefined;
  }
}

/** Each inner list is one webhook. */
function courseOf(message: Delivered, plan: ReceiptOrder | undefined): readonly Course[] {
  const isVoice = message.files.some(({ as }) => as === 'voice');
  const names = ['sent', 'delivered', 'read', ...(isVoice ? ['played'] : [])];
  const usual = names.map((status): Course => [{ status }]);
  switch (plan?.receipts) {
    case 'none':
      return [];
    case 'failed':
      return [[{ status: 'failed', code: plan.code ?? 131_026 }]];
    case 'duplicated':
      return usual.map((statuses) => [...statuses, ...statuses]);
    case 'reordered':
      return usual.toReversed();
    default:
      return usual;
  }
}

/** As Meta builds them: around whoever is at the other end. */
function newId(who = ''): string {
  const unique = randomBytes(10).toString('hex').toUpperCase();
  const bytes = [Buffer.of(0x1c, 0x18, who.length), who, Buffer.of(0x15, 2, 0, 0x12, 0x18, 0x14), unique];
  return `wamid.${Buffer.concat(bytes.map((one) => Buffer.from(one))).toString('base64')}`;
}
