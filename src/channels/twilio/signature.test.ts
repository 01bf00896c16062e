import { existsSync, readFileSync } from 'node:fs';
import twilio from 'twilio';
import { describe, expect, test } from 'vitest';
import { openSignatureCheck } from './signature.ts';

type Pairs = readonly (readonly [string, string])[];

const FORM = 'application/x-www-form-urlencoded';
const sharedVectors = new URL(
  '../../../../shared/data/payloads/twilio/signature_vectors.json',
  import.meta.url,
);

function holds(
  token: string,
  url: string,
  body: Pairs | string,
  signature: string,
  contentType = typeof body === 'string' ? 'application/json' : FORM,
): boolean {
  const raw = typeof body === 'string' ? body : new URLSearchParams(body.map(([k, v]) => [k, v])).toString();
  const check = openSignatureCheck([token]);
  return check({ url, body: Buffer.from(raw), contentType, signature }) !== undefined;
}

const call: Pairs = [
  ['CallSid', 'CA1234567890ABCDE'],
  ['Caller', '+14158675309'],
  ['Digits', '1234'],
  ['From', '+14158675309'],
  ['To', '+18005551212'],
];
const page = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const json = '{"property": "value", "boolean": true}';
const jsonHash = '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620';
const emptyHash = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const bindings = ['+1325xxxxxxx', '+1415xxxxxxx'].map((one) => ['MessagingBinding.Address', one] as const);
const repeated: Pairs = [
  ['Sid', 'CA123'],
  ['SidAccount', 'AC123'],
  ['Digits', '5678'],
  ['Digits', '1234'],
  ['Digits', '1234'],
];
const creole: Pairs = [
  ['Body', 'Èske ou konnen? Mèsi 🙏 ò è'],
  ['From', 'whatsapp:+50937000000'],
  ['To', 'whatsapp:+14155238886'],
  ['MessageSid', 'SM00000000000000000000000000000001'],
  ['NumMedia', '0'],
];

