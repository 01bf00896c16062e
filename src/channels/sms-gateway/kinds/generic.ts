import type { Kind, Names, Put, Refusal, Told } from '../kind.ts';

/** What an entry says about a gateway that nobody knows: `read_…` what it calls things, `send_…` what it wants them called. */
export const GENERIC_SETTINGS = [
  'read_from',
  'read_text',
  'read_id',
  'read_at',
  'read_coding',
  'read_udh',
  'ucs2',
  'send_method',
  'send_user',
  'send_password',
  'send_from',
  'send_to',
  'send_text',
  'send_coding',
  'send_receipts',
  'read_status',
  'delivered',
  'failed',
] as const;

const invalid: Refusal = {
  status: 400,
  says: /number|recipient|msisdn/i,
  means: 'invalid_address',
  code: 'number',
};

/** @param setting what the entry says, undefined where it does not */
export function genericKind(setting: (name: (typeof GENERIC_SETTINGS)[number]) => string | undefined): Kind {
  const names = (name: Parameters<typeof setting>[0], usual: string): Names => [setting(name) ?? usual];
  const post = setting('send_method')?.toLowerCase() === 'post';
  const ucs2 = setting('ucs2') ?? '8';
  const told: [string, Told][] = [
    [setting('delivered') ?? 'DELIVRD', { status: 'delivered' }],
    [setting('failed') ?? 'UNDELIV', { status: 'failed', meaning: 'unreachable' }],
  ];
  const puts: [string | undefined, Put][] = [
    [setting('send_user'), { of: 'user' }],
    [setting('send_password'), { of: 'password' }],
    [setting('send_from') ?? 'from', { of: 'from' }],
    [setting('send_to') ?? 'to', { of: 'to' }],
    [setting('send_text') ?? 'text', { of: 'text' }],
    [setting('send_coding'), { is: ucs2, only: 'ucs2' }],
    [setting('send_receipts'), { of: 'receipts' }],
  ];
  return {
    proof: 'secret',
    message: {
      from: names('read_from', 'from'),
      text: names('read_text', 'text'),
      id: names('read_id', 'id'),
      at: names('read_at', 'at'),
      coding: names('read_coding', 'coding'),
      codings: { [ucs2]: 'utf-16be' },
      usual: 'utf-8',
      udh: names('read_udh', 'udh'),
    },
    receipt: { address: '', status: names('read_status', 'status'), statuses: Object.fromEntries(told) },
    taken: { status: 200, contentType: 'text/plain', body: '' },
    answer: { ucs2: {} },
    send: {
      method: post ? 'POST' : 'GET',
      body: post ? 'form' : 'query',
      // Where it takes no user among the parameters, it takes one as HTTP says it.
      ...(setting('send_user') === undefined && { basic: true }),
      puts: Object.fromEntries(puts.flatMap(([name, put]) => (name === undefined ? [] : [[name, put]]))),
      extras: [],
      success: { statuses: [200, 201, 202, 204], says: /^(?!\W*(?:error|fail))/i },
      errors: [invalid],
    },
    segments: 4,
    perSecond: 1,
  };
}
