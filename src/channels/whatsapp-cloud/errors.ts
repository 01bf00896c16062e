import type { SendErrorKind } from '../../core/send-error.ts';

/**
 * What Meta's codes mean to us, whether they come with the API's answer or with a receipt. A code that is not here is
 * judged by its HTTP status, in a receipt it is `rejected`. Titles are not looked at: Meta will take them away.
 * Source: developers.facebook.com, WhatsApp Business Platform, "Error codes" (2026-05-15).
 */
const MEANING: Readonly<Record<string, SendErrorKind>> = {
  // account, token, number, template: the operator has to act
  0: 'misconfigured', // the token is none
  3: 'misconfigured', // a permission is missing
  10: 'misconfigured', // the permission was taken away
  33: 'misconfigured', // the number was deleted
  190: 'misconfigured', // the token has expired
  368: 'misconfigured', // restricted for breaking a policy
  131005: 'misconfigured', // access denied
  131030: 'misconfigured', // a test number, and the recipient is not on its list
  131031: 'misconfigured', // the account is locked
  131037: 'misconfigured', // the display name has not been approved
  131042: 'misconfigured', // nobody has paid
  131045: 'misconfigured', // the number's certificate is wrong
  131044: 'misconfigured', // no way of paying is set
  133006: 'misconfigured', // the number must be verified
  133010: 'misconfigured', // the number is not registered
  133015: 'misconfigured', // the number was deleted a moment ago
  134011: 'misconfigured', // terms of paying not accepted

  // slow down
  4: 'throttled', // calls of the app
  80007: 'throttled', // calls of the business account
  130429: 'throttled', // messages a second of the number
  131048: 'throttled', // too many were blocked or called spam
  133016: 'throttled', // registrations
  131056: 'person_throttled', // one to the same person in six seconds

  // the person
  131021: 'invalid_address', // that is our own number
  131026: 'invalid_address', // no WhatsApp, an old one, or terms not accepted
  131047: 'window_closed', // more than 24 hours since they wrote
  131050: 'opted_out', // wants nothing more that is marketing
  130497: 'restricted', // may not write to people of that country: nothing is wrong with all others
  130472: 'restricted', // part of an experiment of Meta's: gets no marketing
  131049: 'restricted', // has had enough of what Meta calls marketing; trying again makes it worse

  // the template: whoever needs it waits until the person writes
  132000: 'template_refused', // another number of variables
  132001: 'template_refused', // none of that name in that language, or not approved
  132005: 'template_refused', // too long with what fills it
  132007: 'template_refused', // against a policy
  132012: 'template_refused', // variables of another form
  132015: 'template_refused', // paused: people did not like it
  132016: 'template_refused', // paused too often: disabled for good

  // what is said
  132018: 'rejected', // a variable holds a line break, a tab or a run of blanks
  100: 'rejected', // a parameter is wrong
  131008: 'rejected', // a parameter is missing
  131009: 'rejected', // a value is wrong
  131051: 'rejected', // a type that is not taken
  135000: 'rejected', // something in the parameters

  // the far side
  1: 'unavailable',
  2: 'unavailable',
  131000: 'unavailable',
  131016: 'unavailable',
  131053: 'unavailable', // a file got lost between Meta and Meta
  131057: 'unavailable', // the account is being worked on
  133004: 'unavailable',
};

/**
 * @param status HTTP status of the API's answer, not 2xx
 * @param code Meta's own code, where the answer had one
 * @param subcode 33 with code 100: what the address names is not there, or not ours
 */
export function meaningOfAnswer(
  status: number,
  code: number | undefined,
  subcode: number | undefined,
): SendErrorKind {
  if (code === 100 && subcode === 33) return 'misconfigured';
  const known = code === undefined ? undefined : meaningOf(code);
  if (known) return known;
  if (status === 429) return 'throttled';
  // A gateway on the way lost patience, or the answer: whoever stood behind it may have taken the message.
  if ((status === 502 || status === 504) && code === undefined) return 'outcome_unknown';
  if (status >= 500) return 'unavailable';
  if (status === 401 || status === 403 || status === 404) return 'misconfigured';
  // We follow no redirect: a base address that redirects is a wrong one.
  if (status < 400) return 'misconfigured';
  return 'rejected';
}

/** @param code of the first error of a receipt that says `failed`, where it had one */
export function meaningOfReceipt(code: number | undefined): SendErrorKind {
  return (code === undefined ? undefined : meaningOf(code)) ?? 'rejected';
}

function meaningOf(code: number): SendErrorKind | undefined {
  const known = Object.hasOwn(MEANING, code) ? MEANING[code] : undefined;
  if (known) return known;
  // 200 to 299 are permissions, 132000 to 132999 all that may be wrong with a template.
  if (code >= 200 && code < 300) return 'misconfigured';
  return code >= 132_000 && code < 133_000 ? 'template_refused' : undefined;
}
