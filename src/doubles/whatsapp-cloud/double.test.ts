import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { open } from '../../channels/whatsapp-cloud/index.ts';
import { openSender } from '../../channels/whatsapp-cloud/send.ts';
import { type Channel, Refused } from '../../core/channel.ts';
import { MediaError } from '../../core/media-error.ts';
import type { Address, Inbound, MediaRef, Outbound, OutboundFile, Receipt } from '../../core/message.ts';
import { SEND_ERRORS, SendError } from '../../core/send-error.ts';
import { contextFor } from '../../testing/channel-context.ts';
import { until } from '../../testing/until.ts';
import type { Account, Person } from './account.ts';
import { startWhatsAppCloudDouble, type WhatsAppCloudDouble } from './server.ts';

/*
 * Both ends are real but Meta: our channel on one side, the double over HTTP on the other. In between stands a bare
 * door that hands each webhook to the channel, as inbound/ will.
 */
const TOKEN = 'EAAAnInventedSystemUserToken';
const APP_SECRET = 'an-invented-app-secret';
const VERIFY_TOKEN = 'an-invented-verify-token';
const OURS = { id: '109876543210001', display: '50928110001' };
const SECOND = { id: '109876543210002', display: '50928110002' };
const marie: Person = { phone: '50937000001', userId: 'HT.4566546130240001' };
const jonas: Person = { phone: '50937000002' };
const nameless: Person = { userId: 'HT.4566546130240823' };
const phone: Address = { scheme: 'whatsapp', kind: 'phone', value: '+50937000001' };
const id: Address = { scheme: 'whatsapp', kind: 'bsuid', value: 'HT.4566546130240823' };

let double: WhatsAppCloudDouble;
let channel: Channel;
let door: Server;
let callback: string;
let events: (Inbound | Receipt)[];
/** What the door answers to the next webhooks, instead of reading them. */
let shut: number[];
const receipts = () => events.filter((event): event is Receipt => event.kind === 'receipt');
const inbounds = () => events.filter((event): event is Inbound => event.kind === 'inbound');
const statuses = () => receipts().map(({ status }) => status);

