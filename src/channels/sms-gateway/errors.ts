import type { SendErrorKind } from '../../core/send-error.ts';
import type { Refusal } from './kind.ts';

/**
 * What the codes of an SMSC mean, as gateways hand them on: SMPP 3.4, 5.1.3, as Kannel writes them (eight hex digits),
 * and what Android says of its own radio. Others leave it at what the status means.
 */
const CODES: Readonly<Record<string, SendErrorKind>> = {
  '0x00000008': 'unavailable', // system error
  '0x0000000a': 'misconfigured', // invalid source address
  '0x0000000b': 'invalid_address', // invalid destination address
  '0x00000014': 'throttled', // message queue full
  '0x00000045': 'rejected', // submit failed
  '0x00000058': 'throttled',
  RESULT_ERROR_LIMIT_EXCEEDED: 'over_quota',
  RESULT_ERROR_NO_SERVICE: 'unavailable',
  RESULT_ERROR_RADIO_OFF: 'unavailable',
  RESULT_ERROR_SHORT_CODE_NOT_ALLOWED: 'invalid_address',
  RESULT_ERROR_GENERIC_FAILURE: 'rejected',
};

export function meaningOfCode(code: string): SendErrorKind | undefined {
  return Object.hasOwn(CODES, code) ? CODES[code] : undefined;
}

/** What a refused call means: the kind's own list first, then HTTP. */
export function meaningOfAnswer(
  refusals: readonly Refusal[],
  status: number,
  body: string,
): { kind: SendErrorKind; code: string } {
  const known = refusals.find((one) => one.status === status && (one.says?.test(body) ?? true));
  if (known) return { kind: known.means, code: known.code };
  return { kind: meaningOfStatus(status), code: String(status) };
}

function meaningOfStatus(status: number): SendErrorKind {
  // It took the call, and says something that we do not understand.
  if (status >= 200 && status < 300) return 'outcome_unknown';
  if (status === 429) return 'throttled';
  if (status === 402) return 'over_quota';
  // Somebody on the way lost patience: the gateway behind may have taken it.
  if (status === 504 || status === 408) return 'outcome_unknown';
  if (status >= 500) return 'unavailable';
  if (status === 401 || status === 403 || status === 404 || status < 400) return 'misconfigured';
  return 'rejected';
}
