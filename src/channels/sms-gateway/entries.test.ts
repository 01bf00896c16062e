import { describe, expect, test } from 'vitest';
import { contextFor } from '../../testing/channel-context.ts';
import { readEntries } from './entries.ts';
import { open } from './index.ts';

const SECRET = 'Sekr3tThatNobodyMaySee';
const KANNEL = `digicel=kannel https://us%40er:pa%26ss@host.example:13013/cgi-bin/sendsms?from=2004&secret=${SECRET}`;

describe('an entry', () => {
  test('is read, and what only we read does not go along to the gateway', () => {
    const [entry] = readEntries(
      `${KANNEL}&per_second=5.5&national=509xxxxxxxx&to=digits&parts=4&charset=latin1&reply=answer&wait=3&smsc=haiti`,
    );
    expect(entry).toMatchObject({
      name: 'digicel',
      secret: SECRET,
      from: '2004',
      perSecond: 5.5,
      national: { country: '509', digits: 8 },
      to: 'digits',
      parts: 4,
      charset: 'iso-8859-1',
      reply: 'answer',
      waitSeconds: 3,
      call: {
        url: 'https://host.example:13013/cgi-bin/sendsms',
        user: 'us@er',
        password: 'pa&ss',
        extras: [['smsc', 'haiti']],
      },
    });
  });

  test('stands beside others, in lines or behind a ;', () => {
    const text = `# the short codes
      ${KANNEL};natcom=jasmin http://u:p@h/send?secret=${SECRET}
      a-1=android http://u:p@h/messages?secret=${SECRET}&sim=2

      b=kannel ?secret=${SECRET};`;
    expect(readEntries(text).map(({ name, reply, sim }) => [name, reply, sim])).toEqual([
      ['digicel', 'call', undefined],
      ['natcom', 'call', undefined],
      ['a-1', 'call', 2],
      ['b', 'answer', undefined],
    ]);
    const channel = open(contextFor({ settings: { SMS_GATEWAYS: text } }));
    expect(Object.keys(channel.capabilities)).toEqual([
      'sms-gateway-digicel',
      'sms-gateway-natcom',
      'sms-gateway-a-1',
      'sms-gateway-b',
    ]);
  });

  test.each([
    ['', /^SMS_GATEWAYS has no entry/],
    ['  ;\n# nothing', /^SMS_GATEWAYS has no entry/],
    [`Digicel=kannel ?secret=${SECRET}`, /^SMS_GATEWAYS: entry 1 does not begin with a name/],
    [`a--b=kannel ?secret=${SECRET}`, /entry 1 does not begin with a name/],
    [
      `x=telex ?secret=${SECRET}`,
      /the entry x must go on with its kind, one of kannel, jasmin, android, generic/,
    ],
    [`x=kannel http://h/a b?secret=${SECRET}`, /the entry x must go on with its kind/],
    [`x=kannel h.example?secret=${SECRET}`, /the entry x has an address that is none/],
    [`x=kannel ftp://h/?secret=${SECRET}`, /the entry x has an address that begins with neither/],
    [`x=kannel http://u%zz:p@h/?secret=${SECRET}`, /the entry x has a % in its user or password/],
    ['x=kannel http://h/s?from=1', /the entry x needs secret=/],
    ['x=kannel http://h/s?secret=tooshort', /the entry x needs secret=, 12 to 128/],
    [`x=kannel http://h/s?secret=${SECRET}%2B%2F`, /the entry x needs secret=/],
    [`x=kannel http://h/s?secret=${SECRET}&secret=${SECRET}`, /says one of its settings twice/],
    [
      `x=kannel http://h/s?secret=${SECRET}&${SECRET}`,
      /the entry x says something behind the \? that is none of/,
    ],
    [`x=kannel http://h/s?secret=${SECRET}&tags=1`, /none of .*smsc/],
    [
      `x=jasmin http://h/s?secret=${SECRET}&reply=answer`,
      /the entry x is of the kind jasmin, which takes no reply/,
    ],
    [`x=android ?secret=${SECRET}`, /the entry x is of the kind android, which takes no reply/],
    [`x=kannel ?secret=${SECRET}&reply=call`, /the entry x says reply=call and has no address/],
    [`x=kannel ?secret=${SECRET}&reply=maybe`, /has a reply= that is none of answer, call/],
    [`x=kannel ?secret=${SECRET}&national=509`, /has a national= that is no calling code/],
    [`x=kannel ?secret=${SECRET}&to=national`, /says to=national and has no national=/],
    [`x=kannel ?secret=${SECRET}&per_second=0`, /has a per_second= that is no number from 0.01 to 1000/],
    [`x=kannel ?secret=${SECRET}&per_second=1e3`, /has a per_second=/],
    [`x=kannel ?secret=${SECRET}&charset=ebcdic`, /has a charset= that is none of utf-8/],
    [`x=kannel ?secret=${SECRET}&from=%3Cb%3E`, /has a from= that is no number/],
    [`${KANNEL};digicel=kannel ?secret=${SECRET}`, /the entry digicel stands there twice/],
  ])('%j stops the start with one sentence and no secret', (text, says) => {
    let said = '';
    try {
      readEntries(text);
    } catch (error) {
      said = error instanceof Error ? error.message : '';
    }
    expect(said).toMatch(says);
    expect(said).not.toMatch(new RegExp(`${SECRET}|pa%26ss|pa&ss|tooshort`));
    expect(said).not.toContain('\n');
  });
});
