import { beforeAll, describe, expect, test } from 'vitest';
import { openFingerprints, type PrintSound } from '../media/fingerprint.ts';
import { available } from '../testing/available.ts';
import { cut, invented, louder, noisy, RATE, slower, wavOf } from '../testing/sounds.ts';
import { Sounds } from './sounds.ts';

let print: PrintSound;
const prints: Buffer[] = [];
const sounds = new Sounds();
const HOW_MANY = 20;
const made = (seed: number) => invented(seed, 6 + (seed % 5) * 2);

const printed = async (samples: Float32Array, rate = RATE) => {
  const heard = await print(wavOf(samples, rate));
  if (!heard) throw new Error('fpcalc heard nothing');
  return heard.fingerprint;
};

describe.runIf(available.fpcalc)('voice notes', () => {
  beforeAll(async () => {
    const found = await openFingerprints();
    if (!found) throw new Error('fpcalc was there a moment ago');
    print = found;
    for (let seed = 0; seed < HOW_MANY; seed += 1) {
      const known = await printed(made(seed));
      prints.push(known);
      sounds.add(`s${seed}`, known);
    }
  });

  type Change = (samples: Float32Array) => Float32Array;
  const SAME: [what: string, change: Change, rate: number][] = [
    ['as it is', (samples) => samples, RATE],
    ['quieter', (samples) => louder(samples, 0.4), RATE],
    ['with noise under it', (samples) => noisy(samples, 0.01), RATE],
    ['at the rate of a phone call', (samples) => slower(samples, 2), RATE / 2],
    ['without its first second', (samples) => cut(samples, 1, 0), RATE],
    ['without both of its ends', (samples) => cut(samples, 0.7, 0.7), RATE],
  ];

  describe('the same voice note', () => {
    test.each(SAME)('%s', async (_what, change, rate) => {
      let hits = 0;
      let worst = 0;
      for (let seed = 0; seed < HOW_MANY; seed += 2) {
        const found = sounds.find(await printed(change(made(seed)), rate));
        // Never another one.
        expect(found.map(({ key }) => key).filter((key) => key !== `s${seed}`)).toEqual([]);
        if (found[0]) hits += 1;
        worst = Math.max(worst, found[0]?.errors ?? 0);
      }
      process.stdout.write(
        `${hits} of ${HOW_MANY / 2} found, at most ${worst.toFixed(3)} of the bits differ\n`,
      );
      expect(hits).toBeGreaterThanOrEqual(0.95 * (HOW_MANY / 2));
    });
  });

  test('other sounds, silence and a steady tone are nobody’s', async () => {
    for (let seed = 1_000; seed < 1_015; seed += 1)
      expect(sounds.find(await printed(invented(seed, 12)))).toEqual([]);
    const tone = (hertz: number) =>
      Float32Array.from({ length: 10 * RATE }, (_, at) => 0.5 * Math.sin((2 * Math.PI * hertz * at) / RATE));
    const steady = new Sounds();
    steady.add('tone', await printed(tone(440)));
    steady.add('silence', await printed(new Float32Array(10 * RATE)));
    expect(steady.find(await printed(tone(440)))).toEqual([]);
    expect(steady.find(await printed(new Float32Array(12 * RATE)))).toEqual([]);
  });

  test('what is taken out is found no more, however much comes and goes', () => {
    const all = new Sounds();
    for (const [at, known] of prints.entries()) all.add(`s${at}`, known);
    for (let round = 0; round < 20; round += 1) {
      for (const [at, known] of prints.entries()) if (at > 0) all.add(`s${at}`, known);
    }
    all.remove('s1');
    all.remove('nobody');
    expect(all.find(prints[1] ?? Buffer.alloc(0))).toEqual([]);
    expect(all.find(prints[0] ?? Buffer.alloc(0))[0]).toMatchObject({ key: 's0', errors: 0, share: 1 });
    expect(all.size).toBe(HOW_MANY - 1);
  });
});

test.each([0, 1, 3, 17])('%d bytes are no fingerprint', (length) => {
  sounds.add('broken', Buffer.alloc(length));
  expect(sounds.find(Buffer.alloc(length))).toEqual([]);
});
