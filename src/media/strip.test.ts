import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawing, withTraces } from '../testing/files.ts';
import { Damaged } from './strip/damaged.ts';
import { hasPicture } from './strip/mp4.ts';
import { strip } from './strip.ts';

const TRACES = /Zwazofon|Jozèf|Envante|GPS|krokodil|photoshop|xpacket|sekrè/i;
const tells = (bytes: Buffer) => TRACES.test(bytes.toString('utf8')) || TRACES.test(bytes.toString('latin1'));
const pixels = (bytes: Buffer) => sharp(bytes).autoOrient().raw().toBuffer();
const segment = (marker: number, content: string | Buffer) => {
  const body = Buffer.from(content as string);
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
};
const XMP = '<?xpacket begin?><x:xmpmeta><exif:GPSLatitude>18,32N</exif:GPSLatitude></x:xmpmeta>';

test('a JPEG loses place, camera, owner, XMP, IPTC, comment and whatever stands behind its end; not a pixel changes', async () => {
  for (const progressive of [false, true]) {
    const plain = await withTraces(drawing(1))
      .withXmp(XMP)
      .withIccProfile('p3')
      .jpeg({ progressive })
      .toBuffer();
    const phone = Buffer.concat([
      plain.subarray(0, 2),
      segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${XMP}`),
      segment(0xed, 'Photoshop 3.0\x008BIM\x04\x04 Jozèf Envante'),
      segment(0xe0, 'JFXX\0 krokodil'),
      segment(0xfe, 'sekrè'),
      plain.subarray(2),
      // A second picture, as phones append them, and an archive.
      plain,
      Buffer.from('PK\x03\x04 sekrè'),
    ]);
    expect(tells(phone)).toBe(true);
    const clean = strip(phone, 'image/jpeg');
    expect(tells(clean)).toBe(false);
    expect((await pixels(clean)).equals(await pixels(phone))).toBe(true);
    const { orientation, icc, xmp, iptc, exif } = await sharp(clean).metadata();
    // How it lies, and its colours, are part of how it looks.
    expect({ orientation, xmp, iptc, exif: exif?.length }).toEqual({
      orientation: 6,
      xmp: undefined,
      iptc: undefined,
      exif: 32,
    });
    expect(icc?.length).toBeGreaterThan(100);
    expect(strip(clean, 'image/jpeg').equals(clean)).toBe(true);
  }
});

test('a PNG and a WebP lose their texts, times and Exif', async () => {
  const text = (type: string, content: string) => {
    const chunk = Buffer.alloc(content.length + 12);
    chunk.writeUInt32BE(content.length, 0);
    chunk.write(type + content, 4, 'latin1');
    return chunk;
  };
  const png = await withTraces(drawing(2)).withXmp(XMP).png().toBuffer();
  const chatty = Buffer.concat([
    png.subarray(0, 33),
    text('tEXt', 'Author\0Jozef Envante'),
    text('tIME', '2026 sekret krokodil'),
    png.subarray(33),
    Buffer.from('PK krokodil'),
  ]);
  const webps = [
    await withTraces(drawing(3)).withXmp(XMP).webp({ lossless: true }).toBuffer(),
    await withTraces(drawing(3)).webp().toBuffer(),
    await drawing(3).webp().toBuffer(),
  ];
  for (const [type, given] of [
    ['image/png', chatty],
    ...webps.map((webp) => ['image/webp', webp] as const),
  ] as const) {
    const clean = strip(given, type);
    expect(tells(clean)).toBe(false);
    expect((await pixels(clean)).equals(await pixels(given))).toBe(true);
    const lies = async (bytes: Buffer) => (await sharp(bytes).metadata()).orientation ?? 1;
    expect(await lies(clean)).toBe(await lies(given));
    expect(strip(clean, type).equals(clean)).toBe(true);
  }
  expect(tells(chatty)).toBe(true);
  expect(tells(webps[0] ?? Buffer.alloc(0))).toBe(true);
});

test('a GIF keeps its frames and their pace, and loses comments and XMP', async () => {
  const frames = await Promise.all([4, 5].map((seed) => drawing(seed, 60).png().toBuffer()));
  const gif = await sharp(frames, { join: { animated: true } })
    .gif({ delay: [100, 300], loop: 3 })
    .toBuffer();
  const colours = 13 + 3 * 2 ** (((gif[10] ?? 0) & 7) + 1);
  const chatty = Buffer.concat([
    gif.subarray(0, colours),
    Buffer.from('\x21\xfe\x08krokodil\0', 'latin1'),
    Buffer.from('\x21\xff\x0bXMP DataXMP\x07xpacket\0', 'latin1'),
    gif.subarray(colours),
    Buffer.from('sekrè'),
  ]);
  expect(tells(chatty)).toBe(true);
  const clean = strip(chatty, 'image/gif');
  expect(tells(clean)).toBe(false);
  const { pages, delay, loop } = await sharp(clean).metadata();
  expect({ pages, delay, loop }).toEqual({ pages: 2, delay: [100, 300], loop: 3 });
  const all = (bytes: Buffer) => sharp(bytes, { animated: true }).raw().toBuffer();
  expect((await all(clean)).equals(await all(gif))).toBe(true);
});

test('a film loses place, make and time, also where it is broken off, and nothing in it moves', () => {
  const box = (type: string, ...content: Buffer[]) => {
    const body = Buffer.concat(content);
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length + 8, 0);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, body]);
  };
  const handler = (kind: string) =>
    box('hdlr', Buffer.alloc(8), Buffer.from(kind), Buffer.alloc(12), Buffer.from('Zwazofon\0'));
  // Version and flags, made and changed, and more: as seconds since 1904.
  const made = Buffer.from('krok', 'latin1');
  const dated = (type: string, version: 0 | 1) =>
    box(
      type,
      Buffer.from([version, 0, 0, 7]),
      ...Array(version === 1 ? 4 : 2).fill(made),
      Buffer.from('odil'),
    );
  const seen = Buffer.from('what is to be seen');
  const film = Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\0\0')),
    box('uuid', Buffer.from(XMP)),
    box(
      'moov',
      dated('mvhd', 0),
      box(
        'trak',
        dated('tkhd', 1),
        box('udta', Buffer.from('Zwazofon')),
        box('mdia', dated('mdhd', 0), handler('vide')),
      ),
      box('trak', box('mdia', handler('meta'), box('minf', Buffer.from('GPS every second')))),
      box('udta', box('\u00a9xyz', Buffer.from('GPS +18.53-072.33/'))),
      box('meta', Buffer.from('Zwazofon 7')),
    ),
    box('mdat', seen),
    box('newb', Buffer.from('Zwazofon')),
    Buffer.from('\0\0\0\x07Zwazofon'),
  ]);
  const clean = strip(film, 'video/mp4');
  expect(tells(film)).toBe(true);
  expect(tells(clean)).toBe(false);
  expect(clean.length).toBe(film.length);
  expect(clean.indexOf(seen)).toBe(film.indexOf(seen));
  expect(hasPicture(clean)).toBe(true);
  expect(clean.includes(made)).toBe(false);
  expect(clean.includes(`\x01\0\0\x07${'\0'.repeat(16)}odil`)).toBe(true);
  expect(strip(clean, 'video/mp4').equals(clean)).toBe(true);
  for (let length = 8; length < film.length; length += 1)
    expect([length, tells(strip(film.subarray(0, length), 'video/mp4'))]).toEqual([length, false]);
});

test('a file of nothing but beginnings is given up before anybody has to wait', () => {
  const many = (head: string, piece: string) =>
    Buffer.concat([Buffer.from(head, 'latin1'), Buffer.alloc(2_000_000, Buffer.from(piece, 'latin1'))]);
  const box = '\0\0\0\x08moov';
  for (const [type, bytes] of [
    ['image/jpeg', many('\xff\xd8', '\xff\xdb\0\x02')],
    ['image/gif', many('GIF89a\x01\0\x01\0\0\0\0', '\x21\xf9\0')],
    ['image/png', many('\x89PNG\r\n\x1a\n', '\0\0\0\0IDAT\0\0\0\0')],
    ['image/webp', many('RIFF\xff\xff\xff\x7fWEBP', 'ALPH\0\0\0\0')],
    ['video/mp4', many('', box)],
  ] as const)
    expect(() => strip(bytes, type), type).toThrow(Damaged);
  expect(() => hasPicture(many('', box))).toThrow(Damaged);
});

test('what is broken off or no such file is damaged, and costs nothing', async () => {
  const made = {
    'image/jpeg': await withTraces(drawing(6, 80)).jpeg().toBuffer(),
    'image/png': await withTraces(drawing(6, 80)).png().toBuffer(),
    'image/webp': await withTraces(drawing(6, 80)).webp().toBuffer(),
    'image/gif': await drawing(6, 80).gif().toBuffer(),
    'video/mp4': Buffer.from('\0\0\0\x10ftypisom\0\0\0\0\0\0\0\x08moov'),
  };
  for (const [type, whole] of Object.entries(made)) {
    for (let length = 0; length < whole.length; length += Math.ceil(whole.length / 300)) {
      try {
        expect(tells(strip(whole.subarray(0, length), type))).toBe(false);
      } catch (error) {
        if (!(error instanceof Damaged)) expect(error).toBeInstanceOf(RangeError);
      }
    }
  }
});
