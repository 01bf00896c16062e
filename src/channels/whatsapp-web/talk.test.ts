import * as baileys from '@whiskeysockets/baileys';
import { describe, expect, test } from 'vitest';
import type { Inbound } from '../../core/message.ts';
import { openStage } from '../../testing/linked-device.ts';
import { until } from '../../testing/until.ts';

const stage = openStage();
const person = (options = {}) => stage.double.person('50937110001', '201000000000001', options);
const said = (device: { events: readonly unknown[] }) =>
  (device.events as Inbound[]).filter(({ kind }) => kind === 'inbound');
const hears = (device: { texts(): string[] }, ...texts: string[]) =>
  until(() => texts.every((text) => device.texts().includes(text)), {
    what: `it was told ${texts.length} messages`,
  });

describe('what people write', () => {
  test('comes in as it was written, from both of their addresses, and is confirmed', async () => {
    const device = await stage.linked();
    const id = await person().writes('Yo di biwo vòt la fèmen', { forwardingScore: 7 });
    await hears(device, 'Yo di biwo vòt la fèmen');
    expect(said(device)).toMatchObject([
      {
        channel: 'whatsapp-web',
        account: 'whatsapp-web',
        from: [
          { scheme: 'whatsapp', kind: 'phone', value: '+50937110001' },
          { scheme: 'whatsapp', kind: 'lid', value: '201000000000001@lid' },
        ],
        forwarded: 'often',
        media: [],
      },
    ]);
    await until(() => stage.double.confirmed.includes(id), { what: 'WhatsApp is told' });
    expect(said(device)[0]?.externalId).not.toContain(id);
  });

  test('from a hidden number is from the LID alone', async () => {
    const device = await stage.linked();
    await person({ numberShown: false }).writes('Mwen kache');
    await hears(device, 'Mwen kache');
    expect(said(device)[0]?.from).toEqual([
      { scheme: 'whatsapp', kind: 'lid', value: '201000000000001@lid' },
    ]);
  });

  test('by the number first, as before LIDs', async () => {
    const device = await stage.linked();
    await person({ addressing: 'pn' }).writes('Ansyen fason');
    await hears(device, 'Ansyen fason');
    expect(said(device)[0]?.from.map(({ kind }) => kind)).toEqual(['phone', 'lid']);
  });

  test('while we were away comes afterwards, all of it, in order and once', async () => {
    const device = await stage.linked();
    await person().writes('anvan');
    await hears(device, 'anvan');
    await device.close();
    await until(() => !stage.double.connected);
    for (const text of ['en', 'de', 'twa']) await person().writes(text);
    const next = stage.start();
    await stage.up(next);
    await hears(next, 'en', 'de', 'twa');
    expect(next.texts()).toEqual(['en', 'de', 'twa']);
  });

  test('what could not be read at first is asked for again, and comes once', async () => {
    const device = await stage.linked();
    stage.double.orders.unreadable();
    const id = await person().writes('kase');
    await hears(device, 'kase');
    expect(stage.double.retried).toContain(id);
    expect(device.texts()).toEqual(['kase']);
  });

  test('a place', async () => {
    const device = await stage.linked();
    await person().place(18.65, -74.12, 'Lekòl Jeremi');
    await until(() => said(device).length === 1);
    expect(said(device)[0]?.location).toEqual({ latitude: 18.65, longitude: -74.12, label: 'Lekòl Jeremi' });
  });

  test('many people at once: each message once, and of each person in order', async () => {
    const device = await stage.linked();
    const people = Array.from({ length: 8 }, (_, n) =>
      stage.double.person(`5093711100${n}`, `20100000000010${n}`, { numberShown: n % 2 === 0 }),
    );
    await Promise.all(
      people.map(async (one, n) => {
        for (const m of [1, 2, 3]) await one.writes(`${n}.${m}`);
      }),
    );
    await until(() => device.texts().length >= 24, { what: 'all are there' });
    expect(device.texts()).toHaveLength(24);
    for (let n = 0; n < 8; n += 1)
      expect(device.texts().filter((text) => text.startsWith(`${n}.`))).toEqual(
        [1, 2, 3].map((m) => `${n}.${m}`),
      );
  });
});

