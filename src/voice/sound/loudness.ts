import { setImmediate as breathe } from 'node:timers/promises';

/** Samples a second; the filters below are those of ITU-R BS.1770-4 for this rate. */
const RATE = 48_000;

type Biquad = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];
const SHELF: Biquad = [
  1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585,
];
const HIGH_PASS: Biquad = [1, -2, 1, -1.99004745483398, 0.99007225036621];

/** As loud as voice messages are: easily heard on a small loudspeaker, and nothing has to be cut off for it. */
export const TARGET_LUFS = -16;

/** No sample beyond it, so that what the encoder adds does not clip. */
const CEILING = 10 ** (-3 / 20);

/** Work that is done a slice at a time: some 10 ms each, so that whoever drives it may let others in between. */
type Slices<T> = Generator<void, T>;
const SLICE = 10 * RATE;

function finish<T>(work: Slices<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** Of a filter: what it remembers between two slices. */
interface Memory {
  z1: number;
  z2: number;
}

function filterSlice(
  [from, to]: readonly [from: Float32Array, to: Float32Array],
  [b0, b1, b2, a1, a2]: Biquad,
  memory: Memory,
): void {
  let { z1, z2 } = memory;
  for (let n = 0; n < from.length; n += 1) {
    const x = from[n] ?? 0;
    const y = b0 * x + z1;
    z1 = b1 * x - a1 * y + z2;
    z2 = b2 * x - a2 * y;
    to[n] = y;
  }
  memory.z1 = z1;
  memory.z2 = z2;
}

function* filtering(samples: Float32Array, biquad: Biquad): Slices<Float32Array> {
  const made = new Float32Array(samples.length);
  const memory = { z1: 0, z2: 0 };
  for (let at = 0; at < samples.length; at += SLICE) {
    filterSlice([samples.subarray(at, at + SLICE), made.subarray(at, at + SLICE)], biquad, memory);
    yield;
  }
  return made;
}

function powerOf(block: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < block.length; n += 1) sum += (block[n] ?? 0) ** 2;
  return sum / block.length;
}

function* measuring(samples: Float32Array): Slices<number> {
  const weighted = yield* filtering(yield* filtering(samples, SHELF), HIGH_PASS);
  const block = Math.min(0.4 * RATE, weighted.length);
  const powers: number[] = [];
  for (let at = 0; at + block <= weighted.length && block > 0; at += 0.1 * RATE) {
    powers.push(powerOf(weighted.subarray(at, at + block)));
    if (powers.length % 100 === 0) yield;
  }
  const above = (least: number) => powers.filter((power) => power > 0 && lufs(power) > least);
  const heard = above(-70);
  if (heard.length === 0) return Number.NEGATIVE_INFINITY;
  return lufs(mean(above(Math.max(-70, lufs(mean(heard)) - 10))));
}

/**
 * Integrated loudness by ITU-R BS.1770-4 with both gates, of one channel at 48 kHz. A sound shorter than one block of
 * 400 ms is one block.
 * @returns LUFS; -Infinity of silence
 */
export const loudnessOf = (samples: Float32Array): number => finish(measuring(samples));

const lufs = (power: number) => -0.691 + 10 * Math.log10(power);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How long before a peak the limiter begins to give way, and how fast it lets go: neither is heard. */
const AHEAD = Math.round(0.004 * RATE);
const RELEASE = Math.exp(-1 / (0.06 * RATE));

/** What is to be done to each sample so that no peak is beyond the ceiling. */
function givingWay(samples: Float32Array, wanted: Float32Array, from: number, to: number): void {
  for (let n = from; n < to; n += 1) {
    const peak = Math.abs(samples[n] ?? 0);
    if (peak <= CEILING) continue;
    const gain = CEILING / peak;
    for (let before = Math.max(0, n - AHEAD); before <= n; before += 1)
      wanted[before] = Math.min(
        wanted[before] ?? 1,
        1 - (1 - gain) * ((before - n + AHEAD + 1) / (AHEAD + 1)),
      );
  }
}

/** @param gain how far it has let go before @returns how far behind it */
function turned(samples: Float32Array, wanted: Float32Array, gain: number): number {
  let now = gain;
  for (let n = 0; n < samples.length; n += 1) {
    now = Math.min(wanted[n] ?? 1, 1 - (1 - now) * RELEASE);
    samples[n] = (samples[n] ?? 0) * now;
  }
  return now;
}

/** Takes down peaks beyond the ceiling, and nothing else. Changes what it is given. */
function* limiting(samples: Float32Array): Slices<void> {
  const wanted = new Float32Array(samples.length).fill(1);
  for (let at = 0; at < samples.length; at += SLICE) {
    givingWay(samples, wanted, at, Math.min(samples.length, at + SLICE));
    yield;
  }
  let gain = 1;
  for (let at = 0; at < samples.length; at += SLICE) {
    gain = turned(samples.subarray(at, at + SLICE), wanted.subarray(at, at + SLICE), gain);
    yield;
  }
}

function* scaled(samples: Float32Array, gain: number): Slices<Float32Array> {
  const made = new Float32Array(samples.length);
  for (let at = 0; at < samples.length; at += SLICE) {
    made.set(
      samples.subarray(at, at + SLICE).map((sample) => sample * gain),
      at,
    );
    yield;
  }
  return made;
}

function* evening(samples: Float32Array): Slices<Float32Array> {
  let made = samples;
  // What the limiter takes is given back, as far as it lets us.
  for (let round = 0; round < 4; round += 1) {
    const off = TARGET_LUFS - (yield* measuring(made));
    if (!Number.isFinite(off) || (round > 0 && Math.abs(off) < 0.2)) break;
    made = yield* scaled(made, 10 ** (off / 20));
    yield* limiting(made);
  }
  return made;
}

/**
 * The same sound at {@link TARGET_LUFS}, peaks limited to -3 dBFS.
 * @param samples one channel at 48 kHz; of silence comes silence
 */
export const evenLoudness = (samples: Float32Array): Float32Array => finish(evening(samples));

/** The same for what lasts minutes: others are served meanwhile. */
export async function evenLoudnessBreathing(samples: Float32Array): Promise<Float32Array> {
  const work = evening(samples);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await breathe();
  }
}