beforeEach(async () => {
  events = [];
  shut = [];
  door = createServer(async (asked, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of asked) chunks.push(chunk);
    const { method = '', url = '', headers } = asked;
    const refuse = method === 'POST' ? shut.shift() : undefined;
    if (refuse !== undefined) return response.writeHead(refuse).end();
    const webhook = channel.receive.webhooks.find(
      (one) => one.method === method && one.path === url.split('?')[0],
    );
    try {
      if (!webhook) throw new Refused(404, 'no such door');
      const received = webhook.read({ method, url, headers, body: Buffer.concat(chunks) });
      events.push(...received.events);
      return response.writeHead(received.answer.status).end(received.answer.body);
    } catch (error) {
      return response.writeHead(error instanceof Refused ? error.status : 500).end();
    }
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  callback = `http://127.0.0.1:${(door.address() as AddressInfo).port}/hooks/whatsapp`;
  await begin();
});

afterEach(async () => {
  await double.close();
  await channel.close();
  door.closeAllConnections();
  door.close();
});

/** A double and a channel that know each other. */
async function begin(own: Partial<Account> = {}): Promise<void> {
  double = await startWhatsAppCloudDouble({
    token: TOKEN,
    appSecret: APP_SECRET,
    verifyToken: VERIFY_TOKEN,
    phones: [OURS, SECOND],
    templates: [{ name: 'answer_ready', language: 'fr' }],
    ...own,
  });
  channel = open(
    contextFor({
      settings: {
        WHATSAPP_CLOUD_TOKEN: TOKEN,
        WHATSAPP_CLOUD_PHONE_ID: `${OURS.id},natcom=${SECOND.id}`,
        WHATSAPP_CLOUD_APP_SECRET: APP_SECRET,
        WHATSAPP_CLOUD_VERIFY_TOKEN: VERIFY_TOKEN,
        WHATSAPP_CLOUD_API_URL: double.url,
        WHATSAPP_CLOUD_TEMPLATES: 'ht=answer_ready/fr',
      },
    }),
  );
  await double.subscribe(callback);
}

async function beginAgain(own: Partial<Account>): Promise<void> {
  await double.close();
  await channel.close();
  await begin(own);
}

const to = (own: Partial<Outbound> = {}): Outbound => ({
  partId: 'part-1',
  account: 'whatsapp-cloud',
  to: phone,
  text: 'Mèsi. Kòd ou: K7QX 🙏',
  ...own,
});
const choices = (count: number, label = (n: number) => `Chwa ${n}`) =>
  Array.from({ length: count }, (_, n) => ({ id: `c${n + 1}`, label: label(n + 1) }));
function file(own: Partial<OutboundFile> = {}): OutboundFile & { opened: number } {
  const bytes = randomBytes(2_000);
  const opened = {
    blobId: 'blob-1',
    kind: 'image' as const,
    contentType: 'image/jpeg',
    size: bytes.length,
    link: 'https://teledjol.example/f/x',
    opened: 0,
    bytes: async () => {
      opened.opened += 1;
      return bytes;
    },
    ...own,
  };
  return opened;
}

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
    await double.text(marie, 'Bonjou');
    const { externalId } = await channel.send(to());
    expect(double.ledger).toMatchObject([
      { id: externalId, phoneId: OURS.id, to: '50937000001', type: 'text', text: 'Mèsi. Kòd ou: K7QX 🙏' },
    ]);
    await until(() => receipts().length === 3, { what: 'three receipts' });
    expect(receipts()).toEqual(
      ['sent', 'delivered', 'read'].map((status) => ({
        kind: 'receipt',
        channel: 'whatsapp-cloud',
        externalId,
        partId: 'part-1',
        status,
      })),
    );
    await until(() => double.called.length === 3, { what: 'all answered' });
    expect(double.called.map(({ answered }) => answered)).toEqual([200, 200, 200]);
  });

  test('goes to an id where there is no number, and leaves from the number that was written to', async () => {
    await double.text(nameless, 'Bonjou', { phoneId: SECOND.id });
    expect(inbounds()[0]).toMatchObject({ account: 'whatsapp-cloud-natcom', from: [id] });
    await channel.send(to({ to: id, account: 'whatsapp-cloud-natcom' }));
    expect(double.ledger).toMatchObject([{ to: 'HT.4566546130240823', phoneId: SECOND.id }]);
    await until(() => statuses().includes('read'), { what: 'it is read' });
    expect(receipts()[0]?.partId).toBe('part-1');
  });

  test('links are not shown as pictures, and half a surrogate pair does not stop it', async () => {
    await double.text(marie, 'Bonjou');
    await channel.send(to({ text: 'a\ud83db https://teledjol.example' }));
    expect(double.ledger[0]?.content).toEqual({
      body: 'a\ufffdb https://teledjol.example',
      preview_url: false,
    });
  });

  test('does not leave where the account cannot reach the address', async () => {
    const chat: Address = { scheme: 'telegram', kind: 'chat', value: '7' };
    const short: Address = { scheme: 'tel', kind: 'phone', value: 'DIGICEL' };
    for (const one of [chat, short, { ...id, value: 'x' }])
      expect((await failure(channel.send(to({ to: one, attachment: file() })))).kind).toBe('invalid_address');
    expect((await failure(channel.send(to({ account: 'whatsapp-cloud-digicel' })))).kind).toBe(
      'misconfigured',
    );
    expect(double.ledger).toEqual([]);
    expect(double.files.all()).toEqual([]);
  });

  test('a place is a pin', async () => {
    await double.text(marie, 'Bonjou');
    const location = { latitude: 18.5392, longitude: -72.3364 };
    await channel.send(to({ location: { ...location, label: 'Biwo vòt' }, text: '' }));
    await channel.send(to({ location, text: 'Isit la' }));
    await channel.send(to({ location, text: '' }));
    expect(double.ledger.map(({ content }) => content)).toEqual([
      { ...location, name: 'Biwo vòt' },
      { ...location, name: 'Isit la' },
      location,
    ]);
  });
});

