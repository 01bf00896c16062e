/**
 * A program of its own: eSpeak NG (GPL-3.0), which nothing else of ours is linked with. It speaks one sentence after the
 * other and ends with the channel. What goes wrong inside of it ends it; who asked starts another one.
 */
import load from '@echogarden/espeak-ng-emscripten';
import type { Answer, Ask } from './protocol.ts';

const { eSpeakNGWorker } = await load();
const speaker = new eSpeakNGWorker();

function speak({ id, voice, rate, text }: Ask): Answer {
  if (speaker.set_voice(voice) !== 0) return { id, failed: 'voice' };
  speaker.set_rate(rate);
  const pieces: Int16Array[] = [];
  const phonemes: string[] = [];
  speaker.synthesize(text, (samples, events) => {
    pieces.push(samples);
    for (const event of events) if (event.type === 'phoneme') phonemes.push(String(event.id ?? ''));
    return false;
  });
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length === 0) return { id, failed: 'silent' };
  const samples = new Int16Array(length);
  let at = 0;
  for (const piece of pieces) {
    samples.set(piece, at);
    at += piece.length;
  }
  const ipa = phonemes.join(' ').replace(/\s+/g, ' ').trim();
  return { id, samples, hertz: speaker.get_samplerate(), ipa };
}

process.on('message', (ask: Ask) => process.send?.(speak(ask)));
process.on('disconnect', () => process.exit(0));
