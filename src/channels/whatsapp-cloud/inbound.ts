import type { Address, Inbound, Location, MediaKind, MediaRef } from '../../core/message.ts';
import { type Json, number, object, objects, text } from './json.ts';
import type { IdOf } from './message-id.ts';
import { CHANNEL } from './senders.ts';

/** What comes under messages and says nothing: a thumb, a changed number, an opened chat, a message taken back. */
const SAYS_NOTHING: ReadonlySet<string> = new Set(['reaction', 'system', 'request_welcome', 'revoke']);

const FILES: ReadonlySet<string> = new Set(['image', 'video', 'document', 'audio', 'voice', 'sticker']);

/** Kinds that we read. Some messages come without their type. */
const READ = ['text', ...FILES, 'location', 'button', 'interactive'];

/**
 * Reads one message.
 *
 * What we cannot read (contacts, an order, a poll, a kind of next year) is a message without words: somebody wrote,
 * and a person of ours must see it.
 * @param contacts what stands beside the messages of the same change
 * @param options.account of ours, to which it came
 * @returns undefined where it says nothing, and `nobody` where it cannot be kept: no id, or no sender
 */
export function readInbound(
  message: Json,
  contacts: Contacts,
  { account, idOf }: { account: string; idOf: IdOf },
): Inbound | undefined | 'nobody' {
  const type = text(message.type) || (READ.find((kind) => object(message[kind])) ?? '');
  if (SAYS_NOTHING.has(type) || text(message.group_id) !== '') return undefined;
  const id = text(message.id);
  const from = addressesOf(message, contacts);
  if (id === '' || !from) return 'nobody';

  const context = object(message.context) ?? {};
  const forwarded = forwardedOf(context);
  const answers = text(context.id);
  return {
    kind: 'inbound',
    channel: CHANNEL,
    account,
    externalId: idOf(id),
    from,
    ...contentOf(type, object(message[type]) ?? {}),
    ...(forwarded && { forwarded }),
    ...(answers && { answers: idOf(answers) }),
  };
}

function contentOf(
  type: string,
  said: Json,
): Pick<Inbound, 'text' | 'media'> & Pick<Partial<Inbound>, 'location' | 'choice'> {
  if (FILES.has(type)) {
    const media = mediaOf(type, said);
    return { text: text(said.caption), media: media ? [media] : [] };
  }
  switch (type) {
    case 'text':
      return { text: text(said.body), media: [] };
    case 'button':
      return chosen(text(said.text), text(said.payload));
    case 'interactive': {
      // The third kind is a filled form (`nfm_reply`): we send none.
      const reply = object(said.button_reply) ?? object(said.list_reply) ?? {};
      return chosen(text(reply.title), text(reply.id));
    }
    case 'location': {
      const location = locationOf(said);
      return { text: '', media: [], ...(location && { location }) };
    }
    default:
      return { text: '', media: [] };
  }
}

/** Who a change says it is about. */
export interface Contacts {
  readonly byId: ReadonlyMap<string, Json>;
  /** Where it is about one person, whose message need not say whose it is. */
  readonly only: Json | undefined;
}

export function contactsIn(list: unknown): Contacts {
  const all = objects(list);
  const byId = new Map<string, Json>();
  for (const one of all)
    for (const id of [text(one.wa_id), text(one.user_id)]) if (id !== '' && !byId.has(id)) byId.set(id, one);
  return { byId, only: all.length === 1 ? all[0] : undefined };
}

const chosen = (label: string, id: string) => ({ text: label, media: [], ...(id && { choice: id }) });

/**
 * A phone number, a business-scoped id, or both: who has a username shows no number. The number first, because it is
 * the same person at every provider. In `from` there may stand either.
 */
function addressesOf(message: Json, { byId, only }: Contacts): [Address, ...Address[]] | undefined {
  const told = [text(message.from), text(message.from_user_id)].filter((id) => id !== '');
  const contact = told.length === 0 ? only : told.map((id) => byId.get(id)).find((one) => one !== undefined);
  const all = [...told, text(contact?.wa_id), text(contact?.user_id)].map(addressOf);
  const phone = all.find((one) => one?.kind === 'phone');
  const bsuid = all.find((one) => one?.kind === 'bsuid');
  if (phone) return bsuid ? [phone, bsuid] : [phone];
  return bsuid && [bsuid];
}

function addressOf(value: string): Address | undefined {
  if (/^\+?[1-9]\d{4,14}$/.test(value))
    return { scheme: 'whatsapp', kind: 'phone', value: `+${value.replace('+', '')}` };
  if (/^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$/.test(value))
    return { scheme: 'whatsapp', kind: 'bsuid', value };
  return undefined;
}

function mediaOf(type: string, said: Json): MediaRef | undefined {
  const id = text(said.id);
  if (!/^[\w-]{1,128}$/.test(id)) return undefined;
  const sha256 = hexOf(text(said.sha256));
  return {
    url: `whatsapp:${id}`,
    contentType: text(said.mime_type) || 'application/octet-stream',
    kind: type === 'audio' && said.voice === true ? 'voice' : (type as MediaKind),
    ...(sha256 && { sha256 }),
  };
}

/** Webhooks tell the hash in base64, older ones and the API in hex. @returns hex, or '' where it is neither */
export function hexOf(hash: string): string {
  if (/^[0-9a-f]{64}$/i.test(hash)) return hash.toLowerCase();
  return /^[\w+/-]{43}=?$/.test(hash) ? Buffer.from(hash, 'base64').toString('hex') : '';
}

function locationOf(said: Json): Location | undefined {
  const latitude = number(said.latitude);
  const longitude = number(said.longitude);
  if (latitude === undefined || longitude === undefined) return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  const label = [text(said.name), text(said.address)].filter((part) => part !== '').join(', ');
  return { latitude, longitude, ...(label && { label }) };
}

function forwardedOf(context: Json): Inbound['forwarded'] {
  if (context.frequently_forwarded === true) return 'often';
  return context.forwarded === true ? 'once' : undefined;
}

/** The first error that stands in a list of Meta's. */
export function firstCode(errors: unknown): number | undefined {
  return number(objects(errors)[0]?.code);
}
