import type { Account } from './account.ts';
import { type Call, isGsm7, type Reply, type Side, type Sms, type Step } from './side.ts';

/** The CGI variables of sendsms. Source: Kannel's user guide, "SMS Push (send-sms) CGI Variables". */
const VARIABLES = new Set([
  'username',
  'user',
  'password',
  'pass',
  'from',
  'to',
  'text',
  'charset',
  'udh',
  'smsc',
  'mclass',
  'mwi',
  'compress',
  'coding',
  'validity',
  'deferred',
  'dlr-mask',
  'dlr-url',
  'pid',
  'alt-dcs',
  'rpi',
  'account',
  'binfo',
  'priority',
  'meta-data',
]);

const plain = (status: number, body: string): Reply => ({ status, type: 'text/plain', body });

/** `octstr_url_encode`: letters and digits stay, a space is `+`. */
function urlEncoded(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => {
      const letter = String.fromCharCode(byte);
      if (letter === ' ') return '+';
      return /[A-Za-z0-9_.-]/.test(letter) ? letter : `%${byte.toString(16).padStart(2, '0').toUpperCase()}`;
    })
    .join('');
}

/** `urltrans_fill_escape_codes`: one pass, and what is no escape code stays. */
function filled(pattern: string, codes: Readonly<Record<string, Buffer | string>>): string {
  return pattern.replace(/%([a-zA-Z%])/g, (whole, code: string) => {
    if (code === '%') return '%';
    const value = codes[code];
    return value === undefined ? whole : urlEncoded(Buffer.from(value));
  });
}

const STATES: Readonly<Record<Step, readonly [mask: string, said: string]>> = {
  sent: ['8', 'ACK/'],
  delivered: ['1', 'id:0700 sub:001 dlvrd:001 stat:DELIVRD err:000'],
  failed: ['2', 'id:0700 sub:001 dlvrd:000 stat:UNDELIV err:001'],
};

function bytesOf({ text, as = 'utf-8' }: Sms): Buffer {
  if (as === 'iso-8859-1') return Buffer.from(text, 'latin1');
  return as === 'utf-16be' ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text);
}

/** As the channel's README has the operator configure it. */
function getUrl({ name, secret }: Account, post: boolean): string {
  const text = post ? '' : '&text=%b';
  return `/hooks/sms/${name}?secret=${secret}&from=%p&to=%P${text}&id=%I&at=%T&coding=%c&charset=%C&udh=%u`;
}

export const kannel: Side = {
  check({ method, path, query }: Call, account: Account) {
    if (path !== '/cgi-bin/sendsms' || method !== 'GET') return plain(404, 'Unknown request.');
    for (const name of query.keys()) if (!VARIABLES.has(name)) return plain(400, `unknown variable ${name}`);
    const one = (name: string) => query.get(name) ?? '';
    if (one('username') !== account.user || one('password') !== account.password)
      return plain(403, 'Authorization failed for sendsms');
    const to = one('to');
    if (to === '') return plain(400, 'Empty receiver number not allowed, rejected');
    if (!/^[0-9 +-]+$/.test(to) || to.includes(' '))
      return plain(400, 'Number(s) has/have been denied by white- and/or black-lists.');
    if (one('from') === '') return plain(400, 'Sender missing and no global set, rejected');
    if (!/^([0-2])?$/.test(one('coding'))) return plain(400, 'Coding field misformed, rejected');
    if (!/^https?:\/\/./.test(one('dlr-url'))) return plain(400, 'DLR-URL field misformed, rejected');
    if (!/^\d+$/.test(one('dlr-mask')) || Number(one('dlr-mask')) > 63)
      return plain(400, 'DLR-Mask field misformed, rejected');
    // It takes them, and the phone shows question marks, or half as many letters fit: here it is a fault.
    const ucs2 = one('coding') === '2';
    const text = one('text');
    if (text === '') return plain(400, 'Empty text not allowed, rejected');
    if (one('charset') !== 'UTF-8' || text.includes('\ufffd') || ucs2 === isGsm7(text))
      return plain(400, 'Charset or body misformed, rejected');
    return { to, text, ucs2, callback: one('dlr-url') };
  },
  taken: () => plain(202, '0: Accepted for delivery'),
  fault: (fault) =>
    ({
      throttled: plain(503, 'Temporal failure, try again later.'),
      broken: plain(500, 'Sending failed.'),
      refused: plain(403, 'Not routable. Do not try again.'),
      stranger: plain(403, 'Authorization failed for sendsms'),
      rubbish: plain(200, '<html>'),
    })[fault],
  sms(sms, account) {
    const bytes = bytesOf(sms);
    const { part } = sms;
    const codes = {
      p: sms.from,
      P: account.from,
      b: bytes,
      I: sms.id,
      T: String(sms.at),
      c: sms.as === 'utf-16be' ? '2' : '0',
      C: (sms.as ?? 'utf-8').toUpperCase(),
      u: part ? Buffer.from([5, 0, 3, part.ref, part.of, part.n]) : '',
    };
    const path = filled(getUrl(account, sms.post ?? false), codes);
    if (!sms.post) return { method: 'GET', path };
    return { method: 'POST', path, headers: { 'content-type': 'text/plain' }, body: bytes };
  },
  receipt(step, { wanted }) {
    const [d, A] = STATES[step];
    return { method: 'GET', path: filled(wanted.callback ?? '', { d, A, p: wanted.to }) };
  },
  isTaken: (status) => status === 200 || status === 202,
};
