import { describe, expect, test } from 'vitest';
import { invented, wavOf } from '../../testing/sounds.ts';
import { decodeNote, encodeRecording, encodeWav, lufsOf, type Pcm, VoiceError } from '../index.ts';
import { cutAt, trimmed } from './edges.ts';
import { evenLoudness, loudnessOf, TARGET_LUFS } from './loudness.ts';
import { encodeOpus } from './opus.ts';
import { resample } from './resample.ts';
import { decodeWav } from './wav.ts';

const tone = (hertz: number, seconds: number, rate: number, strength = 0.5) =>
  Float32Array.from(
    { length: seconds * rate },
    (_, n) => strength * Math.sin((2 * Math.PI * hertz * n) / rate),
  );

/** How strong one tone is in a sound, in dB below a full one. */
function levelOf(samples: Float32Array, hertz: number, rate: number): number {
  let [re, im] = [0, 0];
  for (const [n, sample] of samples.entries()) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / samples.length);
    re += window * sample * Math.cos((2 * Math.PI * hertz * n) / rate);
    im += window * sample * Math.sin((2 * Math.PI * hertz * n) / rate);
  }
  return 20 * Math.log10((4 * Math.hypot(re, im)) / samples.length + 1e-12);
}

describe('another rate', () => {
  test.each([1_000, 5_000, 9_000])('a tone of %i Hz stays, and brings no other', (hertz) => {
    const made = resample(tone(hertz, 1, 22_050), 22_050, 48_000);
    expect(made.length).toBe(48_000);
    expect(levelOf(made, hertz, 48_000)).toBeCloseTo(-6, 0);
    // Where drawing lines between samples would put its mirror.
    expect(levelOf(made, 22_050 - hertz, 48_000)).toBeLessThan(-75);
  });

  test('what a lower rate cannot hold is left out, not folded back', () => {
    const made = resample(tone(10_000, 1, 48_000), 48_000, 16_000);
    expect(levelOf(made, 6_000, 16_000)).toBeLessThan(-75);
  });
});

