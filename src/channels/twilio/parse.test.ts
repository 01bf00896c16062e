import { existsSync, readFileSync } from 'node:fs';
import twilio from 'twilio';
import { afterAll, describe, expect, test } from 'vitest';
import { type Received, Refused } from '../../core/channel.ts';
import type { Inbound, Receipt } from '../../core/message.ts';
import { contextFor } from '../../testing/channel-context.ts';
import { open } from './index.ts';
import { settings } from './settings.ts';

const token = 'an-invented-token';
const publicUrl = 'https://teledjol.example';
const values = Object.fromEntries(Object.entries(settings).map(([name, one]) => [name, one.default ?? '']));
const context = (own: Record<string, string> = {}) =>
  contextFor({
    settings: {
      ...values,
      TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
      TWILIO_AUTH_TOKEN: token,
      TWILIO_SMS_FROM: '+50928110000',
      TWILIO_WHATSAPP_FROM: 'whatsapp:+50928110001',
      ...own,
    },
    publicUrl,
  });
const channel = open(context());
afterAll(() => channel.close());

const MESSAGE = '/hooks/twilio/message';
const STATUS = '/hooks/twilio/status';

/** Posts a form as Twilio would, signed by the SDK. */
function post(url: string, body: string, to = channel): Received {
  const fields = Object.fromEntries(new URLSearchParams(body));
  const webhook = to.receive.webhooks.find((one) => url.split('?')[0] === one.path);
  if (!webhook) throw new Error(`no webhook at ${url}`);
  return webhook.read({
    method: 'POST',
    url,
    headers: {
      host: 'somebody.else.example',
      'x-forwarded-host': 'evil.example',
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': twilio.getExpectedTwilioSignature(token, publicUrl + url, fields),
    },
    body: Buffer.from(body),
  });
}

const says = (fields: Record<string, string>): Inbound => {
  const body = new URLSearchParams({ MessageSid: 'SM1', From: 'whatsapp:+50937000001', ...fields });
  const [event] = post(MESSAGE, body.toString()).events;
  if (event?.kind !== 'inbound') throw new Error('not taken for a message');
  return event;
};
const tells = (fields: Record<string, string>, url = `${STATUS}?part=p-1`): Receipt | undefined => {
  const [event] = post(url, new URLSearchParams({ MessageSid: 'SM1', ...fields }).toString()).events;
  if (event?.kind === 'inbound') throw new Error('taken for a message');
  return event;
};
const refused = (run: () => unknown): Refused => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
  throw new Error('was not refused');
};

