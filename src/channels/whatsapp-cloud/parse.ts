import type { Inbound, Receipt } from '../../core/message.ts';
import { meaningOfReceipt } from './errors.ts';
import { contactsIn, firstCode, readInbound } from './inbound.ts';
import { type Json, object, objects, readJson, text } from './json.ts';
import type { IdOf } from './message-id.ts';
import { CHANNEL } from './senders.ts';

/** Meta's status of a message of ours, in our words. A status not listed (`deleted`) tells nothing and is passed over. */
const STATUS: Readonly<Record<string, Receipt['status']>> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  // Of a voice note.
  played: 'read',
  failed: 'failed',
};

/** What one webhook held. */
export interface Read {
  readonly events: readonly (Inbound | Receipt)[];
  /** Codes of what could not be read or went wrong at Meta: for the log. */
  readonly trouble: readonly string[];
  /** Templates that were approved, rejected, paused …, with Meta's word for it. */
  readonly templates: readonly { readonly name: string; readonly language: string; readonly event: string }[];
}

/**
 * Reads one verified webhook: every message and status of every change of every entry. Meta puts several people and
 * several numbers of ours into one, and what one of them holds must not cost another.
 *
 * Never throws: an answer other than 200 makes Meta send the same again for seven days.
 * @param options.accounts our sender account by phone number id; what comes to another number is somebody else's
 */
export function parse(
  body: Buffer,
  { accounts, idOf }: { accounts: ReadonlyMap<string, string>; idOf: IdOf },
): Read {
  const events: (Inbound | Receipt)[] = [];
  const trouble: string[] = [];
  const templates: Read['templates'][number][] = [];
  const whole = readJson(body);
  if (!whole) return { events, templates, trouble: ['not_json'] };
  for (const entry of objects(whole.entry))
    for (const change of objects(entry.changes)) {
      if (change.field === 'message_template_status_update') {
        const told = templateIn(object(change.value) ?? {});
        if (told) templates.push(told);
        continue;
      }
      // Quality of numbers, echoes of the app: not subscribed to, or not for us.
      if (change.field !== 'messages') continue;
      const value = object(change.value) ?? {};
      const account = accounts.get(text(object(value.metadata)?.phone_number_id));
      if (account === undefined) continue;
      const contacts = contactsIn(value.contacts);
      for (const message of objects(value.messages)) {
        const inbound = readInbound(message, contacts, { account, idOf });
        if (inbound === 'nobody') trouble.push('no_sender');
        else if (inbound) events.push(inbound);
      }
      for (const status of objects(value.statuses)) {
        const receipt = receiptOf(status, idOf);
        if (receipt) events.push(receipt);
      }
      const code = firstCode(value.errors);
      if (code !== undefined) trouble.push(`meta_${code}`);
    }
  return { events, trouble, templates };
}

/** Its name is one of ours in small letters; the rest are codes. Anything else would be somebody's words in our log. */
function templateIn(value: Json): Read['templates'][number] | undefined {
  const name = text(value.message_template_name);
  const language = text(value.message_template_language);
  const event = text(value.event);
  const codes =
    /^[a-z0-9_]{1,512}$/.test(name) && /^[\w-]{2,10}$/.test(language) && /^[A-Z_]{1,40}$/.test(event);
  return codes ? { name, language, event } : undefined;
}

function receiptOf(told: Json, idOf: IdOf): Receipt | undefined {
  const said = text(told.status);
  const status = Object.hasOwn(STATUS, said) ? STATUS[said] : undefined;
  const id = text(told.id);
  if (!status || id === '') return undefined;
  // Signed, so it is what we wrote; the shape is checked against our own slips.
  const partId = text(told.biz_opaque_callback_data);
  const code = firstCode(told.errors);
  return {
    kind: 'receipt',
    channel: CHANNEL,
    externalId: idOf(id),
    ...(/^[A-Za-z0-9_-]{1,64}$/.test(partId) && { partId }),
    status,
    ...(status === 'failed' && {
      error: { code: String(code ?? 'failed'), meaning: meaningOfReceipt(code) },
    }),
  };
}
