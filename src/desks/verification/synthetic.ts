import type { Texts } from '../../i18n.ts';
import { spokenFile } from '../../media/spoken.ts';
import { dropUnheld, keepBlob } from '../../store/blobs.ts';
import { claimToSpeak, dueToSpeak, setSynthetic, type ToSpeak } from '../../store/spoken-verdicts.ts';
import type { Voice, VoiceNote } from '../../voice/index.ts';
import { VoiceError } from '../../voice/index.ts';
import type { Desk } from './desk.ts';
import { bodyWith } from './frame.ts';

/** Longer nobody listens, and WhatsApp plays it at once on a slow link. */
const MOST_SECONDS = 30;
/** In bytes: half a minute of speech at 32 kbit/s. */
const LARGEST = 120_000;
const AT_ONCE = 200;

/** Whose words a computer speaks until a person does. Publication never waits for it: without it the text goes alone. */
export interface Speaking {
  /** Speaks what is due of these verdicts. Never throws for the sake of one text. */
  speak(verdictIds: readonly string[]): Promise<void>;
  /** Verdicts of which something waits too long. */
  due(): Promise<string[]>;
}

interface Speaker extends Pick<Voice, 'languages'> {
  speak(...asked: Parameters<Voice['speak']>): Promise<VoiceNote>;
}

export function openSpeaking(desk: Pick<Desk, 'store' | 'texts' | 'log' | 'now'>, voice: Speaker): Speaking {
  const { store, log } = desk;
  const { languages } = voice;

  const speakOne = async (one: ToSpeak): Promise<void> => {
    const about = { verdictId: one.verdictId, language: one.language };
    const note = await noteOf(desk.texts, voice, one);
    if (note.bytes.length > LARGEST) throw new VoiceError('the note is too large');
    const file = spokenFile(note);
    const kept = await store.db.transaction(async (tx) => {
      const audioId = await keepBlob(tx, { seal: store.seal, hash: store.seal.hashBytes(note.bytes), file });
      if (await setSynthetic(tx, one, audioId)) return true;
      await dropUnheld(tx, [audioId]);
      return false;
    });
    log.info(kept ? 'a verdict was spoken' : 'a verdict was spoken too late', about);
  };

  return {
    async speak(verdictIds) {
      for (const one of await claimToSpeak(store.db, verdictIds, { languages, now: desk.now() })) {
        const about = { verdictId: one.verdictId, language: one.language };
        await speakOne(one).catch((error: unknown) =>
          log.warn('a verdict could not be spoken: its text goes alone', { ...about, error }),
        );
      }
    },
    due: () => dueToSpeak(store.db, { languages, now: desk.now(), limit: AT_ONCE }),
  };
}

/** All that is written; where that takes too long, what it is, why in one sentence, and what one can do. */
async function noteOf(texts: Texts, voice: Speaker, one: ToSpeak): Promise<VoiceNote> {
  const options = { maxSeconds: MOST_SECONDS };
  const { language, summary } = one;
  const note = await voice.speak(wordsToSpeak(texts, one), language, options);
  if (!note.cut || summary === '') return note;
  return voice.speak(wordsToSpeak(texts, { ...one, body: summary }), language, options);
}

const ADDRESS =
  /\bhttps?:\/\/\S+|\bwww\.\S+|\b[\w-]+(\.[\w-]+)*\.(com|ht|org|net|info|gouv|me)(\/\S*)?(?!\w)/giu;

/** The words of a verdict as they are said aloud: its rating first, without addresses, which nobody can follow by ear. */
export function wordsToSpeak(
  texts: Texts,
  { language, rating, body, todo }: Pick<ToSpeak, 'language' | 'rating' | 'body' | 'todo'>,
): string {
  const label = texts.text(language, `verdict.rating.${rating}`);
  return `${label}. ${bodyWith({ body, todo }).replace(ADDRESS, '')}`.replace(/[^\S\n]+/g, ' ').trim();
}
