import { VoiceError } from '../../voice/index.ts';
import { testing } from './guard.ts';

/** One take, by its letter. A voice that is away answers nothing: ours must not be marked in its name. */
export const playTake = testing(async (visit, { language, sheet }) => {
  const { sentence = '', letter = '' } = visit.params;
  const item = sheet.find((one) => one.sentence === sentence);
  const take = item?.takes.find((one) => one.letter === letter);
  if (!item || !take) return { refuse: 404 };
  const { voice } = visit.deps;
  try {
    const note = await voice.speak(item.text, language, { engine: take.engine });
    // Where a plugged voice fails, the built-in one speaks.
    if (note.engine !== take.engine) return { refuse: 404 };
    const file = { bytes: note.bytes, contentType: 'audio/ogg', kind: 'audio' as const };
    return { file: { ...file, name: `${sentence}-${letter}` } };
  } catch (error) {
    if (!(error instanceof VoiceError)) throw error;
    return { refuse: 404 };
  }
});
