import type { Kind } from '../kind.ts';

/**
 * Jasmin SMS Gateway. Sources: its documentation, "HTTP API"; answers as in protocols/http/endpoints/send.py, codings
 * by SMPP 3.4. It puts the parts of a long SMS together by itself.
 */
export const jasmin: Kind = {
  proof: 'secret',
  message: {
    from: ['from'],
    text: ['content'],
    hex: ['binary'],
    id: ['id'],
    at: [],
    coding: ['coding'],
    codings: { '0': 'gsm7', '1': 'utf-8', '3': 'iso-8859-1', '8': 'utf-16be' },
    usual: 'gsm7',
  },
  receipt: {
    address: '',
    status: ['message_status'],
    statuses: {
      ESME_ROK: { status: 'sent' },
      ACCEPTD: { status: 'sent' },
      ENROUTE: { status: 'sent' },
      DELIVRD: { status: 'delivered' },
      UNDELIV: { status: 'failed', meaning: 'unreachable' },
      EXPIRED: { status: 'failed', meaning: 'unreachable' },
      REJECTD: { status: 'failed', meaning: 'rejected' },
      DELETED: { status: 'failed', meaning: 'rejected' },
      ESME_RINVDSTADR: { status: 'failed', meaning: 'invalid_address' },
      ESME_RTHROTTLED: { status: 'failed', meaning: 'throttled' },
      ESME_RMSGQFUL: { status: 'failed', meaning: 'throttled' },
      ESME_RINVSRCADR: { status: 'failed', meaning: 'misconfigured' },
      ESME_RSUBMITFAIL: { status: 'failed', meaning: 'rejected' },
      ESME_RSYSERR: { status: 'failed', meaning: 'unavailable' },
      ESME_RINVMSGLEN: { status: 'failed', meaning: 'rejected' },
    },
    id: ['id'],
    code: ['err'],
  },
  taken: { status: 200, contentType: 'text/plain; charset=UTF-8', body: 'ACK/Jasmin' },
  send: {
    method: 'POST',
    body: 'form',
    utf8: true,
    puts: {
      username: { of: 'user' },
      password: { of: 'password' },
      from: { of: 'from' },
      to: { of: 'to' },
      content: { of: 'text', only: 'gsm7' },
      coding: { is: 8, only: 'ucs2' },
      'hex-content': { of: 'hex', only: 'ucs2' },
      dlr: { is: 'yes' },
      'dlr-url': { of: 'receipts' },
      'dlr-level': { is: 3 },
      // By GET it would put a second `?` into our address.
      'dlr-method': { is: 'POST' },
    },
    extras: ['priority', 'validity-period', 'tags'],
    success: { statuses: [200], says: /^Success "([\w-]{1,64})"/ },
    errors: [
      { status: 403, says: /throughput/i, means: 'throttled', code: 'throughput' },
      { status: 403, says: /charge/i, means: 'over_quota', code: 'charging' },
      { status: 400, says: /argument \[?'?to\b/i, means: 'invalid_address', code: 'to' },
      { status: 412, says: /bound connectors/i, means: 'unavailable', code: 'connectors' },
      { status: 412, means: 'invalid_address', code: 'no_route' },
    ],
  },
  // Its own limit (long_content_max_parts), beyond which it cuts a text off.
  segments: 5,
  perSecond: 5,
};
