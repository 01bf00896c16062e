import { expect, test } from 'vitest';
import type { MediaError } from '../core/media-error.ts';
import { drawing } from '../testing/files.ts';
import { checkFile } from './check.ts';
import { LARGEST_FILE } from './limits.ts';

const box = (type: string, ...content: (Buffer | string)[]) => {
  const body = Buffer.concat(
    content.map((one) => (typeof one === 'string' ? Buffer.from(one, 'latin1') : one)),
  );
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};
const film = (brand: string, handler: string) =>
  Buffer.concat([
    box('ftyp', `${brand}\0\0\0\0`),
    box('moov', box('trak', box('mdia', box('hdlr', Buffer.alloc(8), handler, Buffer.alloc(13))))),
    box('mdat', Buffer.alloc(200)),
  ]);
const ogg = Buffer.concat([
  Buffer.from('OggS\0\x02', 'latin1'),
  Buffer.alloc(22),
  Buffer.from('OpusHead\x01\x01'),
]);

const kindOf = (bytes: Buffer | string) =>
  checkFile(Buffer.from(bytes as Buffer)).then(
    ({ kind, contentType }) => `${kind} ${contentType}`,
    (error: MediaError) => `${error.kind} ${error.code}`,
  );

test('what people send each other is known by its bytes', async () => {
  const picture = drawing(1, 40);
  expect(await kindOf(await picture.jpeg().toBuffer())).toBe('image image/jpeg');
  expect(await kindOf(await picture.png().toBuffer())).toBe('image image/png');
  expect(await kindOf(await picture.webp().toBuffer())).toBe('image image/webp');
  expect(await kindOf(await picture.gif().toBuffer())).toBe('image image/gif');
  expect(await kindOf(ogg)).toBe('audio audio/ogg');
  expect(
    await kindOf(
      Buffer.concat([
        Buffer.from('ID3\x03\0\0\0\0\0\0'),
        Buffer.from([0xff, 0xfb, 0x90, 0x64]),
        Buffer.alloc(413),
      ]),
    ),
  ).toBe('audio audio/mpeg');
  expect(await kindOf('#!AMR\n\x3c\x08')).toBe('audio audio/amr');
  expect(await kindOf(film('M4A ', 'soun'))).toBe('audio audio/mp4');
  expect(await kindOf(film('isom', 'vide'))).toBe('video video/mp4');
  expect(await kindOf(film('3gp4', 'vide'))).toBe('video video/3gpp');
  expect(await kindOf('%PDF-1.7\n%âãÏÓ\n')).toBe('document application/pdf');
  expect(await kindOf('Biwo vòt la fèmen a 4è. 🙏\n')).toBe('document text/plain');
});

test('a recording without a picture is a sound, whatever the phone calls the file', async () => {
  expect(await kindOf(film('3gp4', 'soun'))).toBe('audio audio/3gpp');
  expect(await kindOf(film('isom', 'soun'))).toBe('audio audio/mp4');
});

test('what runs, or may hide what runs, is refused', async () => {
  for (const bytes of [
    'MZ\x90\0\x03\0\0\0',
    '\x7fELF\x02\x01\x01',
    '#!/bin/sh\nrm -rf ~\n',
    '<!doctype html><p>Bonjou',
    'Bonjou <script>alert(1)</script>',
    '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    '<?xml version="1.0"?><svg/>',
    'PK\x03\x04',
    Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    film('heic', 'pict'),
    Buffer.from([0, 1, 2, 3, 200, 201]),
    '',
  ])
    expect([String(bytes).slice(0, 20), await kindOf(bytes)]).toEqual([
      String(bytes).slice(0, 20),
      expect.stringMatching(/^refused \w+$/),
    ]);
});

test('a page that begins like a picture is a picture, and handed out as nothing else', async () => {
  const picture = await drawing(2, 40).gif().toBuffer();
  expect(await kindOf(Buffer.concat([picture, Buffer.from('<script>alert(1)</script>')]))).toBe(
    'image image/gif',
  );
});

test('a file larger than we keep is not looked at', async () => {
  const large = Buffer.alloc(LARGEST_FILE + 1);
  large.write('%PDF-1.7\n');
  expect(await kindOf(large)).toBe('too_big size');
  expect(await kindOf(large.subarray(0, -1))).toBe('document application/pdf');
});
