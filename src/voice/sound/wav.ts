import { type Pcm, VoiceError } from '../note.ts';
import { resample } from './resample.ts';

const [PCM, FLOAT, EXTENSIBLE] = [1, 3, 0xfffe];

/** Longer ones are no voice notes. */
const LONGEST_SECONDS = 1_800;

interface Format {
  readonly kind: number;
  readonly channels: number;
  readonly hertz: number;
  readonly bits: number;
}

function formatOf(chunk: Buffer): Format {
  if (chunk.length < 16) throw new VoiceError('this WAV has no format');
  const kind = chunk.readUInt16LE(0);
  return {
    // What it really is stands further behind, as the beginning of a long name.
    kind: kind === EXTENSIBLE && chunk.length >= 26 ? chunk.readUInt16LE(24) : kind,
    channels: chunk.readUInt16LE(2),
    hertz: chunk.readUInt32LE(4),
    bits: chunk.readUInt16LE(14),
  };
}

function readerOf({ kind, bits }: Format, data: Buffer): (at: number) => number {
  if (kind === PCM && bits === 16) return (at) => data.readInt16LE(at) / 2 ** 15;
  if (kind === PCM && bits === 24) return (at) => data.readIntLE(at, 3) / 2 ** 23;
  if (kind === PCM && bits === 32) return (at) => data.readInt32LE(at) / 2 ** 31;
  if (kind === FLOAT && bits === 32) return (at) => data.readFloatLE(at);
  if (kind === FLOAT && bits === 64) return (at) => data.readDoubleLE(at);
  throw new VoiceError('this WAV is not of 16, 24 or 32 bits or float');
}

/** The parts that count. A size that is wrong, as programs write that do not know it yet, means: to the end. */
function chunksOf(file: Buffer): { format: Format; data: Buffer } {
  if (
    file.length < 12 ||
    file.toString('latin1', 0, 4) !== 'RIFF' ||
    file.toString('latin1', 8, 12) !== 'WAVE'
  )
    throw new VoiceError('this is no WAV');
  let format: Format | undefined;
  for (let at = 12; at + 8 <= file.length; ) {
    const name = file.toString('latin1', at, at + 4);
    const size = file.readUInt32LE(at + 4);
    const chunk = file.subarray(at + 8, Math.min(file.length, at + 8 + size));
    if (name === 'fmt ') format = formatOf(chunk);
    if (name === 'data' && format) return { format, data: chunk };
    at += 8 + size + (size % 2);
  }
  throw new VoiceError('this WAV has no sound');
}

/**
 * Reads a WAV, whatever its rate, as one channel at 48 kHz.
 * @throws VoiceError
 */
export function decodeWav(file: Buffer): Pcm {
  const { format, data } = chunksOf(file);
  const { channels, hertz, bits } = format;
  if (channels !== 1 && channels !== 2)
    throw new VoiceError(`this WAV has ${channels} channels: one or two can be read`);
  if (hertz < 4_000 || hertz > 384_000) throw new VoiceError(`this WAV has ${hertz} samples a second`);
  const read = readerOf(format, data);
  const step = bits / 8;
  const length = Math.floor(data.length / (step * channels));
  if (length > LONGEST_SECONDS * hertz) throw new VoiceError('this is longer than half an hour');
  const samples = new Float32Array(length);
  for (let n = 0; n < length; n += 1) {
    const at = n * step * channels;
    const value = channels === 1 ? read(at) : (read(at) + read(at + step)) / 2;
    // A float may be anything; a single NaN would silence the whole filter.
    samples[n] = Number.isFinite(value) ? Math.max(-4, Math.min(4, value)) : 0;
  }
  return { samples: resample(samples, hertz, 48_000), rate: 48_000 };
}

/** As WAV of 16 bits, one channel. @param rate in hertz */
export function encodeWav({ samples, rate: from }: Pcm, rate = 48_000): Buffer {
  const sound = resample(samples, from, rate);
  const file = Buffer.alloc(44 + 2 * sound.length);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + 2 * sound.length, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(PCM, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(2 * rate, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(2 * sound.length, 40);
  for (const [n, sample] of sound.entries())
    file.writeInt16LE(Math.round(32_767 * Math.max(-1, Math.min(1, sample))), 44 + 2 * n);
  return file;
}
