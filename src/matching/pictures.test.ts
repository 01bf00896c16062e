import { expect, test } from 'vitest';
import { bitsIn, Pictures } from './pictures.ts';

/** Numbers that look like chance and are the same every time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32;
  };
}

const hashOf = (next: () => number) => Uint8Array.from({ length: 8 }, () => Math.floor(next() * 256));

function turned(hash: Uint8Array, bits: number, next: () => number): Uint8Array {
  const copy = Uint8Array.from(hash);
  const places = new Set<number>();
  while (places.size < bits) places.add(Math.floor(next() * 64));
  for (const place of places) copy[place >> 3] = (copy[place >> 3] ?? 0) ^ (1 << (place & 7));
  return copy;
}

const distance = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, byte, at) => sum + bitsIn(byte ^ (b[at] ?? 0)), 0);

test('of fifty thousand pictures it finds exactly those that a look at each of them finds, and sooner', () => {
  const next = chance(1);
  const all = Array.from({ length: 50_000 }, () => hashOf(next));
  const pictures = new Pictures();
  for (const [at, hash] of all.entries()) pictures.add(`p${at}`, hash);
  let [byIndex, byLooking, found] = [0, 0, 0];
  for (let n = 0; n < 200; n += 1) {
    const asked = turned(all[n * 7] ?? new Uint8Array(8), n % 12, next);
    const began = performance.now();
    const near = pictures.find(asked, 11);
    const then = performance.now();
    const scanned = all.flatMap((hash, at) => (distance(hash, asked) <= 11 ? [`p${at}`] : []));
    byLooking += performance.now() - then;
    byIndex += then - began;
    expect(near.map(({ key }) => key).sort()).toEqual(scanned.sort());
    found += near.length;
  }
  expect(found).toBeGreaterThanOrEqual(200);
  expect(byIndex).toBeLessThan(byLooking / 5);
});

test('what is taken out is found no more, what is put again is found by its new hash', () => {
  const next = chance(2);
  const pictures = new Pictures();
  const hashes = Array.from({ length: 100 }, () => hashOf(next));
  for (const [at, hash] of hashes.entries()) pictures.add(`p${at}`, hash);
  const [first = new Uint8Array(8), second = new Uint8Array(8)] = hashes;
  // Two in one bucket, so that taking one out must leave the other.
  pictures.add('twin', first);
  pictures.remove('p0');
  expect(pictures.find(first, 4)).toEqual([{ key: 'twin', distance: 0 }]);
  pictures.add('twin', second);
  expect(pictures.find(first, 4)).toEqual([]);
  expect(pictures.find(second, 0).map(({ key }) => key)).toEqual(['p1', 'twin']);
  for (let at = 0; at < 100; at += 1) pictures.remove(`p${at}`);
  pictures.remove('nobody');
  expect(pictures.size).toBe(1);
  pictures.add('again', first);
  expect(pictures.find(first, 11)).toEqual([{ key: 'again', distance: 0 }]);
});

test('what is no hash of a picture is not kept and finds nothing', () => {
  const pictures = new Pictures();
  pictures.add('short', new Uint8Array(7));
  expect(pictures.size).toBe(0);
  expect(pictures.find(new Uint8Array(3), 4)).toEqual([]);
  expect(() => pictures.find(new Uint8Array(8), 12)).toThrow(RangeError);
});
