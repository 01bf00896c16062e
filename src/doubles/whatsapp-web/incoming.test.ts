import { randomBytes } from 'node:crypto';
import { downloadMediaMessage } from '@whiskeysockets/baileys';
import { describe, expect, it } from 'vitest';
import { plainBaileys } from '../../testing/plain-baileys.ts';
import { until } from '../../testing/until.ts';

const world = plainBaileys();

describe('what people write', () => {
  it('comes as it happens, encrypted, with both addresses', async () => {
    const client = await world.linked();
    const id = await world.somebody({ name: 'Ti Jo' }).writes('Eske biwo a louvri?');
    const { type, message } = await until(() => client.upserts[0]);
    expect(type).toBe('notify');
    expect(message.message?.conversation).toBe('Eske biwo a louvri?');
    expect(message.pushName).toBe('Ti Jo');
    expect(message.key).toMatchObject({
      id,
      remoteJid: '201000000000001@lid',
      remoteJidAlt: '50937110001@s.whatsapp.net',
    });
    await until(() => world.double.confirmed.includes(id));
    await world.somebody().writes('ankò');
    await until(() => client.upserts.length === 2);
  });

  it('comes under the number, with the LID beside it, from who is addressed so', async () => {
    const client = await world.linked();
    await world.somebody({ addressing: 'pn' }).writes('bonjou');
    const { message } = await until(() => client.upserts[0]);
    expect(message.key).toMatchObject({
      remoteJid: '50937110001@s.whatsapp.net',
      remoteJidAlt: '201000000000001@lid',
    });
  });

  it('comes under the LID alone from who hides the number', async () => {
    const client = await world.linked();
    await world.somebody({ numberShown: false }).writes('bonjou');
    const { message } = await until(() => client.upserts[0]);
    expect(message.key.remoteJid).toBe('201000000000001@lid');
    expect(message.key.remoteJidAlt ?? undefined).toBeUndefined();
  });

  it('waits while nobody is there, and comes as `append`', async () => {
    const first = await world.linked();
    await first.close();
    await until(() => !world.double.connected);
    const ids = [await world.somebody().writes('youn'), await world.somebody().writes('de')];
    expect(world.double.handed).toEqual([]);
    const client = await world.again();
    await until(() => client.upserts.length === 2);
    expect(client.upserts.map(({ type, message }) => [type, message.message?.conversation])).toEqual([
      ['append', 'youn'],
      ['append', 'de'],
    ]);
    await until(() => world.double.confirmed.length === 2);
    expect(world.double.confirmed).toEqual(ids);
  });

  it('comes again at the next login when what the device said was lost, and it has kept nothing', async () => {
    const first = await world.linked();
    await world.somebody().writes('premye');
    await until(() => world.double.confirmed.length === 1);
    const before = world.auth.kept();
    world.double.end('deaf');
    const id = await world.somebody().writes('dezyem');
    await until(() => first.upserts.length === 2);
    await first.close();
    await until(() => !world.double.connected);
    world.goBackTo(before);
    const client = await world.again();
    await until(() => world.double.confirmed.includes(id));
    await until(() => client.upserts.length > 0);
    expect(client.upserts.map(({ type, message }) => [type, message.key.id])).toEqual([['append', id]]);
    expect(world.double.handed.filter((one) => one === id)).toHaveLength(2);
  });

  it('is refused, and lost, where the session was kept and the message was not', async () => {
    const first = await world.linked();
    world.double.end('deaf');
    const id = await world.somebody().writes('bonjou');
    await until(() => first.upserts.length === 1);
    await first.close();
    await until(() => !world.double.connected);
    const client = await world.again();
    await until(() => world.double.refused.length === 1);
    expect(world.double.refused).toEqual([{ id, error: 487 }]);
    expect(client.upserts).toEqual([]);
  });

  it('comes once more, readable, when the device says it could not read it', async () => {
    const client = await world.linked();
    world.double.orders.unreadable();
    const id = await world.somebody().writes('eske ou tande m?');
    await until(() => client.upserts.some(({ message }) => message.message?.conversation));
    expect(world.double.retried).toEqual([id]);
    await until(() => world.double.confirmed.includes(id));
  });

  it('is told to be delivered, and read, to who wrote it', async () => {
    const client = await world.linked({ markOnlineOnConnect: false });
    const person = world.somebody();
    const id = await person.writes('bonjou');
    const { message } = await until(() => client.upserts[0]);
    await client.socket.readMessages([message.key]);
    await until(() => person.receipts().length === 2);
    expect(person.receipts()).toEqual([
      { id, type: 'inactive' },
      { id, type: 'read' },
    ]);
  });

  it('may be forwarded, be an answer, or be a place', async () => {
    const client = await world.linked();
    const id = await world.somebody().writes('sa vre?', { forwardingScore: 5, quoted: 'ABC' });
    await world.somebody().place(18.5392, -72.335, 'Biwo');
    await until(() => client.upserts.length === 2);
    const [text, place] = client.upserts.map(({ message }) => message);
    expect(text?.key.id).toBe(id);
    expect(text?.message?.extendedTextMessage?.contextInfo).toMatchObject({
      forwardingScore: 5,
      isForwarded: true,
      stanzaId: 'ABC',
    });
    expect(place?.message?.locationMessage).toMatchObject({ degreesLatitude: 18.5392, name: 'Biwo' });
  });

  it.each(['image', 'voice', 'video', 'document', 'sticker'] as const)('may be a file: %s', async (kind) => {
    const client = await world.linked();
    const bytes = randomBytes(5000);
    await world.somebody().sends(kind, bytes, { caption: 'gade' });
    const { message } = await until(() => client.upserts[0]);
    expect(bytes.equals(await downloadMediaMessage(message, 'buffer', {}))).toBe(true);
    world.double.orders.download(410);
    await expect(downloadMediaMessage(message, 'buffer', {})).rejects.toMatchObject({
      output: { statusCode: 410 },
    });
  });

  it('may be a file that comes in half, or not at all', async () => {
    const client = await world.linked();
    await world.somebody().sends('image', randomBytes(5000));
    const { message } = await until(() => client.upserts[0]);
    const url = message.message?.imageMessage?.url ?? '';
    const get = async () => (await fetch(url, { signal: AbortSignal.timeout(500) })).arrayBuffer();
    // Not by Baileys: half a body is an error that nobody there listens to, and the end of the process.
    world.double.orders.download('cut');
    await expect(get()).rejects.toThrow('terminated');
    world.double.orders.download('hang');
    await expect(get()).rejects.toThrow('timeout');
    expect((await get()).byteLength).toBeGreaterThan(5000);
  });

  it('may be a file that the phone is asked to put up again, and has, or has deleted', async () => {
    const client = await world.linked();
    await world.somebody().sends('image', Buffer.from('a picture'));
    const { message } = await until(() => client.upserts[0]);
    const before = message.message?.imageMessage?.directPath;
    const again = await client.socket.updateMediaMessage(message);
    expect(again.message?.imageMessage?.directPath).not.toBe(before);
    expect(String(await downloadMediaMessage(again, 'buffer', {}))).toBe('a picture');
    world.double.orders.reupload('deleted');
    await expect(client.socket.updateMediaMessage(message)).rejects.toMatchObject({
      output: { statusCode: 404 },
    });
  });
});