describe('who writes', () => {
  test('a number writes an SMS, the same number with a prefix writes on WhatsApp', () => {
    expect(says({ From: '+50937000001' })).toMatchObject({
      account: 'twilio-sms',
      from: [{ scheme: 'tel', kind: 'phone', value: '+50937000001' }],
    });
    expect(says({ From: 'whatsapp:+50937000001' })).toMatchObject({
      account: 'twilio-whatsapp',
      from: [{ scheme: 'whatsapp', kind: 'phone', value: '+50937000001' }],
    });
  });

  test('a person with a username has no number, only an id of the business', () => {
    const { from } = says({
      From: 'whatsapp:HT.4566546130240823',
      ExternalUserId: 'whatsapp:HT.4566546130240823',
    });
    expect(from).toEqual([{ scheme: 'whatsapp', kind: 'bsuid', value: 'HT.4566546130240823' }]);
    expect(says({ From: 'whatsapp:US.ENT.13491208655302741918' }).from[0].value).toBe(
      'US.ENT.13491208655302741918',
    );
  });

  test('an id beside the number is a second address, and the number beside an id, too', () => {
    const number = { scheme: 'whatsapp', kind: 'phone', value: '+50937000001' };
    const id = { scheme: 'whatsapp', kind: 'bsuid', value: 'HT.45665' };
    expect(says({ ExternalUserId: 'whatsapp:HT.45665', WaId: '50937000001' }).from).toEqual([number, id]);
    expect(says({ From: 'whatsapp:HT.45665', WaId: '50937000001' }).from).toEqual([id, number]);
    expect(says({ ExternalUserId: '', WaId: '' }).from).toEqual([number]);
  });

  test('a short code and a sender by name are kept, what is no sender is refused', () => {
    expect(says({ From: '12345' }).from[0]).toEqual({ scheme: 'tel', kind: 'phone', value: '12345' });
    expect(says({ From: 'DIGICEL' }).from[0].value).toBe('DIGICEL');
    for (const From of ['', 'whatsapp:', 'whatsapp:+', 'whatsapp:abc', 'messenger:1', '+5', '\u0000', 'È'])
      expect(refused(() => says({ From })).status).toBe(400);
  });

  test('a message for a sender that is not set is refused, because nobody could answer it', () => {
    const smsOnly = open(context({ TWILIO_WHATSAPP_FROM: '' }));
    expect(Object.keys(smsOnly.capabilities)).toEqual(['twilio-sms']);
    const body = (from: string) => new URLSearchParams({ MessageSid: 'SM1', From: from }).toString();
    expect(post(MESSAGE, body('+50937000001'), smsOnly).events).toHaveLength(1);
    expect(refused(() => post(MESSAGE, body('whatsapp:+50937000001'), smsOnly)).status).toBe(400);
    expect(() => open(context({ TWILIO_WHATSAPP_FROM: '', TWILIO_SMS_FROM: '' }))).toThrow(/TWILIO_SMS_FROM/);
  });
});