describe('choices', () => {
  test('up to three are buttons, and a tap comes back with their id', async () => {
    await double.text(marie, 'Bonjou');
    await channel.send(to({ text: 'Ki lang?', choices: choices(3) }));
    const [message] = double.ledger;
    if (!message) throw new Error('nothing was sent');
    expect(message).toMatchObject({ type: 'interactive', text: 'Ki lang?', content: { type: 'button' } });
    await double.tap(marie, message, 'Chwa 2');
    expect(inbounds().at(-1)).toMatchObject({ text: 'Chwa 2', choice: 'c2', answers: message.id });
  });

  test('more of them, or longer ones, are a list', async () => {
    await double.text(marie, 'Bonjou');
    await channel.send(to({ choices: choices(10) }));
    await channel.send(to({ choices: choices(2, (n) => `Yon chwa ki pi long ${n}`) }));
    const [ten, long] = double.ledger;
    if (!ten || !long) throw new Error('nothing was sent');
    expect(ten.content).toMatchObject({ type: 'list', action: { button: 'Chwazi / Choisir' } });
    expect(ten.buttons.map(({ title }) => title)).toEqual(choices(10).map(({ label }) => label));
    expect(long.content.type).toBe('list');
    await double.tap(marie, ten, 'Chwa 7');
    expect(inbounds().at(-1)).toMatchObject({ text: 'Chwa 7', choice: 'c7' });
  });

  test('what the account says it can carry is taken to the last letter, and one more is refused', async () => {
    const { text, choices: can, files } = channel.capabilities['whatsapp-cloud'] ?? {};
    if (!text || !can?.list || !can.textMax || !can.idMax || !files) throw new Error('says nothing');
    await double.text(marie, 'Bonjou');
    const full = (max: number, n: number) => `${n}`.padEnd(max, 'è');
    const asked = (count: number, label: number, ids = can.idMax ?? 0, words = can.textMax ?? 0): Outbound =>
      to({
        text: 'a'.repeat(words),
        choices: choices(count, (n) => full(label, n)).map((one, n) => ({
          ...one,
          id: `${n}`.padEnd(ids, 'x'),
        })),
      });
    const fits = [
      to({ text: 'a'.repeat(text.max) }),
      asked(can.max, can.labelMax),
      asked(can.list.max, can.list.labelMax),
      to({ text: 'a'.repeat(files.captionMax), attachment: file() }),
    ];
    for (const message of fits) await channel.send(message);
    expect(double.ledger).toHaveLength(fits.length);
    const tooMuch = [
      to({ text: 'a'.repeat(text.max + 1) }),
      asked(can.max, can.labelMax, can.idMax, can.textMax + 1),
      asked(can.list.max + 1, can.list.labelMax),
      asked(can.list.max, can.list.labelMax + 1),
      asked(can.list.max, can.list.labelMax, can.idMax + 1),
      to({ text: 'a'.repeat(files.captionMax + 1), attachment: file() }),
      to({ text: '' }),
      to({ text: '', choices: choices(2) }),
      to({ choices: choices(2, () => 'menm') }),
    ];
    for (const message of tooMuch) expect((await failure(channel.send(message))).kind).toBe('rejected');
    expect(double.ledger).toHaveLength(fits.length);
  });
});

