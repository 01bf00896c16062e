import { MediaError } from '../../core/media-error.ts';
import { attachVoice, DeskError, keepVoice, removeVoice } from '../../desks/verification/index.ts';
import { takeIn } from '../../media/take-in.ts';
import type { SignedVisit } from '../route.ts';
import { verdictIn } from './approve.ts';
import { onClaim } from './on-claim.ts';

/** What was spoken of one language: another recording, the old one is right, or none. */
export const changeVoice = onClaim(async (visit, claim) => {
  const { deps, form } = visit;
  const voice = { ...claim, verdictId: verdictIn(form), language: form.get('language') };
  switch (form.get('do')) {
    case 'keep':
      await keepVoice(deps, voice);
      return 'verification.done.voice_kept';
    case 'remove':
      await removeVoice(deps, voice);
      return 'verification.done.voice_removed';
    default:
      await attachVoice(deps, { ...voice, ...(await recordingOf(visit)) });
      return 'verification.done.voice_added';
  }
});

async function recordingOf({ deps, upload }: SignedVisit) {
  if (upload === null || upload === 'too_big') throw new DeskError('audio_invalid');
  try {
    return { file: await takeIn(upload.bytes, deps.printSound), received: upload.bytes };
  } catch (error) {
    if (!(error instanceof MediaError)) throw error;
    throw new DeskError('audio_invalid');
  }
}
