import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openApi } from '../../channels/twilio/api.ts';
import { openSender } from '../../channels/twilio/send.ts';
import { openSenders } from '../../channels/twilio/senders.ts';
import type { Channel } from '../../core/channel.ts';
import { openLog } from '../../core/log.ts';
import type { Address, Inbound, Outbound, Receipt } from '../../core/message.ts';
import { SEND_ERRORS, SendError } from '../../core/send-error.ts';
import { openTwilioStage, type TwilioStage, twilioAccount } from '../../testing/twilio-stage.ts';
import { until } from '../../testing/until.ts';
import { PARAMETERS } from './create-message.ts';
import { LIST_PARAMETERS } from './list-messages.ts';
import { countSegments } from './segments.ts';
import { startTwilioDouble, type TwilioDouble } from './server.ts';

const { accountSid, authToken } = twilioAccount;
const phone: Address = { scheme: 'tel', kind: 'phone', value: '+50937000001' };
const whatsapp: Address = { scheme: 'whatsapp', kind: 'phone', value: '+50937000002' };

let stage: TwilioStage;
let double: TwilioDouble;
let channel: Channel;
let gatewayUrl: string;
let events: (Inbound | Receipt)[];
const receipts = () => stage.receipts();
const statuses = () => receipts().map(({ status }) => status);

beforeEach(async () => {
  stage = await openTwilioStage();
  ({ double, channel, gatewayUrl, events } = stage);
});
afterEach(() => stage.close());

const sms = (own: Partial<Outbound> = {}): Outbound => ({
  partId: 'part-1',
  account: 'twilio-sms',
  to: phone,
  text: 'Mesi. Kod ou: K7QX',
  ...own,
});