describe('files of ours', () => {
  beforeEach(() => double.text(marie, 'Bonjou'));

  test('a voice note is uploaded as Opus and heard as a voice note', async () => {
    const attachment = file({ kind: 'voice', contentType: 'audio/ogg' });
    await channel.send(to({ attachment, text: '' }));
    const [stored] = double.files.all();
    expect(stored).toMatchObject({ type: 'audio/ogg; codecs=opus', phoneId: OURS.id });
    expect(stored?.bytes.equals(await attachment.bytes())).toBe(true);
    expect(double.ledger).toMatchObject([{ type: 'audio', content: { id: stored?.id, voice: true } }]);
    await until(() => receipts().length === 4, { what: 'it is played' });
    expect(statuses()).toEqual(['sent', 'delivered', 'read', 'read']);
  });

  test('a picture, a film and a document with its name, each with its caption', async () => {
    await channel.send(to({ attachment: file(), text: 'Gade' }));
    await channel.send(
      to({ attachment: file({ blobId: 'b2', kind: 'video', contentType: 'video/mp4' }), text: '' }),
    );
    const document = {
      blobId: 'b3',
      kind: 'document',
      contentType: 'application/pdf',
      name: 'Règ jwèt la.pdf',
    } as const;
    await channel.send(to({ attachment: file(document), text: 'Li sa' }));
    const [image, video, pdf] = double.files.all();
    expect(double.ledger.map(({ type, content }) => ({ type, content }))).toEqual([
      { type: 'image', content: { id: image?.id, caption: 'Gade' } },
      { type: 'video', content: { id: video?.id } },
      { type: 'document', content: { id: pdf?.id, caption: 'Li sa', filename: 'Règ jwèt la.pdf' } },
    ]);
  });

  test('a picture stands above buttons; above a list, or a voice note, there is no form for it', async () => {
    await channel.send(to({ attachment: file(), choices: choices(2), text: 'Sa w panse?' }));
    expect(double.ledger).toMatchObject([
      { text: 'Sa w panse?', buttons: [{ id: 'c1' }, { id: 'c2' }], files: [{ as: 'image' }] },
    ]);
    for (const [attachment, count] of [
      [file(), 5],
      [file({ kind: 'voice', contentType: 'audio/ogg' }), 2],
    ] as const)
      expect(await failure(channel.send(to({ attachment, choices: choices(count) })))).toMatchObject({
        kind: 'rejected',
        code: 'choices_beside_file',
      });
  });

  test('one file to many people is uploaded once a number, also when all are sent at the same moment', async () => {
    const attachment = file();
    await double.text(jonas, 'Bonjou');
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        channel.send(
          to({ attachment, partId: `p-${n}`, to: { ...phone, value: `+${(n % 2 ? jonas : marie).phone}` } }),
        ),
      ),
    );
    expect(double.ledger).toHaveLength(20);
    expect(double.files.all()).toHaveLength(1);
    expect(attachment.opened).toBe(1);
    await double.text(marie, 'Bonjou', { phoneId: SECOND.id });
    await channel.send(to({ attachment, account: 'whatsapp-cloud-natcom' }));
    expect(double.files.all().map(({ phoneId }) => phoneId)).toEqual([OURS.id, SECOND.id]);
  });

  test('one that Meta has forgotten is uploaded again, and sent once', async () => {
    const attachment = file();
    await channel.send(to({ attachment }));
    double.files.expire(double.files.all()[0]?.id ?? '');
    await channel.send(to({ attachment, partId: 'part-2' }));
    expect(double.ledger.map(({ callbackData }) => callbackData)).toEqual(['part-1', 'part-2']);
    // A refusal that has nothing to do with the file is one, also after a second try.
    double.order({ call: 'refused', code: 131_009, times: 2 });
    expect((await failure(channel.send(to({ attachment })))).code).toBe('131009');
  });

  test('an upload that fails or breaks off has sent nothing, and may be tried again', async () => {
    const attachment = file();
    double.order({ file: 'upload_throttled' });
    expect(await failure(channel.send(to({ attachment })))).toMatchObject({
      kind: 'throttled',
      afterSeconds: 2,
    });
    double.order({ file: 'upload_drop' });
    expect((await failure(channel.send(to({ attachment })))).kind).toBe('unavailable');
    expect(double.ledger).toEqual([]);
    await channel.send(to({ attachment }));
    expect(double.ledger).toHaveLength(1);
  });

  test('one that is gone here, of a type or a size that Meta does not take, is given up', async () => {
    const gone = file({ bytes: () => Promise.reject(new Error('expired')) });
    expect(await failure(channel.send(to({ attachment: gone })))).toMatchObject({
      kind: 'rejected',
      code: 'file_gone',
    });
    for (const own of [
      { contentType: 'image/svg+xml' },
      { contentType: 'image/png\r\nx: y' },
      { bytes: async () => Buffer.alloc(5 * 1024 * 1024 + 1) },
    ])
      expect((await failure(channel.send(to({ attachment: file(own) })))).kind).toBe('rejected');
    expect(double.ledger).toEqual([]);
  });
});

