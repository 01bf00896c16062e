import { Refused } from '../../core/channel.ts';
import type { Address, Inbound, Location, MediaKind, MediaRef, Receipt } from '../../core/message.ts';
import { meaningOfReceipt } from './errors.ts';
import { optOutOf } from './opt-out.ts';
import type { Senders } from './senders.ts';
import type { Form } from './signature.ts';

/** What reading needs to know of our side. */
export interface OurSide {
  readonly senders: Pick<Senders, 'accountFor'>;
  /** Twilio answers its English opt-out words by SMS itself. */
  readonly answersStop: boolean;
}

/** Twilio's status of a message of ours, in our words. A status not listed tells nothing and is passed over. */
const STATUS: Readonly<Record<string, Receipt['status']>> = {
  accepted: 'accepted',
  scheduled: 'accepted',
  queued: 'accepted',
  sending: 'accepted',
  partially_delivered: 'sent',
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

const MOST_MEDIA = 10;

/**
 * Reads one verified form: a message, a receipt, or nothing that concerns us.
 * Both addresses take both, because one wrong line in Twilio's console must not lose messages.
 * @param partId our own id from the query of the status address
 * @throws Refused 400 where it is neither, or a message that no sender of ours could answer
 */
export function parse(form: Form, partId: string | undefined, ours: OurSide): Inbound | Receipt | undefined {
  const externalId = field(form, 'MessageSid') || field(form, 'SmsSid');
  if (!/^[A-Za-z0-9_-]{1,64}$/.test(externalId)) throw new Refused(400, 'no MessageSid');
  const status = statusOf(form);
  return status === undefined
    ? inboundOf(form, externalId, ours)
    : receiptOf(form, externalId, status, partId);
}

/** A message to us says `SmsStatus=received` and usually no `MessageStatus`: only the rest are receipts. */
function statusOf(form: Form): string | undefined {
  const status = field(form, 'MessageStatus') || field(form, 'SmsStatus');
  return status === '' || status === 'received' || status === 'receiving' ? undefined : status;
}

function receiptOf(
  form: Form,
  externalId: string,
  said: string,
  partId: string | undefined,
): Receipt | undefined {
  const status = Object.hasOwn(STATUS, said) ? STATUS[said] : undefined;
  if (!status) return undefined;
  const given = field(form, 'ErrorCode');
  const code = /^[1-9]\d{2,6}$/.test(given) ? given : undefined;
  return {
    kind: 'receipt',
    channel: 'twilio',
    externalId,
    ...(partId !== undefined && { partId }),
    status,
    ...(status === 'failed' && { error: { code: code ?? said, meaning: meaningOfReceipt(said, code) } }),
  };
}

function inboundOf(form: Form, externalId: string, { senders, answersStop }: OurSide): Inbound {
  const from = addressesOf(form);
  const medium = from[0].scheme === 'whatsapp' ? 'whatsapp' : 'sms';
  const account = senders.accountFor(medium, field(form, 'To'), field(form, 'MessagingServiceSid'));
  if (account === undefined) throw new Refused(400, `a message by ${medium}, which has no sender`);
  const body = field(form, 'Body');
  const text = medium === 'sms' ? unwrapped(body) : body;
  const location = locationOf(form);
  const choice = field(form, 'ButtonPayload') || field(form, 'ListId');
  const forwarded = forwardedOf(form);
  const answers = field(form, 'OriginalRepliedMessageSid');
  const told = field(form, 'OptOutType');
  const optOut = optOutOf({ told, text: medium === 'sms' && answersStop ? text : '' });
  return {
    kind: 'inbound',
    channel: 'twilio',
    account,
    externalId,
    from,
    text,
    media: mediaOf(form, medium),
    ...(location && { location }),
    ...(choice && { choice }),
    ...(forwarded && { forwarded }),
    ...(answers && { answers }),
    ...(optOut && { optOut }),
  };
}

/**
 * Since 2026 a WhatsApp person may come with a business-scoped id (`CC.…`) beside the number or instead of it.
 * An SMS may come from a short code or a name; it is kept all the same.
 */
function addressesOf(form: Form): [Address, ...Address[]] {
  const from = field(form, 'From');
  const first = from.startsWith('whatsapp:') ? whatsappAddress(from) : smsAddress(from);
  if (!first) throw new Refused(400, 'no From that could be answered');
  if (first.scheme === 'tel') return [first];
  const number = field(form, 'WaId');
  const others = [
    whatsappAddress(field(form, 'ExternalUserId')),
    first.kind === 'bsuid' ? whatsappAddress(number) : undefined,
  ];
  const known = (one: Address | undefined) => one !== undefined && one.value !== first.value;
  return [first, ...others.filter((one): one is Address => known(one))];
}

function whatsappAddress(text: string): Address | undefined {
  const value = text.replace(/^whatsapp:/, '');
  if (/^\+?[1-9]\d{4,14}$/.test(value))
    return { scheme: 'whatsapp', kind: 'phone', value: `+${value.replace('+', '')}` };
  if (/^[A-Z]{2}(\.ENT)?\.[A-Za-z0-9]{1,128}$/.test(value))
    return { scheme: 'whatsapp', kind: 'bsuid', value };
  return undefined;
}

function smsAddress(text: string): Address | undefined {
  const value = text.trim();
  if (!/^(\+[1-9]\d{4,14}|\d{3,15}|[A-Za-z0-9 _&.-]{1,16})$/.test(value)) return undefined;
  return { scheme: 'tel', kind: 'phone', value };
}

/**
 * A long SMS that its operator joined sometimes arrives as base64 of its text. RapidPro, in production for years,
 * unwraps it likewise (courier, handlers/base.go: 60 letters at least, no white space); here the bytes must be
 * a readable text besides.
 */
function unwrapped(body: string): string {
  const wrapped = body.replace(/[\r\n]/g, '').trim();
  if (wrapped.length < 60 || wrapped.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(wrapped)) return body;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(wrapped, 'base64'));
    return /^[^\p{Cc}\p{Cn}\p{Co}]*$/u.test(text.replace(/[\t\r\n]/g, '')) && /\s/.test(text) ? text : body;
  } catch {
    return body;
  }
}

