/** Zero crossings of the sinc on each side: enough to keep images 80 dB down. */
const WIDTH = 16;

/** Below half of the lower rate, so that the filter may fall. */
const PASS = 0.94;

/** Kaiser window: its shape for about 80 dB. */
const BETA = 8;

function bessel(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > 1e-9 * sum; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** One set of taps for each place between two samples that a new one can fall on. */
function tapsOf(phases: number, scale: number): { taps: Float32Array[]; half: number } {
  const half = Math.ceil(WIDTH / scale);
  const taps = Array.from({ length: phases }, (_, phase) => {
    const row = new Float32Array(2 * half);
    let sum = 0;
    for (let tap = 0; tap < row.length; tap += 1) {
      const x = tap - half + 1 - phase / phases;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x * scale) / (Math.PI * x * scale);
      const window = bessel(BETA * Math.sqrt(Math.max(0, 1 - (x / half) ** 2))) / bessel(BETA);
      row[tap] = sinc * window;
      sum += row[tap] ?? 0;
    }
    // No phase louder than another: a difference would be heard as a tone.
    return row.map((value) => value / sum);
  });
  return { taps, half };
}

const known = new Map<string, { taps: Float32Array[]; half: number }>();

/**
 * The same sound at another rate, by a windowed sinc: no images above and no aliases below.
 * @param samples one channel
 * @param from in hertz, whole @param to in hertz, whole
 */
export function resample(samples: Float32Array, from: number, to: number): Float32Array {
  if (from === to) return samples;
  const common = divisor(from, to);
  const [up, down] = [to / common, from / common];
  const key = `${up}/${down}`;
  let found = known.get(key);
  if (!found) {
    found = tapsOf(up, Math.min(1, to / from) * PASS);
    // A few rates are all that come; a file of a strange one must not stay in memory.
    if (up < 1_000) known.set(key, found);
  }
  const { taps, half } = found;
  const made = new Float32Array(Math.floor((samples.length * up) / down));
  for (let n = 0; n < made.length; n += 1) {
    const place = n * down;
    const base = Math.floor(place / up) - half + 1;
    const row = taps[place % up];
    if (!row) continue;
    let sum = 0;
    for (let tap = Math.max(0, -base); tap < row.length && base + tap < samples.length; tap += 1)
      sum += (row[tap] ?? 0) * (samples[base + tap] ?? 0);
    made[n] = sum;
  }
  return made;
}
