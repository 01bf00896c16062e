import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RawRequest, Refused } from '../../core/channel.ts';
import type { Inbound, Outbound } from '../../core/message.ts';
import { contextFor } from '../../testing/channel-context.ts';
import { CHARSETS, decodeText, encodeText } from './charset.ts';
import { meaningOfAnswer } from './errors.ts';
import { readFields } from './fields.ts';
import { open } from './index.ts';
import { addressOf, nationalOf, numberFor } from './number.ts';
import { fragmentOf } from './udh.ts';

const SECRET = 'an-invented-secret';

describe('the number of a person', () => {
  const haiti = nationalOf('509xxxxxxxx');
  test.each([
    ['+50937000001', '+50937000001'],
    ['50937000001', '+50937000001'],
    ['0050937000001', '+50937000001'],
    ['37000001', '+50937000001'],
    [' 50937000001', '+50937000001'],
    ['+509 3700-0001', '+50937000001'],
    ['15145550100', '+15145550100'],
    ['2004', '2004'],
    ['DIGICEL', 'DIGICEL'],
    ['', undefined],
    ['+', undefined],
    ['<b>', undefined],
    ['1', undefined],
    ['9'.repeat(40), undefined],
  ])('%j is %j', (written, is) => {
    expect(addressOf(written, haiti)?.value).toBe(is);
  });

  test('is read by the country that the entry names, and by none where it names none', () => {
    expect(addressOf('612345678', nationalOf('33xxxxxxxxx'))?.value).toBe('+33612345678');
    expect(addressOf('37000001', undefined)?.value).toBe('37000001');
    expect(addressOf('50937000001', undefined)?.value).toBe('+50937000001');
    for (const wrong of ['509', 'xxxx', '0509xxxx', '509xx', '5090xxxxxxxx'])
      expect(nationalOf(wrong)).toBeUndefined();
  });

  test('goes out as the gateway wants it', () => {
    const to = { scheme: 'tel', kind: 'phone', value: '+50937000001' } as const;
    expect(numberFor(to, 'plus', haiti)).toBe('+50937000001');
    expect(numberFor(to, 'digits', haiti)).toBe('50937000001');
    expect(numberFor(to, 'national', haiti)).toBe('37000001');
    expect(numberFor({ ...to, value: '+15145550100' }, 'national', haiti)).toBe('15145550100');
    expect(numberFor({ ...to, value: '2004' }, 'plus', haiti)).toBe('2004');
    expect(numberFor({ ...to, value: 'DIGICEL' }, 'plus', haiti)).toBeUndefined();
  });
});

describe('the header of a part', () => {
  test.each([
    ['050003a70201', { ref: 'a7', n: 1, of: 2 }],
    ['060804beef0302', { ref: 'beef', n: 2, of: 3 }],
    // Beside the ports of an application.
    ['0b0504158115810003010503', { ref: '01', n: 3, of: 5 }],
    ['050003a70101', undefined],
    ['050003a70203', undefined],
    ['050003a70200', undefined],
    ['050003a702', undefined],
    ['0500', undefined],
    ['', undefined],
    ['zz', undefined],
  ])('%s is %j', (hex, is) => {
    expect(fragmentOf(Buffer.from(hex, 'hex'))).toEqual(hex === 'zz' ? undefined : is);
    expect(fragmentOf(Buffer.from(hex))).toEqual(is);
  });

  test('is anything at all without harm', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const fragment = fragmentOf(Buffer.from(bytes));
        if (fragment) expect(fragment.n).toBeLessThanOrEqual(fragment.of);
      }),
    );
  });
});

