import type { SendErrorKind } from '../../core/send-error.ts';

/**
 * What Twilio's codes mean to us, whether they come with the API's answer or with a receipt. A code that is
 * not here is judged by its HTTP status, in a receipt it is `rejected`.
 * Source: twilio.com/docs/api/errors.
 */
const MEANING: Readonly<Record<string, SendErrorKind>> = {
  // account, credentials, sender: the operator has to act
  20003: 'misconfigured', // authentication failed
  20005: 'misconfigured', // account not active
  20008: 'misconfigured', // test credentials
  20404: 'misconfigured', // no such account
  21212: 'misconfigured', // From is not a number
  21408: 'misconfigured', // this country is not enabled for the account
  21603: 'misconfigured', // From is missing
  21606: 'misconfigured', // From cannot send to this destination
  21608: 'misconfigured', // trial account, number not verified
  21609: 'misconfigured', // our status address is not valid
  21659: 'misconfigured', // From is not a number of the account
  21701: 'misconfigured', // no such Messaging Service in the account
  21703: 'misconfigured', // the service has no sender for this
  21704: 'misconfigured', // the service has no sender at all
  21705: 'misconfigured', // no id of a service
  30002: 'misconfigured', // account suspended
  30018: 'misconfigured', // the sender id must be registered in that country
  30024: 'misconfigured', // the numeric sender is not provisioned
  30034: 'misconfigured', // the number is not registered for US traffic
  63007: 'misconfigured', // no channel with that From
  63008: 'misconfigured', // the channel is not set up
  63015: 'misconfigured', // sandbox: the recipient has not joined

  // the template: whoever needs it waits until the person writes
  21655: 'template_refused', // no such content
  63027: 'template_refused', // none for that language
  63040: 'template_refused', // rejected
  63041: 'template_refused', // paused

  // slow down
  20429: 'throttled',
  21611: 'throttled', // the sender's queue is full
  30001: 'throttled', // queue overflow
  30022: 'throttled', // carrier's rate limit
  63017: 'throttled',
  63018: 'throttled',
  30023: 'over_quota', // the carrier's daily limit
  30027: 'over_quota',
  63038: 'over_quota', // the account's daily limit

  // the person's phone
  21610: 'opted_out',
  63014: 'opted_out', // blocked by the person
  63033: 'opted_out',
  21211: 'invalid_address',
  21214: 'invalid_address',
  21217: 'invalid_address',
  21612: 'invalid_address', // not reachable by SMS
  21614: 'invalid_address', // not a mobile number
  30004: 'invalid_address', // blocked on the way to that number
  30005: 'invalid_address', // unknown handset
  30006: 'invalid_address', // landline
  63003: 'invalid_address',
  63024: 'invalid_address',
  63032: 'invalid_address', // WhatsApp does not let us reach this person
  30003: 'unreachable', // switched off or out of coverage
  30008: 'unreachable', // unknown error at the carrier
  63016: 'window_closed',

  // the text
  21602: 'rejected', // no body
  21604: 'rejected', // no To
  21617: 'rejected', // body too long
  21619: 'rejected',
  30007: 'rejected', // filtered by the carrier
  63005: 'rejected',
  63006: 'rejected',
  63013: 'rejected', // against the channel's policy
  63019: 'rejected', // our media could not be fetched
  63021: 'rejected',
  63028: 'rejected', // number of template variables

  // the far side
  20500: 'unavailable',
  20503: 'unavailable',
  30017: 'unavailable', // carrier congestion
};

/**
 * @param status HTTP status of the API's answer, not 2xx
 * @param code Twilio's own code, where the answer had one
 */
export function meaningOfAnswer(status: number, code: string | undefined): SendErrorKind {
  const known = code === undefined ? undefined : MEANING[code];
  if (known) return known;
  if (status === 429) return 'throttled';
  // A gateway on the way lost patience: whoever stood behind it may have taken the message.
  if ((status === 502 || status === 504) && code === undefined) return 'outcome_unknown';
  if (status >= 500) return 'unavailable';
  if (status === 401 || status === 403 || status === 404) return 'misconfigured';
  // The SDK follows no redirect: a base address that redirects is a wrong one.
  if (status < 400) return 'misconfigured';
  return 'rejected';
}

/** @param code `ErrorCode` of a receipt that says `failed` or `undelivered`, where it had one */
export function meaningOfReceipt(status: string, code: string | undefined): SendErrorKind {
  if (code !== undefined) return MEANING[code] ?? 'rejected';
  return status === 'undelivered' ? 'unreachable' : 'rejected';
}