describe('what is said', () => {
  test('a text of any length and any alphabet comes through unchanged', () => {
    for (const Body of ['', ' ', 'Èske se vre? 🙏', 'a'.repeat(50_000), 'a\u0000b', '+&=%41', 'line\nline'])
      expect(says({ Body }).text).toBe(Body);
  });

  test('forwarded is a word, not a yes or no of JavaScript', () => {
    expect(says({ Forwarded: 'true' }).forwarded).toBe('once');
    expect(says({ Forwarded: 'true', FrequentlyForwarded: 'true' }).forwarded).toBe('often');
    expect(says({ FrequentlyForwarded: 'true' }).forwarded).toBe('often');
    expect(says({ Forwarded: 'false', FrequentlyForwarded: 'false' }).forwarded).toBeUndefined();
  });

  test('as many media as NumMedia says, and all that are there where it says rubbish', () => {
    const media = {
      MediaUrl0: 'https://api.twilio.com/media/0',
      MediaContentType0: 'image/jpeg',
      MediaUrl1: 'https://api.twilio.com/media/1',
      MediaContentType1: '',
    };
    const two = [
      { url: 'https://api.twilio.com/media/0', contentType: 'image/jpeg', kind: 'image' },
      { url: 'https://api.twilio.com/media/1', contentType: 'application/octet-stream' },
    ];
    expect(says({ ...media, NumMedia: '2' }).media).toEqual(two);
    expect(says({ ...media, NumMedia: '1' }).media).toEqual(two.slice(0, 1));
    expect(says({ ...media, NumMedia: '0' }).media).toEqual([]);
    for (const NumMedia of ['', 'two', '-1', '1e9', '99999999999'])
      expect(says({ ...media, NumMedia }).media).toEqual(two);
    expect(says({ NumMedia: '1', MediaUrl0: 'javascript:alert(1)' }).media).toEqual([]);
    expect(says({ NumMedia: '1', MediaUrl0: 'file:///etc/passwd' }).media).toEqual([]);
  });

  test('what a file is follows from its type and from where it came', () => {
    const kind = (MediaContentType0: string, From = 'whatsapp:+50937000001') =>
      says({ From, NumMedia: '1', MediaUrl0: 'https://api.twilio.com/media/0', MediaContentType0 }).media[0]
        ?.kind;
    expect(kind('audio/ogg')).toBe('voice');
    expect(kind('audio/ogg; codecs=opus')).toBe('voice');
    expect(kind('audio/mpeg')).toBe('audio');
    expect(kind('image/webp')).toBe('sticker');
    expect(kind('IMAGE/PNG')).toBe('image');
    expect(kind('video/mp4')).toBe('video');
    expect(kind('application/pdf')).toBe('document');
    expect(kind('text/x-vcard')).toBe('document');
    expect(kind('')).toBeUndefined();
    // On a phone without WhatsApp these are a sound and a picture like others.
    expect(kind('audio/ogg', '+50937000001')).toBe('audio');
    expect(kind('image/webp', '+50937000001')).toBe('image');
  });

  test('a long SMS that comes as base64 is unwrapped, what only looks like it is left alone', () => {
    const text =
      'Yo di biwo vòt Jeremi yo fèmen depi maten an, epi pèsonn pa ka vote. Èske se vre? Di m tanpri.';
    const wrapped = Buffer.from(text).toString('base64');
    const sms = (Body: string) => says({ From: '+50937000001', Body }).text;
    expect(sms(wrapped)).toBe(text);
    expect(sms(wrapped.replace(/.{76}/g, '$&\r\n'))).toBe(text);
    expect(says({ Body: wrapped }).text).toBe(wrapped);
    for (const left of [
      'a'.repeat(64),
      'AAAA'.repeat(20),
      wrapped.slice(0, 56),
      `${wrapped.slice(0, -4)}!!!!`,
      text,
    ])
      expect(sms(left)).toBe(left);
  });

  test('a place needs both degrees within the globe', () => {
    const place = { Latitude: '18.5392', Longitude: '-72.3364' };
    expect(says(place).location).toEqual({ latitude: 18.5392, longitude: -72.3364 });
    expect(says({ ...place, Label: 'Lekòl', Address: 'Jeremi' }).location?.label).toBe('Lekòl, Jeremi');
    for (const rubbish of ['', 'NaN', '1e3', '91', 'Infinity', '0x10'])
      expect(says({ ...place, Latitude: rubbish }).location).toBeUndefined();
  });

  test('a tapped button or row, an answered message, an opt-out that Twilio has answered', () => {
    expect(says({ ButtonPayload: 'yes', ListId: '' }).choice).toBe('yes');
    expect(says({ ButtonPayload: '', ListId: 'row-2' }).choice).toBe('row-2');
    expect(says({ ButtonPayload: '', ListId: '' })).not.toHaveProperty('choice');
    expect(says({ OriginalRepliedMessageSid: 'SM9' }).answers).toBe('SM9');
    expect(says({ OptOutType: 'STOP' }).optOut).toBe('stop');
    expect(says({ OptOutType: 'START' }).optOut).toBe('start');
    expect(says({ OptOutType: 'whatever' })).not.toHaveProperty('optOut');
  });

  test('an English opt-out word by SMS is one that Twilio has answered', async () => {
    const word = (Body: string, From = '+50937000001', to = channel) => {
      const body = new URLSearchParams({ MessageSid: 'SM1', From, Body }).toString();
      const [event] = post(MESSAGE, body, to).events;
      return event?.kind === 'inbound' ? event.optOut : undefined;
    };
    for (const stop of [
      'STOP',
      'stop ',
      'StopAll',
      'unsubscribe',
      'CANCEL',
      'end',
      'QUIT',
      'revoke',
      'OPTOUT',
    ])
      expect(word(stop)).toBe('stop');
    expect([word('START'), word('unstop')]).toEqual(['start', 'start']);
    for (const ours of ['STOP PLEASE', 'STOP!', 'ARÈT', 'RETE', 'yes', 'HELP', ''])
      expect(word(ours)).toBeUndefined();
    expect(word('STOP', 'whatsapp:+50937000001')).toBeUndefined();
    const silent = open(context({ TWILIO_ANSWERS_STOP: 'no' }));
    expect(word('STOP', '+50937000001', silent)).toBeUndefined();
    await silent.close();
  });

  test('the name of the person is not kept', () => {
    expect(JSON.stringify(says({ ProfileName: 'Yon Moun' }))).not.toContain('Yon Moun');
  });

  test('a message is answered with empty TwiML, a receipt with nothing', () => {
    const message = post(MESSAGE, 'MessageSid=SM1&From=%2B50937000001');
    expect(message.answer).toEqual({ status: 200, contentType: 'text/xml', body: '<Response/>' });
    expect(post(STATUS, 'MessageSid=SM1&MessageStatus=sent').answer).toEqual({ status: 204 });
  });
});

