import type { Kind } from '../kind.ts';

/**
 * Kannel, and the many gateways that speak as it does. Sources: its user guide, "sms-service" and "sendsms"; escape
 * codes and answers as in gw/urltrans.c and gw/smsbox.c.
 */
export const kannel: Kind = {
  proof: 'secret',
  message: {
    // The names are ours: the operator writes them into get-url or post-url, as the README says.
    from: ['from'],
    text: ['text'],
    id: ['id'],
    at: ['at'],
    charset: ['charset'],
    coding: ['coding'],
    codings: { '2': 'utf-16be' },
    usual: 'utf-8',
    udh: ['udh'],
  },
  receipt: {
    address: '&status=%d&answer=%A',
    status: ['status'],
    statuses: {
      '1': { status: 'delivered' },
      '2': { status: 'failed', meaning: 'unreachable' },
      '4': { status: 'accepted' },
      '8': { status: 'sent' },
      '16': { status: 'failed', meaning: 'rejected' },
    },
    code: ['answer'],
  },
  // Anything but 200 or 202 is a failure to it, and the person would get an SMS that says so.
  taken: { status: 200, contentType: 'text/plain; charset=UTF-8', body: '' },
  answer: { ucs2: { 'x-kannel-coding': '2' } },
  send: {
    method: 'GET',
    body: 'query',
    utf8: true,
    puts: {
      username: { of: 'user' },
      password: { of: 'password' },
      from: { of: 'from' },
      to: { of: 'to' },
      text: { of: 'text' },
      charset: { is: 'UTF-8' },
      coding: { is: 2, only: 'ucs2' },
      // Delivered, not delivered, handed to the SMSC, refused by it; not "waits in a queue", which moves nothing.
      'dlr-mask': { is: 27 },
      'dlr-url': { of: 'receipts' },
    },
    extras: ['smsc', 'account', 'priority', 'validity', 'binfo', 'mclass', 'alt-dcs', 'meta-data'],
    success: { statuses: [200, 202], says: /^(?:[03]:|Sent\.|Ok\.|Result: OK)/i },
    errors: [
      { status: 403, says: /^Authorization failed/i, means: 'misconfigured', code: 'authorization' },
      { status: 403, says: /^Not routable/i, means: 'invalid_address', code: 'not_routable' },
      { status: 400, says: /receiver|denied by white/i, means: 'invalid_address', code: 'receiver' },
      { status: 400, says: /^Sender missing|DLR-URL/i, means: 'misconfigured', code: 'request' },
      { status: 503, means: 'throttled', code: 'temporal_failure' },
    ],
  },
  segments: 10,
  perSecond: 5,
};
