import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Address, Outbound } from '../../core/message.ts';
import { until } from '../../testing/until.ts';
import {
  bsuid,
  choices,
  failure,
  fileOfOurs,
  idOf,
  marie,
  nameless,
  OURS,
  openWhatsAppCloudWorld,
  SECOND,
  toMarie,
  type WhatsAppCloudWorld,
} from '../../testing/whatsapp-cloud.ts';
import type { Account } from './account.ts';

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

describe('a message of ours', () => {
  test('reaches the phone and its receipts come back with our own id', async () => {
    await double.text(marie, 'Bonjou');
    const { externalId } = await channel.send(toMarie());
    expect(double.ledger).toMatchObject([
      { phoneId: OURS.id, to: '50937000001', type: 'text', text: 'Mèsi. Kòd ou: K7QX 🙏' },
    ]);
    expect(externalId).toBe(idOf(double.ledger[0]?.id ?? ''));
    await until(() => world.receipts().length === 3, { what: 'three receipts' });
    expect(world.receipts()).toEqual(
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
    expect(world.inbounds()[0]).toMatchObject({
      account: 'whatsapp-cloud-natcom',
      from: [bsuid(nameless.userId)],
    });
    await channel.send(toMarie({ to: bsuid(nameless.userId), account: 'whatsapp-cloud-natcom' }));
    expect(double.ledger).toMatchObject([{ to: 'HT.4566546130240823', phoneId: SECOND.id }]);
    await until(() => world.statuses().includes('read'), { what: 'it is read' });
    expect(world.receipts()[0]?.partId).toBe('part-1');
  });

  test('links are not shown as pictures, and half a surrogate pair does not stop it', async () => {
    await double.text(marie, 'Bonjou');
    await channel.send(toMarie({ text: 'a\ud83db https://teledjol.example' }));
    expect(double.ledger[0]?.content).toEqual({
      body: 'a\ufffdb https://teledjol.example',
      preview_url: false,
    });
  });

  test('does not leave where the account cannot reach the address', async () => {
    const chat: Address = { scheme: 'telegram', kind: 'chat', value: '7' };
    const short: Address = { scheme: 'tel', kind: 'phone', value: 'DIGICEL' };
    for (const one of [chat, short, { ...bsuid(nameless.userId), value: 'x' }])
      expect((await failure(channel.send(toMarie({ to: one, attachment: fileOfOurs() })))).kind).toBe(
        'invalid_address',
      );
    expect((await failure(channel.send(toMarie({ account: 'whatsapp-cloud-digicel' })))).kind).toBe(
      'misconfigured',
    );
    expect(double.ledger).toEqual([]);
    expect(double.files.all()).toEqual([]);
  });

  test('a place is a pin', async () => {
    await double.text(marie, 'Bonjou');
    const location = { latitude: 18.5392, longitude: -72.3364 };
    await channel.send(toMarie({ location: { ...location, label: 'Biwo vòt' }, text: '' }));
    await channel.send(toMarie({ location, text: 'Isit la' }));
    await channel.send(toMarie({ location, text: '' }));
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
    await channel.send(toMarie({ text: 'Ki lang?', choices: choices(3) }));
    const [message] = double.ledger;
    if (!message) throw new Error('nothing was sent');
    expect(message).toMatchObject({ type: 'interactive', text: 'Ki lang?', content: { type: 'button' } });
    await double.tap(marie, message, 'Chwa 2');
    expect(world.inbounds().at(-1)).toMatchObject({
      text: 'Chwa 2',
      choice: 'c2',
      answers: idOf(message.id),
    });
  });

  test('more of them, or longer ones, are a list', async () => {
    await double.text(marie, 'Bonjou');
    await channel.send(toMarie({ choices: choices(10) }));
    await channel.send(toMarie({ choices: choices(2, (n) => `Yon chwa ki pi long ${n}`) }));
    const [ten, long] = double.ledger;
    if (!ten || !long) throw new Error('nothing was sent');
    expect(ten.content).toMatchObject({ type: 'list', action: { button: 'Chwazi / Choisir' } });
    expect(ten.buttons.map(({ title }) => title)).toEqual(choices(10).map(({ label }) => label));
    expect(long.content.type).toBe('list');
    await double.tap(marie, ten, 'Chwa 7');
    expect(world.inbounds().at(-1)).toMatchObject({ text: 'Chwa 7', choice: 'c7' });
  });

  test('what the account says it can carry is taken to the last letter, and one more is refused', async () => {
    const { text, choices: can, files } = channel.capabilities['whatsapp-cloud'] ?? {};
    if (!text || !can?.list || !can.textMax || !can.idMax || !files) throw new Error('says nothing');
    await double.text(marie, 'Bonjou');
    const full = (max: number, n: number) => `${n}`.padEnd(max, 'è');
    const asked = (count: number, label: number, ids = can.idMax ?? 0, words = can.textMax ?? 0): Outbound =>
      toMarie({
        text: 'a'.repeat(words),
        choices: choices(count, (n) => full(label, n)).map((one, n) => ({
          ...one,
          id: `${n}`.padEnd(ids, 'x'),
        })),
      });
    const fits = [
      toMarie({ text: 'a'.repeat(text.max) }),
      asked(can.max, can.labelMax),
      asked(can.list.max, can.list.labelMax),
      toMarie({ text: 'a'.repeat(files.captionMax), attachment: fileOfOurs() }),
    ];
    for (const message of fits) await channel.send(message);
    expect(double.ledger).toHaveLength(fits.length);
    const tooMuch = [
      toMarie({ text: 'a'.repeat(text.max + 1) }),
      asked(can.max, can.labelMax, can.idMax, can.textMax + 1),
      asked(can.list.max + 1, can.list.labelMax),
      asked(can.list.max, can.list.labelMax + 1),
      asked(can.list.max, can.list.labelMax, can.idMax + 1),
      toMarie({ text: 'a'.repeat(files.captionMax + 1), attachment: fileOfOurs() }),
      toMarie({ text: '' }),
      toMarie({ text: '', choices: choices(2) }),
      toMarie({ choices: choices(2, () => 'menm') }),
    ];
    for (const message of tooMuch) expect((await failure(channel.send(message))).kind).toBe('rejected');
    expect(double.ledger).toHaveLength(fits.length);
  });
});

describe('outside the 24 hours', () => {
  test('a text fails later, with its meaning, and a template goes through', async () => {
    await channel.send(toMarie());
    await until(() => world.receipts().length === 1, { what: 'the failure' });
    expect(world.receipts()[0]).toMatchObject({
      partId: 'part-1',
      status: 'failed',
      error: { code: '131047', meaning: 'window_closed' },
    });
    expect(double.ledger).toEqual([]);
    const template = channel.capabilities['whatsapp-cloud']?.window?.templates.ht;
    if (!template) throw new Error('no template');
    await channel.send(toMarie({ template, attachment: fileOfOurs(), choices: choices(2) }));
    expect(double.ledger).toMatchObject([
      { type: 'template', content: { name: 'answer_ready', language: { code: 'fr' } } },
    ]);
    expect(double.files.all()).toEqual([]);
  });

  test('the window is per number of ours, and opens when the person writes', async () => {
    await beginAgain({ window: 'at-once' });
    expect(await failure(channel.send(toMarie()))).toMatchObject({ kind: 'window_closed', code: '131047' });
    await double.text(marie, 'Bonjou');
    await channel.send(toMarie());
    expect((await failure(channel.send(toMarie({ account: 'whatsapp-cloud-natcom' })))).kind).toBe(
      'window_closed',
    );
    double.closeWindow(marie);
    expect((await failure(channel.send(toMarie()))).kind).toBe('window_closed');
  });

  test("a template that is not there, or not in that language, is the operator's", async () => {
    for (const template of [
      { name: 'answer_ready', language: 'ht' },
      { name: 'another', language: 'fr' },
    ])
      expect(await failure(channel.send(toMarie({ template })))).toMatchObject({
        kind: 'template_refused',
        code: '132001',
      });
  });
});