function mediaOf(form: Form, medium: 'sms' | 'whatsapp'): MediaRef[] {
  const told = field(form, 'NumMedia');
  const count = /^\d{1,3}$/.test(told) ? Math.min(Number(told), MOST_MEDIA) : MOST_MEDIA;
  const media: MediaRef[] = [];
  for (let at = 0; at < count; at += 1) {
    const url = field(form, `MediaUrl${at}`);
    if (!/^https?:\/\/\S+$/.test(url) || !URL.canParse(url)) continue;
    const claimed = field(form, `MediaContentType${at}`);
    const kind = kindOf(claimed, medium);
    media.push({ url, contentType: claimed || 'application/octet-stream', ...(kind && { kind }) });
  }
  return media;
}

/** Twilio says no more than the type; on WhatsApp a note spoken into the phone is the only OGG, a sticker the only WebP. */
function kindOf(contentType: string, medium: 'sms' | 'whatsapp'): MediaKind | undefined {
  const type = contentType.toLowerCase().split(';')[0]?.trim() ?? '';
  if (medium === 'whatsapp' && type === 'audio/ogg') return 'voice';
  if (medium === 'whatsapp' && type === 'image/webp') return 'sticker';
  const [family] = type.split('/');
  if (family === 'image' || family === 'audio' || family === 'video') return family;
  return family === '' || type === 'application/octet-stream' ? undefined : 'document';
}

function locationOf(form: Form): Location | undefined {
  const latitude = degrees(field(form, 'Latitude'), 90);
  const longitude = degrees(field(form, 'Longitude'), 180);
  if (latitude === undefined || longitude === undefined) return undefined;
  const label = [field(form, 'Label'), field(form, 'Address')].filter((part) => part !== '').join(', ');
  return { latitude, longitude, ...(label && { label }) };
}

function degrees(text: string, most: number): number | undefined {
  if (!/^[+-]?\d{1,3}(\.\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) <= most ? value : undefined;
}

function forwardedOf(form: Form): Inbound['forwarded'] {
  if (field(form, 'FrequentlyForwarded').toLowerCase() === 'true') return 'often';
  return field(form, 'Forwarded').toLowerCase() === 'true' ? 'once' : undefined;
}

function field(form: Form, name: string): string {
  const value = form[name];
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}
