import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { available } from '../testing/available.ts';
import { tone } from '../testing/files.ts';
import { openFingerprints } from './fingerprint.ts';

/** How many bits of two fingerprints differ, of a hundred, over what they have in common. */
function difference(a: Buffer, b: Buffer): number {
  const length = Math.min(a.length, b.length);
  let differing = 0;
  for (let at = 0; at < length; at += 1) {
    for (let bits = (a[at] ?? 0) ^ (b[at] ?? 0); bits > 0; bits >>= 1) differing += bits & 1;
  }
  return (100 * differing) / (length * 8);
}

test('without fpcalc there is no fingerprint, and nothing fails', async () => {
  expect(await openFingerprints('no-such-fpcalc')).toBeUndefined();
});

describe.runIf(available.fpcalc)('fpcalc', () => {
  test('the same sound has the same print, another sound another, and nothing stays on the disk', async () => {
    const printSound = await openFingerprints();
    if (!printSound) throw new Error('fpcalc was there a moment ago');
    const [one, same, other] = await Promise.all([tone(9), tone(8), tone(9, 900)].map(printSound));
    expect(one?.seconds).toBe(9);
    expect(same?.seconds).toBe(8);
    expect(one && same && difference(one.fingerprint, same.fingerprint)).toBeLessThan(5);
    expect(one && other && difference(one.fingerprint, other.fingerprint)).toBeGreaterThan(20);
    expect((await readdir('/dev/shm')).filter((name) => name.startsWith('teledjol-'))).toEqual([]);
  });

  test('what is no sound, or is broken off, has no print or that of what is there', async () => {
    const printSound = await openFingerprints();
    expect(await printSound?.(Buffer.from('rubbish'))).toBeUndefined();
    expect(await printSound?.(Buffer.alloc(0))).toBeUndefined();
    expect((await printSound?.(tone(9).subarray(0, 100_000)))?.fingerprint.length).toBeGreaterThan(40);
  });
});