describe('an alphabet', () => {
  test.each([
    ['utf-8', '4cc3a86bc3b26c', 'Lèkòl'],
    ['utf-8', '4ce86bf26c', 'Lèkòl'],
    ['iso-8859-1', '4ce86bf26c', 'Lèkòl'],
    ['utf-16be', '00c800730000', 'Ès\u0000'],
    ['utf-16be-hex', Buffer.from('00C80073d83dDE4F').toString('hex'), 'Ès🙏'],
    ['utf-16be-hex', Buffer.from('Bonjou').toString('hex'), 'Bonjou'],
    ['gsm7', '4c046b086c00091b65', 'Lèkòl@Ç€'],
    ['gsm7', '4ce86bf26c', 'Lèkòl'],
  ] as const)('%s: %s is %s', (charset, hex, text) => {
    expect(decodeText(Buffer.from(hex, 'hex'), charset)).toBe(text);
  });

  test('takes any text there and back, and any bytes without an exception', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        for (const charset of ['utf-8', 'utf-16be', 'utf-16be-hex'] as const)
          expect(decodeText(encodeText(text, charset), charset)).toBe(text.toWellFormed());
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        for (const charset of CHARSETS) expect(typeof decodeText(Buffer.from(bytes), charset)).toBe('string');
      }),
    );
  });

  test('a letter that Latin-1 has not is a question mark there', () => {
    expect(encodeText('è🙏”', 'iso-8859-1').toString('latin1')).toBe('è??');
  });
});

