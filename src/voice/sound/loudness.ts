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

function filter(samples: Float32Array, [b0, b1, b2, a1, a2]: Biquad): Float32Array {
  const made = new Float32Array(samples.length);
  let [z1, z2] = [0, 0];
  for (let n = 0; n < samples.length; n += 1) {
    const x = samples[n] ?? 0;
    const y = b0 * x + z1;
    z1 = b1 * x - a1 * y + z2;
    z2 = b2 * x - a2 * y;
    made[n] = y;
  }
  return made;
}

/**
 * Integrated loudness by ITU-R BS.1770-4 with both gates, of one channel at 48 kHz. A sound shorter than one block of
 * 400 ms is one block.
 * @returns LUFS; -Infinity of silence
 */
export function loudnessOf(samples: Float32Array): number {
  const weighted = filter(filter(samples, SHELF), HIGH_PASS);
  const block = Math.min(0.4 * RATE, weighted.length);
  const powers: number[] = [];
  for (let at = 0; at + block <= weighted.length && block > 0; at += 0.1 * RATE) {
    let sum = 0;
    for (let n = at; n < at + block; n += 1) sum += (weighted[n] ?? 0) ** 2;
    powers.push(sum / block);
  }
  const above = (least: number) => powers.filter((power) => power > 0 && lufs(power) > least);
  const heard = above(-70);
  if (heard.length === 0) return Number.NEGATIVE_INFINITY;
  return lufs(mean(above(Math.max(-70, lufs(mean(heard)) - 10))));
}

const lufs = (power: number) => -0.691 + 10 * Math.log10(power);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** How long before a peak the limiter begins to give way, and how fast it lets go: neither is heard. */
const AHEAD = Math.round(0.004 * RATE);
const RELEASE = Math.exp(-1 / (0.06 * RATE));

/** Takes down peaks beyond the ceiling, and nothing else. Changes what it is given. */
function limit(samples: Float32Array): void {
  const wanted = new Float32Array(samples.length).fill(1);
  for (let n = 0; n < samples.length; n += 1) {
    const peak = Math.abs(samples[n] ?? 0);
    if (peak <= CEILING) continue;
    const gain = CEILING / peak;
    for (let before = Math.max(0, n - AHEAD); before <= n; before += 1)
      wanted[before] = Math.min(
        wanted[before] ?? 1,
        1 - (1 - gain) * ((before - n + AHEAD + 1) / (AHEAD + 1)),
      );
  }
  let gain = 1;
  for (let n = 0; n < samples.length; n += 1) {
    gain = Math.min(wanted[n] ?? 1, 1 - (1 - gain) * RELEASE);
    samples[n] = (samples[n] ?? 0) * gain;
  }
}

/**
 * The same sound at {@link TARGET_LUFS}, peaks limited to -3 dBFS.
 * @param samples one channel at 48 kHz; of silence comes silence
 */
export function evenLoudness(samples: Float32Array): Float32Array {
  let made = samples;
  // What the limiter takes is given back, as far as it lets us.
  for (let round = 0; round < 4; round += 1) {
    const off = TARGET_LUFS - loudnessOf(made);
    if (!Number.isFinite(off) || (round > 0 && Math.abs(off) < 0.2)) break;
    const gain = 10 ** (off / 20);
    made = made.map((sample) => sample * gain);
    limit(made);
  }
  return made;
}
