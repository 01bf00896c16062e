import { setImmediate as breathe } from 'node:timers/promises';
import { type Pcm, VoiceError } from '../note.ts';
import { oggOf, opusIn } from './ogg.ts';

const RATE = 48_000;
const FRAME = 960;
const BIT_RATE = 16_000;

/** Of opus_defines.h. */
const [SET_BITRATE, SET_COMPLEXITY, SET_SIGNAL, GET_LOOKAHEAD, SIGNAL_VOICE] = [4002, 4010, 4024, 4027, 3001];

/** Of 10: what is above costs twice the time and is not heard in speech. */
const COMPLEXITY = 6;

/** Others want to be served, too: some 10 ms of work, then a breath. */
const FRAMES_AT_ONCE = 40;

/** Longer ones are no voice notes. */
const LONGEST_SECONDS = 1_800;

/** Loaded with the first note: a start should not wait for it. */
const codec = () => import('@evan/opus/wasm/index.mjs');

/** @param samples one channel at 48 kHz @returns Opus in Ogg, about 16 kbit/s */
export async function encodeOpus(samples: Float32Array): Promise<Buffer> {
  const { Encoder } = await codec();
  const encoder = new Encoder({ channels: 1, sample_rate: RATE, application: 'voip' });
  try {
    encoder.ctl(SET_BITRATE, BIT_RATE);
    encoder.ctl(SET_COMPLEXITY, COMPLEXITY);
    encoder.ctl(SET_SIGNAL, SIGNAL_VOICE);
    const preSkip = encoder.ctl(GET_LOOKAHEAD);
    const packets: Uint8Array[] = [];
    const frame = new Int16Array(FRAME);
    // What the encoder holds back at the end must be pushed out.
    for (let at = 0; at < samples.length + preSkip; at += FRAME) {
      for (let n = 0; n < FRAME; n += 1)
        frame[n] = Math.round(32_767 * Math.max(-1, Math.min(1, samples[at + n] ?? 0)));
      packets.push(encoder.encode(frame));
      if (packets.length % FRAMES_AT_ONCE === 0) await breathe();
    }
    return oggOf(packets, samples.length, preSkip);
  } finally {
    encoder.drop();
  }
}

/** @throws VoiceError where it is no Opus, broken or longer than half an hour, or than asked for */
export async function decodeOpus(file: Buffer, longest = LONGEST_SECONDS): Promise<Pcm> {
  const { channels, preSkip, gain, packets, samples } = opusIn(file);
  if (samples > longest * RATE || packets.length > longest * 400)
    throw new VoiceError(`this is longer than ${longest / 60} minutes`);
  const { Decoder } = await codec();
  const decoder = new Decoder({ channels, sample_rate: RATE });
  const made = new Float32Array(samples + preSkip);
  try {
    let at = 0;
    for (const [number, packet] of packets.entries()) {
      const bytes = decoder.decode(packet);
      const sound = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 2);
      for (let n = 0; n < sound.length && at < made.length; n += channels, at += 1) {
        const both = channels === 1 ? (sound[n] ?? 0) : ((sound[n] ?? 0) + (sound[n + 1] ?? 0)) / 2;
        made[at] = (both / 32_768) * gain;
      }
      if (number % FRAMES_AT_ONCE === 0) await breathe();
    }
  } catch {
    throw new VoiceError('this Opus is broken');
  } finally {
    decoder.drop();
  }
  return { samples: made.subarray(preSkip), rate: RATE };
}