describe('receipts', () => {
  test('each status of Twilio has one of ours', () => {
    const ours = (MessageStatus: string) => tells({ MessageStatus })?.status;
    for (const early of ['accepted', 'scheduled', 'queued', 'sending']) expect(ours(early)).toBe('accepted');
    expect(['sent', 'partially_delivered', 'delivered', 'read'].map(ours)).toEqual([
      'sent',
      'sent',
      'delivered',
      'read',
    ]);
    expect(['failed', 'undelivered', 'canceled'].map(ours)).toEqual(['failed', 'failed', 'failed']);
    expect(tells({ MessageStatus: 'something_new' })).toBeUndefined();
    expect(tells({ MessageStatus: 'constructor' })).toBeUndefined();
  });

  test('our own id comes back from the address', () => {
    expect(tells({ MessageStatus: 'sent' })).toMatchObject({ externalId: 'SM1', partId: 'p-1' });
    expect(tells({ MessageStatus: 'sent' }, STATUS)).not.toHaveProperty('partId');
    expect(tells({ MessageStatus: 'sent' }, `${STATUS}?part=`)).not.toHaveProperty('partId');
    expect(tells({ MessageStatus: 'sent' }, `${STATUS}?part=%00%27`)).not.toHaveProperty('partId');
  });

  test('a failure says what it means to us', () => {
    const meaning = (MessageStatus: string, ErrorCode?: string) =>
      tells({ MessageStatus, ...(ErrorCode !== undefined && { ErrorCode }) })?.error;
    expect(meaning('undelivered', '30003')).toEqual({ code: '30003', meaning: 'unreachable' });
    expect(meaning('undelivered', '63016')).toEqual({ code: '63016', meaning: 'window_closed' });
    expect(meaning('failed', '21610')).toEqual({ code: '21610', meaning: 'opted_out' });
    expect(meaning('failed', '99999')).toEqual({ code: '99999', meaning: 'rejected' });
    expect(meaning('undelivered')).toEqual({ code: 'undelivered', meaning: 'unreachable' });
    expect(meaning('failed', '')).toEqual({ code: 'failed', meaning: 'rejected' });
    expect(meaning('delivered', '0')).toBeUndefined();
  });

  test('a receipt at the message address is a receipt, a message at the status address a message', () => {
    expect(post(MESSAGE, 'MessageSid=SM1&MessageStatus=delivered&SmsStatus=delivered').events).toEqual([
      { kind: 'receipt', channel: 'twilio', externalId: 'SM1', status: 'delivered' },
    ]);
    expect(post(MESSAGE, 'MessageSid=SM1&SmsStatus=delivered').events[0]?.kind).toBe('receipt');
    const lost = post(STATUS, 'MessageSid=SM1&SmsStatus=received&From=%2B50937000001&Body=Bonjou');
    expect(lost.events[0]).toMatchObject({ kind: 'inbound', text: 'Bonjou' });
    expect(lost.answer.contentType).toBe('text/xml');
  });
});

