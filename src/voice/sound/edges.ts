const RATE = 48_000;
const WINDOW = 0.01 * RATE;

/** What is 40 dB below the loudest moment is silence. */
const SILENT = 10 ** (-40 / 20);

/** What stays of the silence, so that no consonant is lost. */
const BEFORE = 0.08 * RATE;
const AFTER = 0.15 * RATE;

const FADE_IN = 0.01 * RATE;
const FADE_OUT = 0.04 * RATE;

function levelsOf(samples: Float32Array): Float32Array {
  return Float32Array.from({ length: Math.ceil(samples.length / WINDOW) }, (_, window) => {
    let sum = 0;
    const end = Math.min(samples.length, (window + 1) * WINDOW);
    for (let n = window * WINDOW; n < end; n += 1) sum += (samples[n] ?? 0) ** 2;
    return Math.sqrt(sum / WINDOW);
  });
}

/** Without silence at its ends, fading in and out. @param samples one channel at 48 kHz; of silence nothing is left */
export function trimmed(samples: Float32Array): Float32Array {
  const levels = levelsOf(samples);
  const loudest = levels.reduce((most, level) => Math.max(most, level), 0);
  const isHeard = (level: number) => level > 0 && level >= loudest * SILENT;
  const first = levels.findIndex(isHeard);
  if (first === -1) return new Float32Array(0);
  const last = levels.findLastIndex(isHeard);
  return faded(samples.slice(Math.max(0, first * WINDOW - BEFORE), (last + 1) * WINDOW + AFTER));
}

/** Changes what it is given. */
function faded(samples: Float32Array): Float32Array {
  const { length } = samples;
  const into = Math.min(FADE_IN, length / 2);
  const out = Math.min(FADE_OUT, length / 2);
  for (let n = 0; n < into; n += 1) samples[n] = (samples[n] ?? 0) * Math.min(1, (n + 1) / into);
  for (let left = 1; left <= out; left += 1) {
    const n = length - left;
    samples[n] = (samples[n] ?? 0) * Math.min(1, left / out);
  }
  return samples;
}

/** Cut to so many seconds at the quietest place of the last one, fading out. */
export function cutAt(samples: Float32Array, seconds: number): Float32Array {
  const most = Math.floor(seconds * RATE);
  if (samples.length <= most) return samples;
  const levels = levelsOf(samples.subarray(0, most));
  let quietest = levels.length - 1;
  for (let window = levels.length - 1; window > Math.max(0, levels.length - 100); window -= 1)
    if ((levels[window] ?? 0) < (levels[quietest] ?? 0)) quietest = window;
  return faded(samples.slice(0, Math.min(most, quietest * WINDOW)));
}

/** One after the other, with a pause between. @param pause in seconds */
export function joined(parts: readonly Float32Array[], pause: number): Float32Array {
  const gap = Math.round(pause * RATE);
  const made = new Float32Array(
    parts.reduce((sum, part) => sum + part.length, gap * Math.max(0, parts.length - 1)),
  );
  let at = 0;
  for (const part of parts) {
    made.set(part, at);
    at += part.length + gap;
  }
  return made;
}

/** 64 levels of 0..100, base64: how loud each 64th is beside the loudest. */
export function waveformOf(samples: Float32Array): string {
  const levels = Array.from({ length: 64 }, (_, part) => {
    const [from, to] = [part, part + 1].map((edge) => Math.floor((edge * samples.length) / 64)) as [
      number,
      number,
    ];
    let sum = 0;
    for (let n = from; n < to; n += 1) sum += (samples[n] ?? 0) ** 2;
    return Math.sqrt(sum / Math.max(1, to - from));
  });
  const loudest = Math.max(...levels, 1e-9);
  return Buffer.from(levels.map((level) => Math.round((100 * level) / loudest))).toString('base64');
}