async function failure(run: Promise<unknown>): Promise<SendError> {
  const error = await run.then(
    () => new Error('did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof SendError) return error;
  throw error;
}

describe('a message of ours', () => {
  test('reaches the phone and its receipts come back with our own id', async () => {
    const { externalId } = await channel.send(sms());
    expect(double.ledger).toMatchObject([
      { sid: externalId, to: '+50937000001', from: '+50928110000', body: 'Mesi. Kod ou: K7QX', segments: 1 },
    ]);
    await until(() => receipts().length === 2, { what: 'two receipts' });
    expect(receipts()).toEqual([
      { kind: 'receipt', channel: 'twilio', externalId, partId: 'part-1', status: 'sent' },
      { kind: 'receipt', channel: 'twilio', externalId, partId: 'part-1', status: 'delivered' },
    ]);
    await until(() => double.called.length === 2, { what: 'both answered' });
    expect(double.called.map(({ answered }) => answered)).toEqual([204, 204]);
  });

  test('on WhatsApp goes to a number or to an id, and is read', async () => {
    const text = 'Sa a pa vre. 🙏 « Biwo yo louvri »';
    await channel.send(sms({ account: 'twilio-whatsapp', to: whatsapp, text }));
    const id: Address = { scheme: 'whatsapp', kind: 'bsuid', value: 'HT.4566546130240823' };
    await channel.send(sms({ account: 'twilio-whatsapp', to: id, text, partId: 'part-2' }));
    expect(double.ledger.map(({ to }) => to)).toEqual([
      'whatsapp:+50937000002',
      'whatsapp:HT.4566546130240823',
    ]);
    expect(double.ledger[0]).toMatchObject({ from: 'whatsapp:+50928110001', body: text });
    await until(() => statuses().filter((status) => status === 'read').length === 2, { what: 'both read' });
  });

  test('half a surrogate pair in a text does not stop it', async () => {
    await channel.send(sms({ text: 'a\ud83db' }));
    expect(double.ledger[0]?.body).toBe('a\ufffdb');
  });

  test('does not leave where the account cannot reach the address', async () => {
    const id: Address = { scheme: 'whatsapp', kind: 'bsuid', value: 'HT.1' };
    const chat: Address = { scheme: 'telegram', kind: 'chat', value: '7' };
    expect((await failure(channel.send(sms({ to: id })))).kind).toBe('invalid_address');
    expect((await failure(channel.send(sms({ to: chat, account: 'twilio-whatsapp' })))).kind).toBe(
      'invalid_address',
    );
    expect((await failure(channel.send(sms({ account: 'twilio-fax' })))).kind).toBe('misconfigured');
    expect(double.ledger).toEqual([]);
  });
});

describe('when the API refuses, nothing is on the phone and the reason is known', () => {
  const cases = [
    [{ call: 'throttled' }, 'throttled', '20429'],
    [{ call: 'broken' }, 'unavailable', '20500'],
    [{ call: 'refused', code: 21610 }, 'opted_out', '21610'],
    [{ call: 'refused', code: 21408 }, 'misconfigured', '21408'],
    [{ call: 'refused', code: 12345 }, 'rejected', '12345'],
    // Nobody can know what stood behind the gateway that gave up.
    [{ call: 'gateway_timeout' }, 'outcome_unknown', 'http_504'],
    [{ call: 'bad_gateway' }, 'outcome_unknown', 'http_502'],
  ] as const;
  for (const [order, kind, code] of cases)
    test(`${order.call} ${'code' in order ? order.code : ''} is ${kind}`, async () => {
      double.tell(order);
      expect(await failure(channel.send(sms()))).toMatchObject({ kind, code });
      expect(double.ledger).toEqual([]);
      await channel.send(sms());
      expect(double.ledger).toHaveLength(1);
    });

  test('what Twilio itself checks', async () => {
    const to = (value: string) => failure(channel.send(sms({ to: { ...phone, value } })));
    expect(await to('+509')).toMatchObject({ kind: 'invalid_address', code: '21211' });
    expect(await failure(channel.send(sms({ text: 'a'.repeat(1601) })))).toMatchObject({
      kind: 'rejected',
      code: '21617',
    });
    expect(await failure(channel.send(sms({ text: '' })))).toMatchObject({ kind: 'rejected', code: '21602' });
    expect(double.ledger).toEqual([]);
  });

  test('how long to wait is what the API says', async () => {
    double.tell({ call: 'throttled', retryAfter: 17 });
    expect((await failure(channel.send(sms()))).afterSeconds).toBe(17);
    double.tell({ call: 'throttled' });
    expect((await failure(channel.send(sms()))).afterSeconds).toBe(SEND_ERRORS.throttled.afterSeconds);
  });

  test('an error says neither the number nor the text', async () => {
    double.tell({ call: 'refused', code: 21610 });
    const { message } = await failure(channel.send(sms()));
    expect(message).not.toMatch(/37000001|K7QX/);
  });
});

/** A sender of our own making, as impatient as a test. */
function sender(
  own: {
    accountSid?: string;
    authToken?: string;
    apiUrl?: string;
    contentUrl?: string;
    from?: string;
    statusUrl?: string;
  } = {},
) {
  const { from = '+50928110000', statusUrl = `${gatewayUrl}/hooks/twilio/status`, ...other } = own;
  const options = { accountSid, authToken, apiUrl: double.url, contentUrl: double.url, timeoutMs: 1_500 };
  const api = openApi({ ...options, ...other });
  const senders = openSenders(
    (name) => (name === 'TWILIO_SMS_FROM' ? from : ''),
    openLog(() => {}, 'silent'),
  );
  return { ...openSender({ api, senders, statusUrl }), close: api.close };
}

describe('with a sender of our own making', () => {
  for (const call of ['hang', 'drop', 'rubbish'] as const)
    test(`after ${call} nobody knows, and it was delivered once`, async () => {
      const { send, close } = sender();
      double.tell({ call });
      expect((await failure(send(sms()))).kind).toBe('outcome_unknown');
      expect(double.ledger).toHaveLength(1);
      await until(() => statuses().includes('delivered'), { what: 'the receipt that settles it' });
      expect(receipts()[0]?.partId).toBe('part-1');
      await close();
    });

  test('wrong credentials, a sender of somebody else, a status address that cannot be: the operator must act', async () => {
    for (const own of [
      { authToken: 'wrong' },
      { accountSid: `AC${'2'.repeat(32)}` },
      { accountSid: 'nonsense' },
      { from: '+15005550001' },
      { statusUrl: 'https://under_score.example/hooks/twilio/status' },
      { apiUrl: `${double.url}/wrong` },
    ]) {
      const { send, close } = sender(own);
      expect((await failure(send(sms()))).kind).toBe('misconfigured');
      await close();
    }
    expect(double.ledger).toEqual([]);
  });

  test('an API that is not there is unavailable, and back again it takes the message', async () => {
    const { send, close } = sender();
    const port = Number(new URL(double.url).port);
    await double.close();
    expect((await failure(send(sms()))).kind).toBe('unavailable');
    const back = await startTwilioDouble({ ...twilioAccount, gatewayUrl, port });
    await send(sms());
    expect(back.ledger).toHaveLength(1);
    await close();
    await back.close();
  });
});

describe('receipts that misbehave', () => {
  test('one that is faster than the answer finds its part by our own id', async () => {
    double.tell({ receipts: 'early' });
    const sending = channel.send(sms());
    await until(() => receipts().length > 0, { what: 'the early receipt' });
    const { externalId } = await sending;
    expect(receipts()[0]).toMatchObject({ externalId, partId: 'part-1', status: 'sent' });
  });

  test('every one twice', async () => {
    double.tell({ receipts: 'duplicated' });
    await channel.send(sms());
    await until(() => receipts().length === 4, { what: 'four receipts' });
    expect(statuses()).toEqual(['sent', 'sent', 'delivered', 'delivered']);
  });

  test('the last one first', async () => {
    double.tell({ receipts: 'reordered' });
    await channel.send(sms({ account: 'twilio-whatsapp', to: whatsapp }));
    await until(() => receipts().length === 3, { what: 'three receipts' });
    expect(statuses()).toEqual(['read', 'delivered', 'sent']);
  });

  test('one that comes late, after everything else', async () => {
    const { externalId } = await channel.send(sms());
    await until(() => receipts().length === 2, { what: 'the usual receipts' });
    expect(await double.receipt(externalId, 'sent')).toBe(204);
    expect(statuses()).toEqual(['sent', 'delivered', 'sent']);
  });

  test('none at all, then a failure with its meaning, each only for the messages it was ordered for', async () => {
    double.tell({ receipts: 'none', to: '+50937000001' });
    double.tell({ receipts: 'failed', code: 30007, to: 'whatsapp:+50937000002' });
    await channel.send(sms());
    await channel.send(sms({ account: 'twilio-whatsapp', to: whatsapp, partId: 'part-2' }));
    await until(() => receipts().length === 2, { what: 'the two receipts of the second' });
    expect(receipts()).toMatchObject([
      { partId: 'part-2', status: 'sent' },
      { partId: 'part-2', status: 'failed', error: { code: '30007', meaning: 'rejected' } },
    ]);
  });
});

describe('a person writes', () => {
  test('an SMS or on WhatsApp, and the gateway verifies it', async () => {
    const first = await double.inbound('+50937000001', 'Èske se vre? 🙏');
    const second = await double.inbound('whatsapp:+50937000002', 'Gade', {
      Forwarded: 'true',
      NumMedia: '1',
      MediaUrl0: 'https://api.twilio.com/media/1',
      MediaContentType0: 'image/jpeg',
    });
    expect([first.status, first.body, second.status]).toEqual([200, '<Response/>', 200]);
    expect(events).toMatchObject([
      { account: 'twilio-sms', externalId: first.messageSid, text: 'Èske se vre? 🙏', media: [] },
      {
        account: 'twilio-whatsapp',
        externalId: second.messageSid,
        forwarded: 'once',
        media: [{ contentType: 'image/jpeg' }],
      },
    ]);
  });

  test('behind a proxy the signature is over the public address, not over where it arrives', async () => {
    const publicUrl = 'https://teledjol.example';
    const outside = await startTwilioDouble({
      ...twilioAccount,
      gatewayUrl: publicUrl,
      gatewayAt: gatewayUrl,
    });
    expect((await outside.inbound('+50937000001', 'Bonjou')).status).toBe(403);
    await stage.reopen({}, publicUrl);
    expect((await outside.inbound('+50937000001', 'Bonjou')).status).toBe(200);
    expect(events).toHaveLength(1);
    await outside.close();
  });

  test('a gateway that is away is told as 0', async () => {
    await stage.shut();
    expect((await double.inbound('+50937000001', 'Bonjou')).status).toBe(0);
  });
});

const specification = new URL(
  '../../../../shared/data/payloads/specs/twilio_api_v2010.json',
  import.meta.url,
);
describe.runIf(existsSync(specification))('the double is as Twilio publishes, no more and no less', () => {
  const { paths, components } = existsSync(specification)
    ? JSON.parse(readFileSync(specification, 'utf8'))
    : { paths: {}, components: {} };
  const messages = '/2010-04-01/Accounts/{AccountSid}/Messages';
  const ask = async (path: string) => {
    const authorization = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
    const answer = await fetch(double.url + path, { headers: { authorization } });
    return answer.json();
  };
  const keysOf = (schema: string) => Object.keys(components.schemas[schema].properties).sort();

  test('in what CreateMessage and ListMessage take', () => {
    const { get, post } = paths[`${messages}.json`];
    const { properties } = post.requestBody.content['application/x-www-form-urlencoded'].schema;
    expect([...PARAMETERS].sort()).toEqual(Object.keys(properties).sort());
    const query = get.parameters.filter((one: { in: string }) => one.in === 'query');
    expect([...LIST_PARAMETERS].sort()).toEqual(query.map(({ name }: { name: string }) => name).sort());
    expect(Object.keys(paths)).toContain(`${messages}/{MessageSid}/Media/{Sid}.json`);
  });

  test('in what a message, a page and a file look like', async () => {
    await channel.send(sms());
    const files = [{ contentType: 'image/png', bytes: Buffer.from('png') }];
    const { messageSid } = await double.inbound('whatsapp:+50937000002', '', {}, { files });
    const page = await ask(`/2010-04-01/Accounts/${accountSid}/Messages.json`);
    const schemaOf = (path: string) =>
      Object.values<{ schema: { properties: object } }>(paths[path].get.responses['200'].content)[0]?.schema
        .properties ?? {};
    expect(Object.keys(page).sort()).toEqual(Object.keys(schemaOf(`${messages}.json`)).sort());
    expect(page.messages).toHaveLength(2);
    const statuses = components.schemas.message_enum_status.enum;
    for (const one of page.messages) {
      expect(Object.keys(one).sort()).toEqual(keysOf('api.v2010.account.message'));
      expect(statuses).toContain(one.status);
    }
    const media = await ask(`/2010-04-01/Accounts/${accountSid}/Messages/${messageSid}/Media.json`);
    expect(media.media_list.map((one: object) => Object.keys(one).sort())).toEqual([
      keysOf('api.v2010.account.message.media'),
    ]);
    expect(Object.keys(schemaOf(`${messages}/{MessageSid}/Media.json`))).toEqual(
      expect.arrayContaining(Object.keys(media)),
    );
  });
});

test('a parameter that Twilio does not know is refused, so that a slip of ours is seen', async () => {
  const answer = await fetch(`${double.url}/2010-04-01/Accounts/${accountSid}/Messages.json`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}` },
    body: new URLSearchParams({ To: '+50937000001', From: '+50928110000', Body: 'a', StatusCallBack: 'x' }),
  });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 20001, status: 400 });
});

test('segments are counted as operators bill them', () => {
  expect(countSegments('')).toBe(1);
  expect(countSegments('à'.repeat(160))).toBe(1);
  expect(countSegments('a'.repeat(161))).toBe(2);
  expect(countSegments('€'.repeat(81))).toBe(2);
  expect(countSegments('ç'.repeat(70))).toBe(1);
  expect(countSegments('È'.repeat(71))).toBe(2);
  expect(countSegments('a'.repeat(307))).toBe(3);
});

test('as a process of its own it is asked over HTTP only', async () => {
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      fileURLToPath(new URL('./serve.ts', import.meta.url)),
      ...['--account-sid', accountSid, '--auth-token', authToken, '--gateway-url', gatewayUrl],
      ...['--sms-from', '+50928110000', '--whatsapp-from', '+50928110001'],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const line = await new Promise<string>((resolve) =>
    createInterface({ input: child.stdout }).once('line', resolve),
  );
  const { url } = JSON.parse(line);
  const ask = async (path: string, body?: object) => {
    const answer = await fetch(url + path, {
      method: body ? 'POST' : 'GET',
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, ...(await answer.json()) };
  };

  const { send, close } = sender({ apiUrl: url });
  expect((await ask('/__fail', { call: 'throttled' })).status).toBe(200);
  expect((await ask('/__fail', { call: 'nonsense' })).status).toBe(400);
  expect((await failure(send(sms()))).kind).toBe('throttled');
  const { externalId } = await send(sms());
  await until(() => receipts().length === 2, { what: 'receipts' });
  expect(await ask('/__receipt', { sid: externalId, status: 'sent' })).toMatchObject({ status: 204 });
  expect(await ask('/__inbound', { from: '+50937000001', body: 'Bonjou' })).toMatchObject({
    body: '<Response/>',
  });
  expect((await ask('/__ledger')).delivered).toMatchObject([
    { sid: externalId, to: '+50937000001', segments: 1 },
  ]);
  await close();
  child.kill('SIGTERM');
  expect(await exited).toBe(0);
});
