import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { request } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MediaError } from '../../core/media-error.ts';
import type { MediaRef } from '../../core/message.ts';
import { until } from '../../testing/until.ts';
import {
  choices,
  failure,
  fileOfOurs,
  jonas,
  marie,
  OURS,
  openWhatsAppCloud,
  openWhatsAppCloudWorld,
  phone,
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

describe('files of ours', () => {
  beforeEach(() => double.text(marie, 'Bonjou'));

  test('a voice note is uploaded as Opus and heard as a voice note', async () => {
    const attachment = fileOfOurs({ kind: 'voice', contentType: 'audio/ogg' });
    await channel.send(toMarie({ attachment, text: '' }));
    const [stored] = double.files.all();
    expect(stored).toMatchObject({ type: 'audio/ogg; codecs=opus', phoneId: OURS.id });
    expect(stored?.bytes.equals(await attachment.bytes())).toBe(true);
    expect(double.ledger).toMatchObject([{ type: 'audio', content: { id: stored?.id, voice: true } }]);
    await until(() => world.receipts().length === 4, { what: 'it is played' });
    expect(world.statuses()).toEqual(['sent', 'delivered', 'read', 'read']);
  });

  test('a sound that is no Opus is heard as a sound, because a voice note has to be one', async () => {
    await channel.send(toMarie({ attachment: fileOfOurs({ kind: 'voice', contentType: 'audio/mpeg' }) }));
    const [stored] = double.files.all();
    expect(double.ledger).toMatchObject([{ type: 'audio', content: { id: stored?.id } }]);
  });

  test('every kind of document that we say Meta takes is taken, and no other', async () => {
    const { documents = [] } = channel.capabilities['whatsapp-cloud']?.files ?? {};
    const send = (contentType: string) =>
      channel.send(
        toMarie({ attachment: fileOfOurs({ blobId: contentType, kind: 'document', contentType }) }),
      );
    for (const type of documents) await send(type);
    expect(documents.length).toBeGreaterThan(0);
    expect(double.ledger).toHaveLength(documents.length);
    for (const type of ['application/vnd.oasis.opendocument.text', 'image/gif', 'image/webp', 'audio/amr'])
      expect((await failure(send(type))).kind, type).toBe('rejected');
  });

  test('a picture, a film and a document with its name, each with its caption', async () => {
    await channel.send(toMarie({ attachment: fileOfOurs(), text: 'Gade' }));
    await channel.send(
      toMarie({
        attachment: fileOfOurs({ blobId: 'b2', kind: 'video', contentType: 'video/mp4' }),
        text: '',
      }),
    );
    const document = {
      blobId: 'b3',
      kind: 'document',
      contentType: 'application/pdf',
      name: 'Règ jwèt la.pdf',
    } as const;
    await channel.send(toMarie({ attachment: fileOfOurs(document), text: 'Li sa' }));
    const [image, video, pdf] = double.files.all();
    expect(double.ledger.map(({ type, content }) => ({ type, content }))).toEqual([
      { type: 'image', content: { id: image?.id, caption: 'Gade' } },
      { type: 'video', content: { id: video?.id } },
      { type: 'document', content: { id: pdf?.id, caption: 'Li sa', filename: 'Règ jwèt la.pdf' } },
    ]);
  });

  test('a picture stands above buttons; above a list, or a voice note, there is no form for it', async () => {
    await channel.send(toMarie({ attachment: fileOfOurs(), choices: choices(2), text: 'Sa w panse?' }));
    expect(double.ledger).toMatchObject([
      { text: 'Sa w panse?', buttons: [{ id: 'c1' }, { id: 'c2' }], files: [{ as: 'image' }] },
    ]);
    for (const [attachment, count] of [
      [fileOfOurs(), 5],
      [fileOfOurs({ kind: 'voice', contentType: 'audio/ogg' }), 2],
    ] as const)
      expect(await failure(channel.send(toMarie({ attachment, choices: choices(count) })))).toMatchObject({
        kind: 'rejected',
        code: 'choices_beside_file',
      });
  });

  test('one file to many people is uploaded once a number, also when all are sent at the same moment', async () => {
    const attachment = fileOfOurs();
    await double.text(jonas, 'Bonjou');
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        channel.send(
          toMarie({
            attachment,
            partId: `p-${n}`,
            to: phone((n % 2 ? jonas : marie).phone),
          }),
        ),
      ),
    );
    expect(double.ledger).toHaveLength(20);
    expect(double.files.all()).toHaveLength(1);
    expect(attachment.opened).toBe(1);
    await double.text(marie, 'Bonjou', { phoneId: SECOND.id });
    await channel.send(toMarie({ attachment, account: 'whatsapp-cloud-natcom' }));
    expect(double.files.all().map(({ phoneId }) => phoneId)).toEqual([OURS.id, SECOND.id]);
  });

  test('one that Meta has forgotten is uploaded again, and sent once', async () => {
    const attachment = fileOfOurs();
    await channel.send(toMarie({ attachment }));
    double.files.expire(double.files.all()[0]?.id ?? '');
    await channel.send(toMarie({ attachment, partId: 'part-2' }));
    expect(double.ledger.map(({ callbackData }) => callbackData)).toEqual(['part-1', 'part-2']);
    // A refusal that has nothing to do with the file is one, also after a second try.
    double.order({ call: 'refused', code: 131_009, times: 2 });
    expect((await failure(channel.send(toMarie({ attachment })))).code).toBe('131009');
  });

  test('an upload that fails or breaks off has sent nothing, and may be tried again', async () => {
    const attachment = fileOfOurs();
    double.order({ file: 'upload_throttled' });
    expect(await failure(channel.send(toMarie({ attachment })))).toMatchObject({
      kind: 'throttled',
      afterSeconds: 2,
    });
    double.order({ file: 'upload_drop' });
    expect((await failure(channel.send(toMarie({ attachment })))).kind).toBe('unavailable');
    expect(double.ledger).toEqual([]);
    await channel.send(toMarie({ attachment }));
    expect(double.ledger).toHaveLength(1);
  });

  test('one that is gone here, of a type or a size that Meta does not take, is given up', async () => {
    const gone = fileOfOurs({ bytes: () => Promise.reject(new Error('expired')) });
    expect(await failure(channel.send(toMarie({ attachment: gone })))).toMatchObject({
      kind: 'rejected',
      code: 'file_gone',
    });
    for (const own of [
      { contentType: 'image/svg+xml' },
      { contentType: 'image/png\r\nx: y' },
      { bytes: async () => Buffer.alloc(5 * 1024 * 1024 + 1) },
    ])
      expect((await failure(channel.send(toMarie({ attachment: fileOfOurs(own) })))).kind).toBe('rejected');
    expect(double.ledger).toEqual([]);
  });
});

