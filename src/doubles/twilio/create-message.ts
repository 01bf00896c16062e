import type { Account } from './account.ts';

/** The parameters of CreateMessage. A test compares them with Twilio's published specification. */
export const PARAMETERS: ReadonlySet<string> = new Set([
  'To',
  'StatusCallback',
  'ApplicationSid',
  'MaxPrice',
  'ProvideFeedback',
  'Attempt',
  'ValidityPeriod',
  'ForceDelivery',
  'ContentRetention',
  'AddressRetention',
  'SmartEncoded',
  'PersistentAction',
  'TrafficType',
  'ShortenUrls',
  'ScheduleType',
  'SendAt',
  'SendAsMms',
  'ContentVariables',
  'RiskCheck',
  'From',
  'FallbackFrom',
  'MessagingServiceSid',
  'Body',
  'MediaUrl',
  'ContentSid',
]);

export interface Wanted {
  readonly to: string;
  readonly from: string;
  readonly body: string;
  readonly statusCallback: string | undefined;
}

/** Twilio's refusal: HTTP status and code; the texts are our own words. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
}

export function isRefusal(checked: Wanted | Refusal): checked is Refusal {
  return 'code' in checked;
}

/** Checks one call in the order in which Twilio does; stricter in one thing: an unknown parameter is an error. */
export function checkCreateMessage(form: URLSearchParams, account: Account): Wanted | Refusal {
  for (const name of form.keys())
    if (!PARAMETERS.has(name)) return refusal(20001, `unknown parameter ${name}`);
  const to = form.get('To') ?? '';
  const from = form.get('From') ?? '';
  const body = form.get('Body') ?? '';
  const statusCallback = form.get('StatusCallback') ?? undefined;

  if (to === '') return refusal(21604, 'a To is required');
  if (from === '') return refusal(21603, 'a From is required');
  if (!isAddress(to)) return refusal(21211, 'the To is no address');
  const whatsapp = to.startsWith('whatsapp:');
  if (whatsapp !== from.startsWith('whatsapp:'))
    return refusal(63007, 'no channel from that From to that To');
  const ours = whatsapp ? account.whatsappFrom && `whatsapp:${account.whatsappFrom}` : account.smsFrom;
  if (!ours || from !== ours) return refusal(whatsapp ? 63007 : 21606, 'the From is none of this account');
  if (body === '' && !form.has('MediaUrl') && !form.has('ContentSid'))
    return refusal(21602, 'a Body is required');
  if (body.length > 1600) return refusal(21617, 'the Body is longer than 1600 characters');
  if (statusCallback !== undefined && !isCallback(statusCallback))
    return refusal(21609, 'the StatusCallback is no address that can be called');
  return { to, from, body, statusCallback };
}

function isAddress(to: string): boolean {
  return /^(whatsapp:)?\+[1-9]\d{6,14}$/.test(to) || /^whatsapp:[A-Z]{2}\.[A-Za-z0-9.]{1,132}$/.test(to);
}

/** No underscore in the host. Localhost passes here, though the real one could not call it. */
function isCallback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return /^https?:$/.test(protocol) && !hostname.includes('_');
}

function refusal(code: number, message: string): Refusal {
  return { status: 400, code, message };
}