const published: readonly [
  name: string,
  token: string,
  url: string,
  body: Pairs | string,
  signature: string,
][] = [
  ['A: a form', '12345', page, call, 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['A: the same fields in another order', '12345', page, [...call].reverse(), 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  [
    'B: http with a port of its own',
    '12345',
    'http://mycompany.com:1234/myapp.php?foo=1&bar=2',
    call,
    'Zmvh+3yNM1Phv2jhDCwEM3q5ebU=',
  ],
  [
    'C: https seen with :443',
    '12345',
    'https://mycompany.com:443/myapp.php?foo=1&bar=2',
    call,
    'kvajT1Ptam85bY51eRf/AJRuM3w=',
  ],
  ['C: https seen without, signed with :443', '12345', page, call, 'kvajT1Ptam85bY51eRf/AJRuM3w='],
  [
    'D: http seen with :80',
    '12345',
    'http://mycompany.com:80/myapp.php?foo=1&bar=2',
    call,
    '0ZXoZLH/DfblKGATFgpif+LLRf4=',
  ],
  [
    'D: http seen without, signed with :80',
    '12345',
    'http://mycompany.com/myapp.php?foo=1&bar=2',
    call,
    '0ZXoZLH/DfblKGATFgpif+LLRf4=',
  ],
  ['E: a JSON body', '12345', `${page}&bodySHA256=${jsonHash}`, json, 'a9nBmqA0ju/hNViExpshrM61xv4='],
  [
    'E0: an empty JSON body',
    '12345',
    `${page}&bodySHA256=${emptyHash}`,
    '{}',
    'Ldidvp12m26NI7eqEvxnEpkd9Hc=',
  ],
  [
    'E1: nothing but the hash in the query',
    '12345',
    `https://mycompany.com/myapp.php?bodySHA256=${jsonHash}`,
    json,
    'y77kIzt2vzLz71DgmJGsen2scGs=',
  ],
  ['F: a repeated name', '12345', page, bindings, '83O6e2vORAoJHUNzJjDWN1jz+BA='],
  [
    'F: a repeated name the other way round',
    '12345',
    page,
    [...bindings].reverse(),
    '83O6e2vORAoJHUNzJjDWN1jz+BA=',
  ],
  ['G: a value given twice counts once', '12345', page, repeated, 'IK+Dwps556ElfBT0I3Rgjkr1wJU='],
  [
    'H: a user in the address',
    '12345',
    'https://user:pass@mycompany.com/myapp.php?foo=1&bar=2',
    call,
    'CukzLTc1tT5dXEDIHm/tKBanW10=',
  ],
  ['J: a quote in the query', '12345', `${page}&Body=It's+amazing`, call, 'TfZzewPq8wqrGlMfyAud8+/IvJ0='],
  [
    'Creole with accents and an emoji',
    '12345',
    'https://example.com/webhooks/twilio',
    creole,
    '2lUjNCCtpG3nJ95Srbwdp7dArbc=',
  ],
];

describe('published vectors', () => {
  for (const [name, token, url, body, signature] of published) {
    test(name, () => {
      expect(holds(token, url, body, signature)).toBe(true);
      expect(holds(`${token}6`, url, body, signature)).toBe(false);
      expect(
        holds(token, url.replace('mycompany', 'mycompanx').replace('example', 'exampel'), body, signature),
      ).toBe(false);
    });
  }
});

test('a body that does not have the signed hash is refused', () => {
  const signature = 'a9nBmqA0ju/hNViExpshrM61xv4=';
  expect(holds('12345', `${page}&bodySHA256=${jsonHash}`, `${json} `, signature)).toBe(false);
  expect(holds('12345', `${page}&bodySHA256=${emptyHash}`, '{}', signature)).toBe(false);
});

test('unknown and empty fields are part of what is signed, and none may be missing, added or changed', () => {
  const fields: Pairs = [
    ['FromZip', ''],
    ['Body', 'Bonjou'],
    ['body', 'small letters sort after all capitals'],
    ['SomethingNew', '1'],
  ];
  const signature = twilio.getExpectedTwilioSignature('12345', page, Object.fromEntries(fields));
  expect(holds('12345', page, fields, signature)).toBe(true);
  for (let left = 0; left < fields.length; left += 1)
    expect(holds('12345', page, fields.toSpliced(left, 1), signature)).toBe(false);
  expect(holds('12345', page, [...fields, ['Forwarded', 'true']], signature)).toBe(false);
});

test('while the token is rotated both tokens verify', () => {
  const check = openSignatureCheck(['new', 'old']);
  for (const [token, expected] of [
    ['new', true],
    ['old', true],
    ['other', false],
  ] as const) {
    const signature = twilio.getExpectedTwilioSignature(token, page, { Body: 'Bonjou' });
    const form = check({ url: page, body: Buffer.from('Body=Bonjou'), contentType: FORM, signature });
    expect(form !== undefined).toBe(expected);
  }
});

test('a truncated, padded or foreign signature never holds and never throws', () => {
  const good = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';
  for (const bad of [
    good.slice(1),
    `${good}=`,
    ` ${good}`,
    good.toLowerCase(),
    'È',
    '='.repeat(28),
    `NOT${good}`,
  ])
    expect(holds('12345', page, call, bad)).toBe(false);
});

test('agrees with the SDK on forms of every shape, through either form of the address', () => {
  const signs = ['a', 'B', 'é', '🙏', ' ', '+', '%', '&', '=', '\u0000', "'", '"', '٣', 'Z', '_', ';', '\n'];
  const agreed = { accepted: 0, refused: 0 };
  let seed = 11;
  const pick = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const word = (most: number) => Array.from({ length: pick(most) }, () => signs[pick(signs.length)]).join('');
  for (let round = 0; round < 500; round += 1) {
    const pairs = Array.from({ length: pick(12) }, () => [word(4), word(9)] as const);
    const form: Record<string, string | string[]> = Object.create(null);
    for (const [name, value] of pairs) {
      const before = form[name];
      form[name] = before === undefined ? value : [before, value].flat();
    }
    const host = pick(2) ? 'https://example.com' : 'http://user@example.com:8080';
    const url = `${host}/hooks?part=${encodeURIComponent(word(5)).replaceAll('%27', "'")}`;
    const signed = pick(5) ? url : url.replace('hooks', 'hook');
    const signature = twilio.getExpectedTwilioSignature('t0ken', signed, form);
    const theirs = twilio.validateRequest('t0ken', signature, url, form);
    const raw = pairs
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&');
    const check = openSignatureCheck(['t0ken']);
    const ours = check({ url, body: Buffer.from(raw), contentType: FORM, signature });
    expect(ours !== undefined, `${url} ${raw}`).toBe(theirs);
    agreed[theirs ? 'accepted' : 'refused'] += 1;
  }
  expect(agreed.accepted).toBeGreaterThan(300);
  expect(agreed.refused).toBeGreaterThan(50);
});

describe.runIf(existsSync(sharedVectors))('vectors of the other SDKs, where they are at hand', () => {
  const { vectors, url_tolerance } = existsSync(sharedVectors)
    ? JSON.parse(readFileSync(sharedVectors, 'utf8'))
    : { vectors: [], url_tolerance: [] };
  for (const one of [...vectors, ...url_tolerance])
    test(one.name, () => {
      const body = one.raw_body ?? one.params;
      expect(holds(one.auth_token, one.request_url, body, one.signature)).toBe(one.valid);
    });
});