describe('files that people send', () => {
  const bytes = randomBytes(10_000);
  const received = async (own: Partial<MediaRef> = {}): Promise<MediaRef> => {
    await double.file(marie, 'audio', bytes, 'audio/ogg; codecs=opus', { voice: true });
    const [media] = world.inbounds().at(-1)?.media ?? [];
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

  test('are fetched from where Meta keeps files, and from nowhere else, whatever its answer names', async () => {
    let asked = 0;
    const inside = createServer((_request, response) => {
      asked += 1;
      response.end('secret');
    });
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
    const { port } = inside.address() as AddressInfo;
    for (const url of [
      `http://127.0.0.1:${port}/`,
      'https://lookaside.fbsbx.com.example.org/a',
      'https://evilfbsbx.com/a',
      'http://lookaside.fbsbx.com/a',
      'file:///etc/passwd',
    ]) {
      const meta = createServer((_request, response) => response.end(JSON.stringify({ url })));
      await new Promise<void>((resolve) => meta.listen(0, '127.0.0.1', resolve));
      const apiUrl = `http://127.0.0.1:${(meta.address() as AddressInfo).port}/v25.0`;
      const other = openWhatsAppCloud({ WHATSAPP_CLOUD_API_URL: apiUrl });
      await expect(
        other.fetch({ url: 'whatsapp:77', contentType: 'image/jpeg' }, 1_000),
      ).rejects.toMatchObject({ kind: 'refused', code: 'host' });
      await other.close();
      meta.close();
    }
    inside.close();
    expect(asked).toBe(0);
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
