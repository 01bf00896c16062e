import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSender } from '../../channels/whatsapp-cloud/send.ts';
import { SEND_ERRORS } from '../../core/send-error.ts';
import { until } from '../../testing/until.ts';
import {
  APP_SECRET,
  bsuid,
  failure,
  fileOfOurs,
  idOf,
  jonas,
  marie,
  OURS,
  openWhatsAppCloudWorld,
  phone,
  SECOND,
  TOKEN,
  toMarie,
  type WhatsAppCloudWorld,
} from '../../testing/whatsapp-cloud.ts';
import type { Account } from './account.ts';
import { startWhatsAppCloudDouble } from './server.ts';

let world: WhatsAppCloudWorld;
let double: WhatsAppCloudWorld['double'];
let channel: WhatsAppCloudWorld['channel'];
async function begin(own: Partial<Account> = {}): Promise<void> {
  world = await openWhatsAppCloudWorld(own);
  ({ double, channel } = world);
}
beforeEach(() => begin());
afterEach(() => world.close());

async function beginAgain(own: Partial<Account>): Promise<void> {
  await world.close();
  await begin(own);
}

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
      expect(await failure(channel.send(toMarie()))).toMatchObject({ kind, code });
      expect(double.ledger).toEqual([]);
      await channel.send(toMarie());
      expect(double.ledger).toHaveLength(1);
    });

  test('how long to wait is what the API says', async () => {
    double.order({ call: 'throttled', retryAfter: 17 });
    expect((await failure(channel.send(toMarie()))).afterSeconds).toBe(17);
    double.order({ call: 'throttled' });
    expect((await failure(channel.send(toMarie()))).afterSeconds).toBe(SEND_ERRORS.throttled.afterSeconds);
  });

  test('too many to one person at once, and everybody else still gets theirs', async () => {
    await beginAgain({ pairBurst: 2 });
    for (const person of [marie, jonas]) await double.text(person, 'Bonjou');
    for (let n = 0; n < 2; n += 1) await channel.send(toMarie());
    expect(await failure(channel.send(toMarie()))).toMatchObject({
      kind: 'person_throttled',
      code: '131056',
    });
    await channel.send(toMarie({ to: phone(jonas.phone) }));
  });

  test('an error says neither the number nor the text', async () => {
    double.order({ call: 'refused' });
    expect((await failure(channel.send(toMarie()))).message).not.toMatch(/37000001|K7QX/);
  });
});

describe('with a sender of our own making', () => {
  const sender = (own: object = {}) =>
    openSender({
      token: TOKEN,
      apiUrl: double.url,
      senders: new Map([['whatsapp-cloud', OURS.id]]),
      listLabel: 'Chwazi',
      idOf,
      timeoutMs: 1_500,
      ...own,
    });

  for (const call of ['hang', 'drop', 'rubbish', 'bad_gateway'] as const)
    test(`after ${call} nobody knows, and it was delivered once`, async () => {
      await double.text(marie, 'Bonjou');
      const { send, close } = sender();
      double.order({ call });
      expect((await failure(send(toMarie()))).kind).toBe('outcome_unknown');
      expect(double.ledger).toHaveLength(1);
      await until(() => world.statuses().includes('delivered'), { what: 'the receipt that settles it' });
      expect(world.receipts()[0]?.partId).toBe('part-1');
      await close();
    });

  test('a wrong token, number or address: the operator must act', async () => {
    for (const own of [
      { token: 'wrong' },
      { senders: new Map([['whatsapp-cloud', '999999']]) },
      { apiUrl: `${double.url}/wrong` },
    ]) {
      const { send, close } = sender(own);
      expect((await failure(send(toMarie()))).kind).toBe('misconfigured');
      expect((await failure(send(toMarie({ attachment: fileOfOurs() })))).kind).toBe('misconfigured');
      await close();
    }
    expect(double.ledger).toEqual([]);
  });

  test('an API that is not there is unavailable', async () => {
    const { send, close } = sender();
    await double.close();
    expect((await failure(send(toMarie()))).kind).toBe('unavailable');
    await close();
  });
});