describe('loudness', () => {
  // ITU-R BS.1770: a full sine of 997 Hz in one channel is -3.01 LUFS.
  test('a tone is as loud as the recommendation says', () => {
    expect(loudnessOf(tone(997, 2, 48_000, 1))).toBeCloseTo(-3.01, 1);
    expect(loudnessOf(new Float32Array(48_000))).toBe(Number.NEGATIVE_INFINITY);
  });

  test('silence between words does not count', () => {
    const words = tone(997, 2, 48_000, 0.1);
    const long = new Float32Array(10 * 48_000);
    long.set(words);
    expect(loudnessOf(long)).toBeCloseTo(loudnessOf(words), 0);
  });

  test.each([0.003, 0.1, 1])('of strength %d it becomes even, and no peak is beyond -3 dB', (strength) => {
    const speech = resample(invented(3, 5), 16_000, 48_000).map((sample) => sample * strength);
    // A click, which alone would keep the rest quiet.
    speech[48_000] = 1;
    const even = evenLoudness(speech);
    expect(Math.abs(loudnessOf(even) - TARGET_LUFS)).toBeLessThan(0.5);
    expect(even.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(0.7085);
  });
});

describe('the ends', () => {
  test('silence goes, and a sound begins and ends softly', () => {
    const sound = new Float32Array(3 * 48_000);
    sound.set(tone(300, 1, 48_000), 48_000);
    const made = trimmed(sound);
    expect(made.length / 48_000).toBeGreaterThan(1.1);
    expect(made.length / 48_000).toBeLessThan(1.3);
    expect(
      trimmed(tone(300, 1, 48_000))
        .slice(-3)
        .every((sample) => Math.abs(sample) < 0.001),
    ).toBe(true);
    expect(trimmed(new Float32Array(48_000))).toHaveLength(0);
  });

  test('what is cut is cut in a pause where there is one', () => {
    const sound = tone(300, 4, 48_000);
    sound.fill(0, 1.5 * 48_000, 1.7 * 48_000);
    const made = cutAt(sound, 2);
    expect(made.length / 48_000).toBeGreaterThanOrEqual(1.5);
    expect(made.length / 48_000).toBeLessThanOrEqual(1.71);
    expect(cutAt(sound, 5)).toBe(sound);
  });
});

describe('files', () => {
  const pcm: Pcm = { samples: resample(invented(5, 3), 16_000, 48_000), rate: 48_000 };

  /** A WAV as other programs write it. */
  function wavAs(kind: number, bits: number, rate: number, channels: number, extensible = false): Buffer {
    const sound = resample(pcm.samples, 48_000, rate);
    const step = bits / 8;
    const data = Buffer.alloc(sound.length * step * channels);
    for (const [n, sample] of sound.entries())
      for (let channel = 0; channel < channels; channel += 1) {
        const at = (n * channels + channel) * step;
        if (kind === 3) data.writeFloatLE(sample, at);
        else data.writeIntLE(Math.round(sample * (2 ** (bits - 1) - 1)), at, step);
      }
    const format = Buffer.alloc(extensible ? 40 : 16);
    format.writeUInt16LE(extensible ? 0xfffe : kind, 0);
    format.writeUInt16LE(channels, 2);
    format.writeUInt32LE(rate, 4);
    format.writeUInt32LE(rate * step * channels, 8);
    format.writeUInt16LE(step * channels, 12);
    format.writeUInt16LE(bits, 14);
    if (extensible) format.writeUInt16LE(kind, 24);
    const chunk = (name: string, body: Buffer) => {
      const head = Buffer.alloc(8);
      head.write(name, 'latin1');
      head.writeUInt32LE(body.length, 4);
      return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
    };
    const body = [
      Buffer.from('WAVE'),
      chunk('LIST', Buffer.from('odd')),
      chunk('fmt ', format),
      chunk('data', data),
    ];
    const head = Buffer.from('RIFF\0\0\0\0', 'latin1');
    return Buffer.concat([head, ...body]);
  }

  test.each([
    [1, 16, 44_100, 1, false],
    [1, 16, 8_000, 2, false],
    [1, 24, 48_000, 2, false],
    [1, 32, 96_000, 1, false],
    [3, 32, 48_000, 1, false],
    [1, 24, 22_050, 1, true],
  ])(
    'WAV of kind %i, %i bits, %i Hz, %i channels becomes a note',
    async (kind, bits, rate, channels, extensible) => {
      const note = await encodeRecording(wavAs(kind, bits, rate, channels, extensible));
      expect(note.seconds).toBeGreaterThan(2.2);
      expect(note.seconds).toBeLessThan(3.1);
      const heard = await decodeNote(note.bytes);
      expect(Math.abs(lufsOf(heard) - TARGET_LUFS)).toBeLessThan(1.5);
      expect(Buffer.from(note.waveform, 'base64')).toHaveLength(64);
    },
  );

  test('a part of a recording, and no more than is wanted', async () => {
    const wav = encodeWav(pcm);
    const part = await encodeRecording(wav, { fromSeconds: 0.5, toSeconds: 1.5 });
    expect(part.seconds).toBeLessThanOrEqual(1);
    expect(part.cut).toBeUndefined();
    const short = await encodeRecording(wav, { maxSeconds: 1.5 });
    expect(short).toMatchObject({ cut: true });
    expect(short.seconds).toBeLessThanOrEqual(1.5);
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['something else', Buffer.from('this is no sound at all, whatever it is called')],
    ['a WAV without sound', wavOf(new Float32Array(0))],
    ['silence', wavOf(new Float32Array(16_000))],
    ['a WAV of a rate that is none', wavOf(new Float32Array(100), 1)],
    ['half a head', wavOf(new Float32Array(100)).subarray(0, 30)],
  ])('%s is refused in one line', async (_, wav) => {
    await expect(encodeRecording(wav)).rejects.toThrow(VoiceError);
  });

  test('WAV and Opus come back as they went', async () => {
    const back = decodeWav(encodeWav(pcm, 48_000)).samples;
    expect(back.length).toBe(pcm.samples.length);
    expect(back.every((sample, n) => Math.abs(sample - (pcm.samples[n] ?? 0)) < 1e-4)).toBe(true);
    expect(encodeWav(pcm, 16_000).readUInt32LE(24)).toBe(16_000);
    const heard = (await decodeNote(await encodeOpus(pcm.samples))).samples;
    expect(heard.length).toBe(pcm.samples.length);
    const quiet = (from: Float32Array) => loudnessOf(from);
    expect(Math.abs(quiet(heard) - quiet(pcm.samples))).toBeLessThan(1);
  });

  test('broken notes are refused or heard as far as they go', async () => {
    const note = await encodeOpus(pcm.samples);
    expect((await decodeNote(note.subarray(0, note.length - 900))).samples.length).toBeGreaterThan(48_000);
    // One byte of a page is wrong: the page is left out, and nothing else.
    const bent = Buffer.from(note);
    bent[note.length - 2_500] = (bent[note.length - 2_500] ?? 0) ^ 0xff;
    await decodeNote(bent);
    for (const file of [Buffer.alloc(0), Buffer.from('OggS'), note.subarray(60), wavOf(pcm.samples)])
      await expect(decodeNote(file)).rejects.toThrow(VoiceError);
  });
});