describe('killed at any moment', () => {
  test('before anybody kept it: the next process hands it on, once', async () => {
    const never = new Promise<void>(() => {});
    const device = await stage.linked(() => never);
    const id = await person().writes('rimè a');
    await until(() => stage.double.confirmed.includes(id), { what: 'WhatsApp was told' });
    // WhatsApp has forgotten it, the ratchet has turned, and nobody has kept it.
    await device.dies();
    expect(device.texts()).toEqual([]);

    const next = stage.start();
    await hears(next, 'rimè a');
    expect(next.texts()).toEqual(['rimè a']);
    // And the talk goes on: both sides agree about their keys.
    await stage.up(next);
    await person().writes('answit');
    await hears(next, 'answit');
    expect(next.texts()).toEqual(['rimè a', 'answit']);
    await next.close();
    const last = stage.start();
    await stage.up(last);
    expect(last.texts()).toEqual([]);
  });

  test('kept, but not dropped: it comes once more under the same id', async () => {
    const kept: string[] = [];
    const device = await stage.linked(async (events) => {
      for (const event of events) if (event.kind === 'inbound') kept.push(event.externalId);
      await new Promise<void>(() => {});
    });
    await person().writes('de fwa');
    await until(() => kept.length > 0);
    await device.dies();
    const next = stage.start();
    await hears(next, 'de fwa');
    expect(said(next).map(({ externalId }) => externalId)).toEqual(kept);
  });

  test('before the ratchet was committed: WhatsApp hands it over again', async () => {
    const device = await stage.linked();
    await person().writes('premye');
    await hears(device, 'premye');
    const { keep } = stage;
    let hung = false;
    const honest = keep.set;
    keep.set = (entries) => {
      if (![...entries.keys()].some((name) => name.startsWith('inbox/'))) return honest(entries);
      hung = true;
      return new Promise(() => {});
    };
    const id = await person().writes('dezyèm');
    await until(() => hung, { what: 'the commit hangs' });
    expect(stage.double.confirmed).not.toContain(id);
    await device.dies();
    keep.set = honest;
    const next = stage.start();
    await hears(next, 'dezyèm');
    expect(next.texts()).toEqual(['dezyèm']);
    await until(() => stage.double.confirmed.includes(id), { what: 'now WhatsApp is told' });
  });

  test('a database that fails for a while costs nothing: nothing is confirmed before it is kept', async () => {
    const device = await stage.linked();
    await person().writes('premye');
    await hears(device, 'premye');
    const { keep } = stage;
    const honest = keep.set;
    keep.set = async (entries) => {
      if ([...entries.keys()].some((name) => name.startsWith('inbox/'))) throw new Error('away');
      return honest(entries);
    };
    const id = await person().writes('dezyèm');
    await until(() => device.stood.filter((stood) => stood.startsWith('down')).length > 0, {
      what: 'the connection was ended',
    });
    expect(stage.double.confirmed).not.toContain(id);
    keep.set = honest;
    await hears(device, 'dezyèm');
    expect(device.texts()).toEqual(['premye', 'dezyèm']);
  });

  test('where neither database nor disk takes it, it waits and is handed on again', async () => {
    let away = true;
    const device = await stage.linked(async () => {
      if (away) throw new Error('away');
    });
    await person().writes('tann');
    await until(() => stage.lines.some((line) => line.includes('handed on again')), {
      what: 'it was refused once',
    });
    away = false;
    await hears(device, 'tann');
    expect(device.texts()).toEqual(['tann']);
  });
});

test("WhatsApp's warnings are told to the operator, and taken back", async () => {
  const device = await stage.linked();
  const ev = device.connected()?.line.sock.ev;
  ev?.emit('connection.update', { reachoutTimeLock: { isActive: true } });
  expect(device.stood.at(-1)).toBe('up no_new_chats');
  ev?.emit('connection.update', { reachoutTimeLock: { isActive: false } });
  expect(device.stood.at(-1)).toBe('up');
  ev?.emit('message-capping.update', { capping_status: baileys.NewChatMessageCappingStatusType.CAPPED });
  expect(device.stood.at(-1)).toBe('up new_chats_capped');
});

test('nothing that is kept names anybody: keys of the keep hold no number', async () => {
  const names = new Set<string>();
  const honest = stage.keep.set;
  stage.keep.set = (entries) => {
    for (const name of entries.keys()) names.add(name);
    return honest(entries);
  };
  const device = await stage.linked();
  await person().writes('Bonjou');
  await hears(device, 'Bonjou');
  await device.send({
    partId: 'part-1',
    account: 'whatsapp-web',
    to: { scheme: 'whatsapp', kind: 'phone', value: '+50937110001' },
    text: 'Bonjou',
  });
  expect(names.size).toBeGreaterThan(10);
  for (const name of names) expect(name).not.toMatch(/0937110001|1000000000001|7990000|@/);
});