describe('receipts that misbehave', () => {
  beforeEach(() => double.text(marie, 'Bonjou'));

  test('one that is faster than the answer finds its part by our own id', async () => {
    double.order({ receipts: 'early' });
    const sending = channel.send(toMarie());
    await until(() => world.receipts().length > 0, { what: 'the early receipt' });
    const { externalId } = await sending;
    expect(world.receipts()[0]).toMatchObject({ externalId, partId: 'part-1', status: 'sent' });
  });

  test('every one twice in one webhook, the last one first, and one after everything', async () => {
    double.order({ receipts: 'duplicated' });
    double.order({ receipts: 'reordered' });
    const { externalId } = await channel.send(toMarie());
    await until(() => world.receipts().length === 6, { what: 'six receipts' });
    expect(world.statuses()).toEqual(['sent', 'sent', 'delivered', 'delivered', 'read', 'read']);
    await channel.send(toMarie());
    await until(() => world.receipts().length === 9, { what: 'three more' });
    expect(world.statuses().slice(6)).toEqual(['read', 'delivered', 'sent']);
    await double.receipt(double.ledger[0]?.id ?? '', 'sent');
    expect(world.receipts().at(-1)).toMatchObject({ externalId, status: 'sent' });
  });

  test('none at all, then a failure with its meaning, then late ones, each for whom it was ordered', async () => {
    await double.text(jonas, 'Bonjou');
    double.order({ receipts: 'none', to: '50937000001' });
    double.order({ receipts: 'failed', code: 131_049, to: '50937000002' });
    await channel.send(toMarie());
    await channel.send(toMarie({ partId: 'part-2', to: phone(jonas.phone) }));
    await until(() => world.receipts().length === 1, { what: 'the one failure' });
    expect(world.receipts()).toMatchObject([
      { partId: 'part-2', status: 'failed', error: { meaning: 'restricted' } },
    ]);
    double.order({ receipts: 'duplicated', afterMs: 20 });
    await channel.send(toMarie({ partId: 'part-3' }));
    await until(() => world.receipts().length === 7, { what: 'the late ones' });
  });
});

describe('what people write', () => {
  test('comes with its accents, signed over the bytes as Meta writes them', async () => {
    const body = 'Èske se vre yo fèmen biwo vòt Jeremi? 🙏 https://egzanp.example/a';
    expect(await double.text(marie, body)).toMatchObject({ status: 200, tries: 1 });
    expect(world.inbounds()).toMatchObject([{ text: body, from: [phone(marie.phone), bsuid(marie.userId)] }]);
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
      expect(world.inbounds().map(({ text, account }) => [text, account])).toEqual(
        messages.map(({ said, phoneId }) => [
          said.text.body,
          phoneId === OURS.id ? 'whatsapp-cloud' : 'whatsapp-cloud-natcom',
        ]),
      );
    },
  );

  test('is sent again until it is acknowledged, the same each time', async () => {
    world.shut.push(503, 500, 404);
    expect(await double.text(marie, 'Bonjou', { id: 'wamid.once' })).toMatchObject({ status: 200, tries: 4 });
    await double.text(marie, 'Bonjou', { id: 'wamid.once' });
    expect(world.inbounds().map(({ externalId }) => externalId)).toEqual([
      idOf('wamid.once'),
      idOf('wamid.once'),
    ]);
  });

  test('an address that does not know the verify token is not called', async () => {
    const other = await startWhatsAppCloudDouble({
      token: TOKEN,
      appSecret: APP_SECRET,
      verifyToken: 'another-verify-token',
      phones: [OURS],
    });
    await expect(other.subscribe(world.callback)).rejects.toThrow('could not be verified: 403');
    await other.close();
  });
});