describe('a request', () => {
  const request = (more: Partial<RawRequest>): RawRequest => ({
    method: 'POST',
    url: '/hooks/sms/x',
    headers: {},
    body: Buffer.alloc(0),
    ...more,
  });
  const form = (body: string) =>
    readFields(
      request({
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' },
        body: Buffer.from(body),
      }),
    );

  test('keeps the bytes of a field, and of two of one name the first', () => {
    const fields = form('a=%E8+%f2&a=2&=x&b&c=%zz%4&__proto__=p');
    expect(fields.get('a')).toEqual(Buffer.from([0xe8, 0x20, 0xf2]));
    expect(fields.get('b')).toEqual(Buffer.alloc(0));
    expect(fields.get('c')?.toString()).toBe('%zz%4');
    expect(fields.get('__proto__')?.toString()).toBe('p');
    expect(fields.size).toBe(4);
  });

  test('is JSON by its dotted names, and nothing deeper than any gateway sends', () => {
    const fields = readFields(
      request({
        headers: { 'content-type': 'application/json' },
        body: Buffer.from('{"id":7,"payload":{"message":"è","x":null,"y":[1],"a":{"b":{"c":1}}}}'),
      }),
    );
    expect([...fields].map(([name, value]) => [name, value.toString()])).toEqual([
      ['id', '7'],
      ['payload.message', 'è'],
    ]);
  });

  test('of any length is read in its time, or refused', () => {
    const began = performance.now();
    expect(form('a&'.repeat(100_000)).size).toBe(1);
    expect(form(Array.from({ length: 40_000 }, (_, n) => `${n}`).join('&')).size).toBe(64);
    expect(() => form('x'.repeat(300_000))).toThrow(Refused);
    expect(() => readFields(request({ url: `/?${'x'.repeat(300_000)}` }))).toThrow(Refused);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

describe('a gateway of names of its own', () => {
  const channel = open(
    contextFor({
      settings: {
        SMS_GATEWAYS: `x=generic http://127.0.0.1:1/send?secret=${SECRET}&read_from=msisdn&read_text=msg&read_at=time&read_coding=dcs&read_udh=header&charset=utf-16be-hex&national=509xxxxxxxx&read_status=state&delivered=D&failed=F`,
      },
    }),
  );
  const read = (query: string, status = '') => {
    const url = `/hooks/sms/x${status}?secret=${SECRET}&${query}`;
    const path = url.split('?')[0];
    const webhook = channel.receive.webhooks.find((one) => one.path === path);
    return webhook?.read({ method: 'GET', url, headers: {}, body: Buffer.alloc(0) }).events[0];
  };

  test('is read by them', () => {
    expect(read('msisdn=37000001&msg=00C80073&dcs=8&time=1&header=050003a70201') as Inbound).toMatchObject({
      from: [{ value: '+50937000001' }],
      text: 'Ès',
      fragment: { ref: 'a7', n: 1, of: 2 },
    });
    expect(read('part=p1&state=D', '/status')).toMatchObject({ status: 'delivered', partId: 'p1' });
    expect(read('part=p1&state=F', '/status')).toMatchObject({ status: 'failed' });
    expect(() => read('msg=Bonjou')).toThrow(/no sender/);
    expect(() => read('msisdn=37000001')).toThrow(/no text/);
  });

  test('the same text at another time is another message', () => {
    const ids = ['1', '1', '2'].map(
      (time) => (read(`msisdn=37000001&msg=0041&time=${time}`) as Inbound).externalId,
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });
});

test('a receipt explains a failure by a code, never by words, which may quote the message', () => {
  const channel = open(
    contextFor({ settings: { SMS_GATEWAYS: `x=kannel http://127.0.0.1:1/send?secret=${SECRET}` } }),
  );
  const codeOf = (answer: string) => {
    const url = `/hooks/sms/x/status?secret=${SECRET}&part=p1&status=16&answer=${encodeURIComponent(answer)}`;
    const webhook = channel.receive.webhooks.find(({ path }) => path === '/hooks/sms/x/status');
    const [event] = webhook?.read({ method: 'GET', url, headers: {}, body: Buffer.alloc(0) }).events ?? [];
    return event?.kind === 'receipt' ? event.error : undefined;
  };
  expect(codeOf('NACK/0x0000000b/Invalid Destination Address')).toEqual({
    code: '0x0000000b',
    meaning: 'invalid_address',
  });
  expect(codeOf('id:1 sub:001 dlvrd:000 stat:REJECTD err:045 text:Yo vole bwat')?.code).toBe('045');
  for (const words of ['Yo vole bwat vòt yo', 'refused for 37000001', '50937000001'])
    expect(codeOf(words)).toEqual({ code: '16', meaning: 'rejected' });
});

test.each([408, 504])('after %i the gateway may have taken the message', (status) => {
  expect(meaningOfAnswer([], status, '')).toEqual({ kind: 'outcome_unknown', code: String(status) });
});

test('two SIMs of one phone are two accounts with one door', () => {
  const entry = (name: string, sim: number) =>
    `${name}=android http://127.0.0.1:1/messages?secret=${SECRET}&sim=${sim}`;
  const channel = open(contextFor({ settings: { SMS_GATEWAYS: `${entry('a', 1)};${entry('b', 2)}` } }));
  const accountOf = (simNumber: number | null) => {
    const payload = { message: 'Bonjou', sender: '+50937000001', simNumber };
    const body = JSON.stringify({ event: 'sms:received', id: 'e1', payload });
    const signature = createHmac('sha256', SECRET).update(`${body}1795780000`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-timestamp': '1795780000',
      'x-signature': signature,
    };
    const webhook = channel.receive.webhooks.find(
      ({ path, method }) => path === '/hooks/sms/a' && method === 'POST',
    );
    const [event] =
      webhook?.read({ method: 'POST', url: '/hooks/sms/a', headers, body: Buffer.from(body) }).events ?? [];
    return event?.kind === 'inbound' ? event.account : undefined;
  };
  expect([1, 2, 3, null].map(accountOf)).toEqual([
    'sms-gateway-a',
    'sms-gateway-b',
    'sms-gateway-a',
    'sms-gateway-a',
  ]);
});

test('a file was never there to fetch', async () => {
  const channel = open(contextFor({ settings: { SMS_GATEWAYS: `a=kannel ?secret=${SECRET}` } }));
  await expect(channel.fetch({ url: 'https://x.example/y', contentType: 'image/png' }, 10)).rejects.toThrow(
    /refused/,
  );
  await expect(
    channel.discard({ url: 'https://x.example/y', contentType: 'image/png' }),
  ).resolves.toBeUndefined();
  const message: Outbound = {
    partId: 'p',
    account: 'sms-gateway-b',
    to: { scheme: 'tel', kind: 'phone', value: '+50937000001' },
    text: 'x',
  };
  await expect(channel.send(message)).rejects.toThrow(/misconfigured/);
});
