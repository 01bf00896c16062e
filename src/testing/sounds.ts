/** Samples a second of the sounds that are made here. */
export const RATE = 16_000;

function chance(seed: number): () => number {
  let state = (seed + 1) * 0x9e3779b9;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Something like speech that nobody said: syllables of chance, each with a pitch and two formants. */
export function invented(seed: number, seconds: number): Float32Array {
  const next = chance(seed);
  const samples = new Float32Array(seconds * RATE);
  const pitch = 90 + next() * 140;
  for (let at = 0; at < samples.length; ) {
    const length = Math.floor((0.08 + next() * 0.2) * RATE);
    const hertz = pitch * (0.8 + next() * 0.5);
    const formants = [300 + next() * 600, 900 + next() * 1_600];
    const harmonics = Array.from({ length: 20 }, (_, harmonic) => {
      const here = hertz * (harmonic + 1);
      return { here, strength: Math.max(...formants.map((one) => Math.exp(-(((here - one) / 180) ** 2)))) };
    }).filter(({ strength }) => strength > 0.05);
    const loud = next() < 0.15 ? 0 : 0.3 + next() * 0.5;
    for (let n = 0; n < length && at + n < samples.length; n += 1) {
      const fade = Math.sin((Math.PI * n) / length);
      let sum = 0;
      for (const { here, strength } of harmonics)
        sum += strength * Math.sin((2 * Math.PI * here * (at + n)) / RATE);
      samples[at + n] = 0.25 * loud * fade * sum;
    }
    at += length;
  }
  return samples;
}

export const louder = (samples: Float32Array, by: number) => samples.map((sample) => sample * by);

export function noisy(samples: Float32Array, strength: number): Float32Array {
  const next = chance(99);
  return samples.map((sample) => sample + strength * (2 * next() - 1));
}

/** Every so many samples as one: what is left at a lower rate. */
export function slower(samples: Float32Array, by: number): Float32Array {
  return Float32Array.from({ length: Math.floor(samples.length / by) }, (_, at) => {
    let sum = 0;
    for (let n = 0; n < by; n += 1) sum += samples[at * by + n] ?? 0;
    return sum / by;
  });
}

/** Without so many seconds at its beginning and its end. */
export const cut = (samples: Float32Array, first: number, last: number) =>
  samples.slice(first * RATE, samples.length - last * RATE);

/** 16 bits, one channel. */
export function wavOf(samples: Float32Array, rate = RATE): Buffer {
  const data = Buffer.alloc(samples.length * 2);
  for (const [at, sample] of samples.entries())
    data.writeInt16LE(Math.round(32_767 * Math.max(-1, Math.min(1, sample))), at * 2);
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** The first page of a voice note (Opus in Ogg), which says what it is, and then something to know it by. */
export const opusOf = (mark: string) =>
  Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from(`OpusHead ${mark}`)]);