describe('outside the 24 hours', () => {
  test('a text fails later, with its meaning, and a template goes through', async () => {
    await channel.send(to());
    await until(() => receipts().length === 1, { what: 'the failure' });
    expect(receipts()[0]).toMatchObject({
      partId: 'part-1',
      status: 'failed',
      error: { code: '131047', meaning: 'window_closed' },
    });
    expect(double.ledger).toEqual([]);
    const template = channel.capabilities['whatsapp-cloud']?.window?.templates.ht;
    if (!template) throw new Error('no template');
    await channel.send(to({ template, attachment: file(), choices: choices(2) }));
    expect(double.ledger).toMatchObject([
      { type: 'template', content: { name: 'answer_ready', language: { code: 'fr' } } },
    ]);
    expect(double.files.all()).toEqual([]);
  });

  test('the window is per number of ours, and opens when the person writes', async () => {
    await beginAgain({ window: 'at-once' });
    expect(await failure(channel.send(to()))).toMatchObject({ kind: 'window_closed', code: '131047' });
    await double.text(marie, 'Bonjou');
    await channel.send(to());
    expect((await failure(channel.send(to({ account: 'whatsapp-cloud-natcom' })))).kind).toBe(
      'window_closed',
    );
    double.closeWindow(marie);
    expect((await failure(channel.send(to()))).kind).toBe('window_closed');
  });

  test("a template that is not there, or not in that language, is the operator's", async () => {
    for (const template of [
      { name: 'answer_ready', language: 'ht' },
      { name: 'another', language: 'fr' },
    ])
      expect(await failure(channel.send(to({ template })))).toMatchObject({
        kind: 'misconfigured',
        code: '132001',
      });
  });
});

describe('when the API refuses, nothing is on the phone and the reason is known', () => {
  const cases = [
    [{ call: 'throttled' }, 'throttled', '130429'],
    [{ call: 'throttled', code: 4 }, 'throttled', '4'],
    [{ call: 'throttled', code: 99 }, 'throttled', '99'],
    [{ call: 'broken' }, 'unavailable', '131000'],
    [{ call: 'broken', code: 77 }, 'unavailable', '77'],
    [{ call: 'refused', code: 131_026 }, 'invalid_address', '131026'],
    [{ call: 'refused', code: 131_049 }, 'restricted', '131049'],
    [{ call: 'refused', code: 131_050 }, 'opted_out', '131050'],
    [{ call: 'refused', code: 131_056 }, 'person_throttled', '131056'],
    [{ call: 'refused', code: 131_031 }, 'misconfigured', '131031'],
    [{ call: 'refused', code: 200 }, 'misconfigured', '200'],
    [{ call: 'refused', code: 12_345 }, 'rejected', '12345'],
    // Nobody can know what stood behind the gateway that gave up.
    [{ call: 'gateway_timeout' }, 'outcome_unknown', '504'],
  ] as const;
  for (const [order, kind, code] of cases)
    test(`${order.call} ${'code' in order ? order.code : ''} is ${kind}`, async () => {
      await double.text(marie, 'Bonjou');
      double.order(order);
      expect(await failure(channel.send(to()))).toMatchObject({ kind, code });
      expect(double.ledger).toEqual([]);
      await channel.send(to());
      expect(double.ledger).toHaveLength(1);
    });

  test('how long to wait is what the API says', async () => {
    double.order({ call: 'throttled', retryAfter: 17 });
    expect((await failure(channel.send(to()))).afterSeconds).toBe(17);
    double.order({ call: 'throttled' });
    expect((await failure(channel.send(to()))).afterSeconds).toBe(SEND_ERRORS.throttled.afterSeconds);
  });

  test('too many to one person at once, and everybody else still gets theirs', async () => {
    await beginAgain({ pairBurst: 2 });
    for (const person of [marie, jonas]) await double.text(person, 'Bonjou');
    for (let n = 0; n < 2; n += 1) await channel.send(to());
    expect(await failure(channel.send(to()))).toMatchObject({ kind: 'person_throttled', code: '131056' });
    await channel.send(to({ to: { ...phone, value: '+50937000002' } }));
  });

  test('an error says neither the number nor the text', async () => {
    double.order({ call: 'refused' });
    expect((await failure(channel.send(to()))).message).not.toMatch(/37000001|K7QX/);
  });
});

