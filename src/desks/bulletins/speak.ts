import { spokenFile } from '../../media/spoken.ts';
import { dropUnheld, keepBlob } from '../../store/blobs.ts';
import {
  type BulletinToSpeak,
  claimBulletinsToSpeak,
  setBulletinSpoken,
} from '../../store/spoken-bulletins.ts';
import type { Voice } from '../../voice/index.ts';
import type { BulletinDesk } from './desk.ts';

/** A bulletin is as long as a page: nobody listens to more, and WhatsApp fetches less at once on a slow link. */
const MOST_SECONDS = 90;
/** A few at a time: verdicts are spoken by the same voice. */
const AT_ONCE = 4;

/**
 * Lets a computer speak bulletins that nobody has recorded, for people who would rather listen. Nothing waits for it:
 * what goes out before goes out in writing. Never throws for the sake of one text.
 */
export async function speakBulletins(
  desk: Pick<BulletinDesk, 'store' | 'log'>,
  voice: Pick<Voice, 'languages' | 'speak'>,
): Promise<void> {
  const { languages } = voice;
  for (const one of await claimBulletinsToSpeak(desk.store.db, { languages, limit: AT_ONCE })) {
    await speakOne(desk, voice, one).catch((error: unknown) =>
      desk.log.warn('a bulletin could not be spoken: its text goes alone', {
        bulletinId: one.bulletinId,
        error,
      }),
    );
  }
}

async function speakOne(
  { store }: Pick<BulletinDesk, 'store'>,
  voice: Pick<Voice, 'speak'>,
  one: BulletinToSpeak,
): Promise<void> {
  const note = await voice.speak(one.text, one.language, { maxSeconds: MOST_SECONDS });
  // Half a bulletin may say the opposite of the whole.
  if (note.cut) return;
  const file = spokenFile(note);
  await store.db.transaction(async (tx) => {
    const audioId = await keepBlob(tx, { seal: store.seal, hash: store.seal.hashBytes(note.bytes), file });
    if (!(await setBulletinSpoken(tx, one, audioId))) await dropUnheld(tx, [audioId]);
  });
}