describe('who is not let in', () => {
  const body = Buffer.from('MessageSid=SM1&From=%2B50937000001&Body=Bonjou');
  const signature = twilio.getExpectedTwilioSignature(token, publicUrl + MESSAGE, {
    MessageSid: 'SM1',
    From: '+50937000001',
    Body: 'Bonjou',
  });
  const read = (headers: Record<string, string | string[]>, url = MESSAGE, raw = body) =>
    channel.receive.webhooks[0]?.read({ method: 'POST', url, headers, body: raw });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };

  test('no signature is 400, a wrong one 403', () => {
    expect(read({ ...form, 'x-twilio-signature': signature })?.events).toHaveLength(1);
    expect(refused(() => read(form)).status).toBe(400);
    expect(refused(() => read({ ...form, 'x-twilio-signature': '' })).status).toBe(400);
    expect(refused(() => read({ ...form, 'x-twilio-signature': `A${signature.slice(1)}` })).status).toBe(403);
  });

  test('a true signature of another address or another body is 403', () => {
    const signed = { ...form, 'x-twilio-signature': signature };
    expect(refused(() => read(signed, STATUS)).status).toBe(403);
    expect(refused(() => read(signed, `${MESSAGE}?part=1`)).status).toBe(403);
    expect(refused(() => read(signed, MESSAGE, Buffer.from(`${body}&Forwarded=true`))).status).toBe(403);
    expect(refused(() => read(signed, `https://evil.example${MESSAGE}`)).status).toBe(400);
  });

  test('a signed form without a MessageSid that could be kept is 400', () => {
    for (const sid of ['', ' ', 'SM\u0000', 'a'.repeat(65), '../x'])
      expect(refused(() => says({ MessageSid: sid })).status).toBe(400);
  });
});

const samples = new URL('../../../../shared/data/payloads/twilio/', import.meta.url);
describe.runIf(existsSync(samples))('recorded messages, where they are at hand', () => {
  const said = (file: string) => {
    const body = readFileSync(new URL(file, samples), 'utf8').trim();
    return { fields: new URLSearchParams(body), ...post(MESSAGE, body) };
  };

  for (const file of ['found_whatsapp_inbound.form', 'found_whatsapp_inbound_full.form'])
    test(`${file} is one WhatsApp message without media, button or place`, () => {
      const { events, fields } = said(file);
      expect(events).toEqual([
        {
          kind: 'inbound',
          channel: 'twilio',
          account: 'twilio-whatsapp',
          externalId: fields.get('MessageSid'),
          from: [{ scheme: 'whatsapp', kind: 'phone', value: fields.get('From')?.replace('whatsapp:', '') }],
          text: fields.get('Body'),
          media: [],
        },
      ]);
    });

  test('vercel_mms.form is one SMS with a picture', () => {
    const { events, fields } = said('vercel_mms.form');
    expect(events).toEqual([
      {
        kind: 'inbound',
        channel: 'twilio',
        account: 'twilio-sms',
        externalId: fields.get('MessageSid'),
        from: [{ scheme: 'tel', kind: 'phone', value: fields.get('From') }],
        text: fields.get('Body'),
        media: [{ url: fields.get('MediaUrl0'), contentType: 'image/jpeg', kind: 'image' }],
      },
    ]);
  });
});

const haitiSms = new URL('../../../../shared/data/haiti-sms/haiti_sms_direct.csv', import.meta.url);
test.runIf(existsSync(haitiSms))('thousands of real Creole and French SMS come through unchanged', () => {
  const rows = readFileSync(haitiSms, 'utf8').matchAll(/^(\d+),(?:"((?:[^"]|"")*)"|([^,\n]*)),/gm);
  let count = 0;
  for (const [, id = '', quoted, plain = ''] of rows) {
    const text = quoted?.replaceAll('""', '"') ?? plain;
    expect(says({ MessageSid: `SM${id}`, From: '+50937000001', Body: text })).toMatchObject({
      externalId: `SM${id}`,
      text,
    });
    count += 1;
  }
  expect(count).toBeGreaterThan(4_000);
});
