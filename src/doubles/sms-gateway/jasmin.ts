import { type Call, isGsm7, type Reply, type Side, type Step } from './side.ts';

/** The parameters of /send. Source: Jasmin's documentation, "HTTP request parameters". */
const FIELDS: Readonly<Record<string, RegExp>> = {
  to: /^\+?\d+$/,
  from: /^.{1,20}$/u,
  coding: /^(0|1|2|3|4|5|6|7|8|9|10|13|14)$/,
  username: /^.{1,16}$/,
  password: /^.{1,16}$/,
  priority: /^[0-3]$/,
  sdt: /^\d{15}[-+R]$/,
  'validity-period': /^\d+$/,
  dlr: /^(yes|no)$/,
  'dlr-url': /^https?:\/\/.+$/,
  'dlr-level': /^[1-3]$/,
  'dlr-method': /^(get|post)$/i,
  tags: /^[-a-zA-Z0-9,]*$/,
  content: /^/,
  'hex-content': /^([0-9a-fA-F]{4})+$/,
};

const error = (status: number, why: string): Reply => ({
  status,
  type: 'text/plain',
  body: `Error "${why}"`,
});

const GSM7 =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

/** Bytes as an SMSC hands them on: GSM 03.38 where it can, else UCS-2. */
function written(text: string): { coding: string; bytes: Buffer } {
  const codes = [...text].map((letter) => GSM7.indexOf(letter));
  if (codes.every((code) => code >= 0)) return { coding: '0', bytes: Buffer.from(codes) };
  return { coding: '8', bytes: Buffer.from(text, 'utf16le').swap16() };
}

function form(fields: Readonly<Record<string, string | Buffer>>) {
  const escaped = (value: string | Buffer) =>
    [...Buffer.from(value)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
  return {
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Object.entries(fields)
      .map(([name, value]) => `${name}=${escaped(value)}`)
      .join('&'),
  };
}

const STATES: Readonly<Record<Step, string>> = { sent: 'ESME_ROK', delivered: 'DELIVRD', failed: 'UNDELIV' };

export const jasmin: Side = {
  check({ method, path, query, headers, body }: Call, account) {
    if (path !== '/send') return error(404, 'No such resource');
    const isForm = method === 'POST' && headers['content-type'] === 'application/x-www-form-urlencoded';
    const fields = isForm ? new URLSearchParams(body.toString()) : query;
    if (isForm && query.size > 0) return error(400, 'Arguments in the address of a form');
    for (const [name, value] of fields) {
      const pattern = FIELDS[name];
      if (!pattern) return error(400, `Argument [${name}] is unknown.`);
      if (!pattern.test(value)) return error(400, `Argument [${name}] has an invalid value.`);
    }
    const one = (name: string) => fields.get(name) ?? undefined;
    for (const name of ['to', 'username', 'password'])
      if (one(name) === undefined) return error(400, `Mandatory argument [${name}] is not found.`);
    if (one('username') !== account.user || one('password') !== account.password)
      return error(403, `Authentication failure for username:${account.user}`);
    const content = one('content');
    const hex = one('hex-content');
    if ((content === undefined) === (hex === undefined))
      return error(400, 'content or hex-content, one of them.');
    const coding = one('coding') ?? '0';
    const text =
      content ??
      Buffer.from(hex ?? '', 'hex')
        .swap16()
        .toString('utf16le');
    // It would replace what coding 0 does not have, and cut off what is longer than five parts.
    if (hex === undefined ? coding !== '0' || !isGsm7(text) : coding !== '8' || isGsm7(text))
      return error(400, 'Argument [coding] does not fit the text.');
    if (text.length > (coding === '8' ? 335 : 765)) return error(400, 'Longer than five parts.');
    if (one('dlr') === 'yes' && (!one('dlr-url') || !one('dlr-level') || !one('dlr-method')))
      return error(400, 'Mandatory argument [dlr-url] is not found.');
    return { to: one('to') ?? '', text, ucs2: coding === '8', callback: one('dlr-url') };
  },
  taken: (id) => ({ status: 200, type: 'text/plain', body: `Success "${id}"` }),
  fault: (fault) =>
    ({
      throttled: error(403, 'User throughput exceeded'),
      broken: error(500, 'Cannot send submit_sm, check SMPPClientManagerPB log file for details'),
      refused: error(412, 'No route found'),
      stranger: error(403, 'Authentication failure for username:somebody'),
      rubbish: { status: 200, type: 'text/html', body: '<html>' },
    })[fault],
  sms({ id, from, text }, account) {
    const { coding, bytes } = written(text);
    return {
      method: 'POST',
      path: `/hooks/sms/${account.name}?secret=${account.secret}`,
      ...form({
        id,
        from,
        to: account.from,
        'origin-connector': account.name,
        priority: '1',
        coding,
        validity: '',
        content: bytes,
        binary: bytes.toString('hex'),
      }),
    };
  },
  receipt(step, { id, wanted }, account) {
    const level1 = {
      id,
      message_status: STATES[step],
      level: step === 'sent' ? '1' : '2',
      connector: account.name,
    };
    const level2 = {
      id_smsc: '2567',
      subdate: '2611251200',
      donedate: '2611251201',
      sub: '001',
      dlvrd: step === 'delivered' ? '001' : '000',
      err: step === 'delivered' ? '000' : '027',
      text: wanted.text.slice(0, 20),
    };
    return {
      method: 'POST',
      path: wanted.callback ?? '',
      ...form({ ...level1, ...(step !== 'sent' && level2) }),
    };
  },
  isTaken: (status, body) => status === 200 && body === 'ACK/Jasmin',
};