describe('with a sender of our own making', () => {
  const sender = (own: object = {}) =>
    openSender({
      token: TOKEN,
      apiUrl: double.url,
      senders: new Map([['whatsapp-cloud', OURS.id]]),
      listLabel: 'Chwazi',
      timeoutMs: 1_500,
      ...own,
    });

  for (const call of ['hang', 'drop', 'rubbish'] as const)
    test(`after ${call} nobody knows, and it was delivered once`, async () => {
      await double.text(marie, 'Bonjou');
      const { send, close } = sender();
      double.order({ call });
      expect((await failure(send(to()))).kind).toBe('outcome_unknown');
      expect(double.ledger).toHaveLength(1);
      await until(() => statuses().includes('delivered'), { what: 'the receipt that settles it' });
      expect(receipts()[0]?.partId).toBe('part-1');
      await close();
    });

  test('a wrong token, number or address: the operator must act', async () => {
    for (const own of [
      { token: 'wrong' },
      { senders: new Map([['whatsapp-cloud', '999999']]) },
      { apiUrl: `${double.url}/wrong` },
    ]) {
      const { send, close } = sender(own);
      expect((await failure(send(to()))).kind).toBe('misconfigured');
      expect((await failure(send(to({ attachment: file() })))).kind).toBe('misconfigured');
      await close();
    }
    expect(double.ledger).toEqual([]);
  });

  test('an API that is not there is unavailable', async () => {
    const { send, close } = sender();
    await double.close();
    expect((await failure(send(to()))).kind).toBe('unavailable');
    await close();
  });
});

describe('receipts that misbehave', () => {
  beforeEach(() => double.text(marie, 'Bonjou'));

  test('one that is faster than the answer finds its part by our own id', async () => {
    double.order({ receipts: 'early' });
    const sending = channel.send(to());
    await until(() => receipts().length > 0, { what: 'the early receipt' });
    const { externalId } = await sending;
    expect(receipts()[0]).toMatchObject({ externalId, partId: 'part-1', status: 'sent' });
  });

  test('every one twice in one webhook, the last one first, and one after everything', async () => {
    double.order({ receipts: 'duplicated' });
    double.order({ receipts: 'reordered' });
    const { externalId } = await channel.send(to());
    await until(() => receipts().length === 6, { what: 'six receipts' });
    expect(statuses()).toEqual(['sent', 'sent', 'delivered', 'delivered', 'read', 'read']);
    await channel.send(to());
    await until(() => receipts().length === 9, { what: 'three more' });
    expect(statuses().slice(6)).toEqual(['read', 'delivered', 'sent']);
    await double.receipt(externalId, 'sent');
    expect(receipts().at(-1)).toMatchObject({ externalId, status: 'sent' });
  });

  test('none at all, then a failure with its meaning, then late ones, each for whom it was ordered', async () => {
    await double.text(jonas, 'Bonjou');
    double.order({ receipts: 'none', to: '50937000001' });
    double.order({ receipts: 'failed', code: 131_049, to: '50937000002' });
    await channel.send(to());
    await channel.send(to({ partId: 'part-2', to: { ...phone, value: '+50937000002' } }));
    await until(() => receipts().length === 1, { what: 'the one failure' });
    expect(receipts()).toMatchObject([
      { partId: 'part-2', status: 'failed', error: { meaning: 'restricted' } },
    ]);
    double.order({ receipts: 'duplicated', afterMs: 20 });
    await channel.send(to({ partId: 'part-3' }));
    await until(() => receipts().length === 7, { what: 'the late ones' });
  });
});

