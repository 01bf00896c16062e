import { describe, expect, test } from 'vitest';
import { MediaError } from '../../core/media-error.ts';
import type { Inbound, MediaRef } from '../../core/message.ts';
import type { FileKind } from '../../doubles/whatsapp-web/server.ts';
import { type Device, openStage } from '../../testing/linked-device.ts';
import { until } from '../../testing/until.ts';

const stage = openStage();
const bytes = Buffer.from('yon ti foto '.repeat(1_000));
const MEGABYTE = 1_000_000;

async function gets(device: Device, kind: FileKind, options = {}): Promise<MediaRef> {
  const before = device.events.length;
  await stage.double.person('50937110001', '201000000000001').sends(kind, bytes, options);
  await until(() => device.events.length > before, { what: 'it was told' });
  const [ref] = (device.events.at(-1) as Inbound).media;
  if (!ref) throw new Error('no file came');
  return ref;
}

async function failure(fetching: Promise<unknown>): Promise<MediaError> {
  const reason = await fetching.then(
    () => new Error('it was fetched'),
    (error: unknown) => error,
  );
  if (!(reason instanceof MediaError)) throw reason;
  return reason;
}

describe('what people send', () => {
  test.each<FileKind>(['image', 'voice', 'video', 'document', 'sticker'])(
    '%s: fetched and opened',
    async (kind) => {
      const device = await stage.linked();
      const ref = await gets(device, kind);
      expect(ref).toMatchObject({ kind, size: bytes.length });
      expect(ref.url).toMatch(/^whatsapp-web:[\w-]+$/);
      expect((await device.fetch(ref, MEGABYTE)).bytes).toEqual(bytes);
    },
  );

  test('another process can fetch it, without the connection', async () => {
    const device = await stage.linked();
    const ref = await gets(device, 'image', { caption: 'foto' });
    await device.close();
    const other = stage.start();
    expect((await other.fetch(ref, MEGABYTE)).bytes).toEqual(bytes);
  });

  test('one that is too large is given up', async () => {
    const device = await stage.linked();
    const ref = await gets(device, 'image');
    expect(await failure(device.fetch(ref, 100))).toMatchObject({ kind: 'too_big' });
  });

  test.each([
    [503, 'unavailable'],
    [429, 'unavailable'],
    ['cut', 'unavailable'],
  ] as const)('a download that ends in %s may work later, and does', async (answer, kind) => {
    const device = await stage.linked();
    const ref = await gets(device, 'image');
    stage.double.orders.download(answer);
    expect(await failure(device.fetch(ref, MEGABYTE))).toMatchObject({ kind });
    expect((await device.fetch(ref, MEGABYTE)).bytes).toEqual(bytes);
  });

  test.each([404, 410])(
    '%i: the phone that sent it is asked to put it up again, and does',
    async (answer) => {
      const device = await stage.linked();
      const ref = await gets(device, 'image');
      stage.double.orders.download(answer);
      expect((await device.fetch(ref, MEGABYTE)).bytes).toEqual(bytes);
    },
  );

  test('gone, and the phone has deleted it, too', async () => {
    const device = await stage.linked();
    const ref = await gets(device, 'image');
    stage.double.orders.download(404);
    stage.double.orders.reupload('deleted');
    expect(await failure(device.fetch(ref, MEGABYTE))).toMatchObject({ kind: 'gone', code: '404' });
  });

  test('gone, and the phone is off: later, when it is on', async () => {
    const device = await stage.linked();
    const ref = await gets(device, 'image');
    stage.double.orders.download(404, 2);
    stage.double.orders.reupload('silent');
    expect(await failure(device.fetch(ref, MEGABYTE))).toMatchObject({
      kind: 'unavailable',
      code: 'asked_again',
    });
    expect((await device.fetch(ref, MEGABYTE)).bytes).toEqual(bytes);
  });

  test('gone, and nobody can be asked at the moment: later', async () => {
    const device = await stage.linked();
    const ref = await gets(device, 'image');
    await device.close();
    const other = stage.start();
    stage.double.orders.download(404);
    expect(await failure(other.fetch(ref, MEGABYTE))).toMatchObject({
      kind: 'unavailable',
      code: 'not_connected',
    });
  });
});

test('nothing that is not ours is fetched', async () => {
  const device = await stage.linked();
  const ref = await gets(device, 'image');
  for (const url of [
    'https://mmg.whatsapp.net/v/a',
    'whatsapp-web:',
    'whatsapp-web:AAAA',
    `whatsapp-web:${Buffer.from('{"path":"/a"}').toString('base64url')}`,
    ref.url.replace(':', ':A'),
  ])
    expect(await failure(device.fetch({ ...ref, url }, MEGABYTE))).toMatchObject({ kind: 'refused' });
});
