import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { drawing } from '../testing/files.ts';
import { MOST_PIXELS } from './limits.ts';
import { perceptualHash } from './perceptual.ts';
import { thumbnailOf } from './picture.ts';
import { takeIn } from './take-in.ts';

/** How many of 64 bits differ. */
function distance(a: Buffer | null, b: Buffer | null): number {
  if (!a || !b) throw new Error('nothing to compare');
  return [...a].reduce((sum, byte, at) => {
    let differing = byte ^ (b[at] ?? 0);
    let bits = 0;
    for (; differing > 0; differing >>= 1) bits += differing & 1;
    return sum + bits;
  }, 0);
}

test('the same picture, smaller, compressed, brighter, in grey or turned by its phone, is near', async () => {
  for (const seed of [1, 2, 3]) {
    const hash = await perceptualHash(await drawing(seed).png().toBuffer());
    expect(hash).toHaveLength(8);
    const others = [
      drawing(seed).jpeg({ quality: 30 }),
      drawing(seed).resize(150).webp({ quality: 40 }),
      drawing(seed).modulate({ brightness: 1.15 }).jpeg(),
      drawing(seed).greyscale().png(),
      drawing(seed).resize(900).jpeg(),
      sharp(await drawing(seed).rotate(-90).png().toBuffer())
        .withMetadata({ orientation: 6 })
        .jpeg(),
    ];
    for (const other of others)
      expect(distance(hash, await perceptualHash(await other.toBuffer()))).toBeLessThanOrEqual(8);
  }
});

test('different pictures are far', async () => {
  const hashes = await Promise.all(
    Array.from({ length: 12 }, async (_, seed) =>
      perceptualHash(
        await drawing(seed + 1, 200)
          .png()
          .toBuffer(),
      ),
    ),
  );
  for (const [n, one] of hashes.entries())
    for (const other of hashes.slice(n + 1)) expect(distance(one, other)).toBeGreaterThan(12);
});

test('an empty page has no hash: it would be like every other', async () => {
  const white = sharp({ create: { width: 300, height: 200, channels: 3, background: '#fff' } });
  expect(await perceptualHash(await white.jpeg().toBuffer())).toBeNull();
});

test('a picture that is broken off is hashed as far as it goes, rubbish is not', async () => {
  const whole = await drawing(4).jpeg().toBuffer();
  expect(await perceptualHash(whole.subarray(0, whole.length / 2))).toHaveLength(8);
  expect(await perceptualHash(Buffer.from('rubbish'))).toBeNull();
  expect(await thumbnailOf(Buffer.from('rubbish'))).toBeUndefined();
});

/** A PNG of a few kilobytes that claims to be `side` pixels high and wide. */
function bomb(side: number): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(content.length, 0);
    head.write(type, 4);
    return Buffer.concat([head, content, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(side * Math.ceil(side / 8)))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

test('a bomb is refused by its head, before a pixel of it is drawn', async () => {
  const before = process.memoryUsage().rss;
  const side = Math.ceil(Math.sqrt(MOST_PIXELS)) + 1;
  await expect(takeIn(bomb(side), undefined)).rejects.toMatchObject({
    kind: 'refused',
    code: 'not_drawable',
  });
  await expect(takeIn(bomb(20_000), undefined)).rejects.toMatchObject({ code: 'not_drawable' });
  expect(await perceptualHash(bomb(20_000))).toBeNull();
  expect(await thumbnailOf(bomb(20_000))).toBeUndefined();
  // Making the largest bomb takes more itself.
  expect(process.memoryUsage().rss - before).toBeLessThan(600_000_000);
});

test('no decoder opens what we do not keep: a drawing in letters could load what it names', async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="99" height="99"><rect width="50" height="50"/></svg>',
  );
  const tiff = await drawing(1, 80).tiff().toBuffer();
  for (const bytes of [svg, tiff]) {
    expect(await thumbnailOf(bytes)).toBeUndefined();
    expect(await perceptualHash(bytes)).toBeNull();
  }
});

test('the largest picture that we open takes some hundred megabytes at most', async () => {
  const side = Math.floor(Math.sqrt(MOST_PIXELS));
  const large = await sharp({ create: { width: side, height: side, channels: 3, background: '#a33' } })
    .jpeg({ progressive: true })
    .toBuffer();
  const before = process.memoryUsage().rss;
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, 5);
  await Promise.all([perceptualHash(large), thumbnailOf(large)]);
  clearInterval(watch);
  expect(most - before).toBeLessThan(700_000_000);
});
