import type { Account } from './account.ts';
import type { Delivered, Heard, Standing } from './double.ts';
import type { StoredFile } from './media-store.ts';

const dateOf = (ms: number) => new Date(ms).toUTCString().replace('GMT', '+0000');

/** The shape of Twilio's Message resource: every value but the codes is a string or null. */
export function messageResource(
  message: Delivered | Heard,
  { status, code }: Standing,
  { accountSid }: Account,
): Record<string, unknown> {
  const uri = `/2010-04-01/Accounts/${accountSid}/Messages/${message.sid}`;
  const inbound = 'files' in message;
  const at = dateOf(message.at);
  return {
    account_sid: accountSid,
    api_version: '2010-04-01',
    body: message.body,
    date_created: at,
    date_sent: status === 'queued' ? null : at,
    date_updated: at,
    direction: inbound ? 'inbound' : 'outbound-api',
    error_code: code ?? null,
    error_message: null,
    from: message.from,
    messaging_service_sid: message.service ?? null,
    num_media: String(inbound ? message.files : message.mediaUrl === undefined ? 0 : 1),
    num_segments: String(message.segments),
    price: null,
    price_unit: 'USD',
    sid: message.sid,
    status,
    subresource_uris: { media: `${uri}/Media.json` },
    to: message.to,
    uri: `${uri}.json`,
  };
}

export function mediaResource(file: StoredFile, { accountSid }: Account): Record<string, unknown> {
  const at = dateOf(0);
  return {
    account_sid: accountSid,
    content_type: file.contentType,
    date_created: at,
    date_updated: at,
    parent_sid: file.messageSid,
    sid: file.sid,
    uri: `/2010-04-01/Accounts/${accountSid}/Messages/${file.messageSid}/Media/${file.sid}.json`,
  };
}