describe('what people write', () => {
  test('comes with its accents, signed over the bytes as Meta writes them', async () => {
    const body = 'Èske se vre yo fèmen biwo vòt Jeremi? 🙏 https://egzanp.example/a';
    expect(await double.text(marie, body)).toMatchObject({ status: 200, tries: 1 });
    expect(inbounds()).toMatchObject([
      { text: body, from: [phone, { kind: 'bsuid', value: 'HT.4566546130240001' }] },
    ]);
  });

  test.each([true, false])(
    'many at once come in one webhook, to both numbers (one entry: %s)',
    async (together) => {
      const said = (body: string) => ({ type: 'text', text: { body } });
      const messages = Array.from({ length: 30 }, (_, n) => ({
        person: { phone: `5093700${String(n).padStart(4, '0')}` },
        said: said(`mesaj ${n}`),
        phoneId: n % 2 ? SECOND.id : OURS.id,
      }));
      expect((await double.batch(messages, together)).status).toBe(200);
      expect(inbounds().map(({ text, account }) => [text, account])).toEqual(
        messages.map(({ said, phoneId }) => [
          said.text.body,
          phoneId === OURS.id ? 'whatsapp-cloud' : 'whatsapp-cloud-natcom',
        ]),
      );
    },
  );

  test('is sent again until it is acknowledged, the same each time', async () => {
    shut = [503, 500, 404];
    expect(await double.text(marie, 'Bonjou', { id: 'wamid.once' })).toMatchObject({ status: 200, tries: 4 });
    await double.text(marie, 'Bonjou', { id: 'wamid.once' });
    expect(inbounds().map(({ externalId }) => externalId)).toEqual(['wamid.once', 'wamid.once']);
  });

  test('an address that does not know the verify token is not called', async () => {
    await beginAgain({});
    const other = await startWhatsAppCloudDouble({
      token: TOKEN,
      appSecret: APP_SECRET,
      verifyToken: 'another-verify-token',
      phones: [OURS],
    });
    await expect(other.subscribe(callback)).rejects.toThrow('could not be verified: 403');
    await other.close();
  });
});

describe('files that people send', () => {
  const bytes = randomBytes(10_000);
  const received = async (own: Partial<MediaRef> = {}): Promise<MediaRef> => {
    await double.file(marie, 'audio', bytes, 'audio/ogg; codecs=opus', { voice: true });
    const [media] = inbounds().at(-1)?.media ?? [];
    if (!media) throw new Error('came without its file');
    return { ...media, ...own };
  };
  const missing = async (media: MediaRef, maxBytes = 20_000) => {
    const error = await channel.fetch(media, maxBytes).then(
      () => new Error('was fetched'),
      (reason: unknown) => reason,
    );
    if (error instanceof MediaError) return error;
    throw error;
  };

  test('are fetched with the token, in two steps, and are what was sent', async () => {
    const media = await received();
    expect(media).toMatchObject({ kind: 'voice', contentType: 'audio/ogg; codecs=opus' });
    const fetched = await channel.fetch(media, 20_000);
    expect(fetched.bytes.equals(bytes)).toBe(true);
    expect(fetched.contentType).toBe('audio/ogg; codecs=opus');
    await channel.discard(media);
  });

  test('without the token there is nothing to be had', async () => {
    const media = await received();
    const address = `${double.url}/${media.url.replace('whatsapp:', '')}`;
    const answer = await request(address);
    expect(answer.statusCode).toBe(401);
    await answer.body.dump();
  });

  test('gone after their days, too large, or none of ours', async () => {
    const media = await received();
    expect((await missing(media, 9_999)).kind).toBe('too_big');
    expect((await channel.fetch(media, 10_000)).bytes).toHaveLength(10_000);
    double.files.expire(media.url.replace('whatsapp:', ''));
    expect(await missing(media)).toMatchObject({ kind: 'gone', code: '100' });
    for (const url of [
      'whatsapp:',
      'whatsapp:../me',
      'whatsapp:1?x=',
      'https://lookaside.fbsbx.com/x',
      `${double.url}/1`,
    ])
      expect((await missing({ ...media, url })).kind).toBe('refused');
  });

  test('bent, cut off or not to be looked up for the moment: the next try gets them', async () => {
    const media = await received();
    for (const fault of ['bent', 'cut', 'look_broken'] as const) {
      double.order({ file: fault });
      expect((await missing(media)).kind, fault).toBe('unavailable');
      expect((await channel.fetch(media, 20_000)).bytes.equals(bytes)).toBe(true);
    }
    // What the webhook did not tell, the address does.
    double.order({ file: 'bent' });
    const { sha256: _told, ...untold } = media;
    expect(await missing(untold)).toMatchObject({ kind: 'unavailable', code: 'sha256' });
    await double.close();
    expect((await missing(media)).kind).toBe('unavailable');
  });
});
