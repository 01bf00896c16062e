import { randomBytes } from 'node:crypto';
import { DisconnectReason } from '@whiskeysockets/baileys';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DELIVERED, FAILED, PLAYED, plainBaileys, READ } from '../../testing/plain-baileys.ts';
import { until } from '../../testing/until.ts';

const world = plainBaileys();

describe('what the linked device sends', () => {
  it('is decrypted by the person, at either address, and acknowledged', async () => {
    const client = await world.linked();
    const acks: unknown[] = [];
    client.socket.ws.on('CB:ack,class:message', (ack: { attrs: { id: string } }) => acks.push(ack.attrs.id));
    const person = world.somebody();
    const one = await client.socket.sendMessage(person.lid, { text: 'Biwo a louvri a 8è.' });
    const two = await client.socket.sendMessage(`${person.number}@s.whatsapp.net`, { text: 'Mèsi.' });
    await until(() => acks.length === 2);
    expect(acks).toEqual([one?.key.id, two?.key.id]);
    expect(person.heard().map(({ message }) => message.extendedTextMessage?.text)).toEqual([
      'Biwo a louvri a 8è.',
      'Mèsi.',
    ]);
    expect(world.double.ledger).toHaveLength(2);
  });

  it('goes on in a conversation both ways', async () => {
    const client = await world.linked();
    const person = world.somebody();
    for (const round of [1, 2, 3]) {
      await person.writes(`kesyon ${round}`);
      await until(() => client.upserts.length === round);
      await client.socket.sendMessage(person.lid, { text: `repons ${round}` });
      await until(() => person.heard().length === round);
    }
  });

  it('may be a picture or a voice note, which the person opens', async () => {
    const client = await world.linked();
    const person = world.somebody();
    const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'teal' } })
      .jpeg()
      .toBuffer();
    await client.socket.sendMessage(person.lid, { image: picture, caption: 'Kat la' });
    const voice = randomBytes(3000);
    await client.socket.sendMessage(person.lid, {
      audio: voice,
      ptt: true,
      mimetype: 'audio/ogg; codecs=opus',
      seconds: 2,
    });
    await until(() => person.heard().length === 2);
    const [first, second] = person.heard();
    expect(first?.message.imageMessage?.caption).toBe('Kat la');
    expect(second?.message.audioMessage?.ptt).toBe(true);
    expect(picture.equals(await person.opens(first ?? none()))).toBe(true);
    expect(voice.equals(await person.opens(second ?? none()))).toBe(true);
  });

  it('cannot be uploaded while the media servers are broken', async () => {
    const client = await world.linked();
    world.double.orders.upload(503);
    const audio = { audio: randomBytes(100), ptt: true, mimetype: 'audio/ogg; codecs=opus', seconds: 1 };
    await expect(client.socket.sendMessage(world.somebody().lid, audio)).rejects.toThrow(
      'Media upload failed',
    );
    expect(world.double.ledger).toEqual([]);
  });

  it('is told of by receipts: late, twice, and the last one first', async () => {
    const client = await world.linked();
    const person = world.somebody();
    const wire: (string | undefined)[] = [];
    client.socket.ws.on('CB:receipt', (receipt: { attrs: { type?: string } }) =>
      wire.push(receipt.attrs.type),
    );
    let release = () => {};
    const after = new Promise<void>((resolve) => {
      release = resolve;
    });
    world.double.orders.receipts({ send: ['delivered', 'read'], twice: true, reversed: true, after });
    const sent = await client.socket.sendMessage(person.lid, { text: 'bonjou' });
    await until(() => person.heard().length === 1);
    expect(wire).toEqual([]);
    release();
    await until(() => wire.length === 4);
    expect(wire).toEqual(['read', 'read', undefined, undefined]);
    // What comes at once Baileys may melt into one: the last word counts, also where it is the lesser one.
    await until(() => client.statuses.at(-1)?.status === DELIVERED);
    expect(new Set(client.statuses.map(({ id }) => id))).toEqual(new Set([sent?.key.id]));
  });

  it('is told of by receipts as they should be', async () => {
    const client = await world.linked({ emitOwnEvents: false });
    const person = world.somebody();
    const sent = await client.socket.sendMessage(person.lid, { text: 'bonjou' });
    const id = sent?.key.id ?? '';
    await until(() => person.heard().length === 1);
    for (const [number, tell] of [person.delivered, person.reads, person.plays].entries()) {
      tell(id);
      await until(() => client.statuses.length === number + 1);
    }
    expect(client.statuses.map(({ status }) => status)).toEqual([DELIVERED, READ, PLAYED]);
  });

  it('is refused with an error that Baileys passes on as the status of the message', async () => {
    const client = await world.linked();
    world.double.orders.message(463);
    const sent = await client.socket.sendMessage(world.somebody().lid, { text: 'bonjou' });
    await until(() => client.statuses.length === 1);
    expect(client.statuses[0]).toEqual({ id: sent?.key.id, status: FAILED, code: '463' });
    expect(world.double.ledger).toEqual([]);
  });

  it('may be taken and never be acknowledged, or be lost with the line', async () => {
    const client = await world.linked();
    const acks: string[] = [];
    client.socket.ws.on('CB:ack,class:message', (ack: { attrs: { id: string } }) => acks.push(ack.attrs.id));
    const person = world.somebody();
    world.double.orders.message('taken_no_ack');
    world.double.orders.message('no_ack');
    await client.socket.sendMessage(person.lid, { text: 'youn' });
    await client.socket.sendMessage(person.lid, { text: 'de' });
    const three = await client.socket.sendMessage(person.lid, { text: 'twa' });
    await until(() => acks.length === 1);
    expect(acks).toEqual([three?.key.id]);
    expect(person.heard().map(({ message }) => message.extendedTextMessage?.text)).toEqual(['youn', 'twa']);

    world.double.orders.message('taken_drop');
    await client.socket.sendMessage(person.lid, { text: 'kat' });
    await until(() => client.ended === DisconnectReason.connectionClosed);
    expect(person.heard()).toHaveLength(3);
  });

  it('is acknowledged late, or lost with the line before anybody had it', async () => {
    const client = await world.linked();
    const acks: string[] = [];
    client.socket.ws.on('CB:ack,class:message', (ack: { attrs: { id: string } }) => acks.push(ack.attrs.id));
    let release = () => {};
    const late = new Promise<void>((resolve) => {
      release = resolve;
    });
    world.double.orders.message({ late });
    const person = world.somebody();
    const sent = await client.socket.sendMessage(person.lid, { text: 'youn' });
    await until(() => person.heard().length === 1);
    expect(acks).toEqual([]);
    release();
    await until(() => acks.length === 1);
    expect(acks).toEqual([sent?.key.id]);

    world.double.orders.message('drop');
    await client.socket.sendMessage(person.lid, { text: 'de' });
    await until(() => client.ended === DisconnectReason.connectionClosed);
    expect(person.heard()).toHaveLength(1);
  });

  it('does not leave while the server will not tell for which devices to encrypt it', async () => {
    const client = await world.linked();
    world.double.orders.query('usync', 503);
    await expect(client.socket.sendMessage(world.somebody().lid, { text: 'youn' })).rejects.toThrow();
    expect(world.double.ledger).toEqual([]);
  });

  it('is sent again to who has lost the session', async () => {
    const client = await world.linked();
    const person = world.somebody();
    await client.socket.sendMessage(person.lid, { text: 'youn' });
    await until(() => person.heard().length === 1);
    person.reinstalls();
    await client.socket.sendMessage(person.lid, { text: 'de' });
    await until(() => person.heard().length === 2);
  });
});

const none = (): never => {
  throw new Error('nothing was heard');
};
