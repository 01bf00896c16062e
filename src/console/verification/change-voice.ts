import {
  attachVoice,
  DeskError,
  keepVoice,
  recordingOf,
  removeVoice,
  voiceFile,
} from '../../desks/verification/index.ts';
import type { SignedVisit } from '../route.ts';
import { verdictIn } from './approve.ts';
import { showPhoneCode } from './by-phone.tsx';
import { type OfClaim, onClaimPage } from './on-claim.ts';

/** What was spoken of one language: another recording, less of the one there is, one by phone, the old one, or none. */
export const changeVoice = onClaimPage(async (visit, claim) => {
  if (visit.form.get('do') === 'phone') return showPhoneCode(visit, claim);
  return { redirect: `/verification/claims/${claim.claimId}`, note: await change(visit, claim) };
});

/** @returns the key of what is said */
async function change({ deps, form, upload }: SignedVisit, claim: OfClaim): Promise<string> {
  const voice = { ...claim, verdictId: verdictIn(form), language: form.get('language') };
  switch (form.get('do')) {
    case 'keep':
      await keepVoice(deps, voice);
      return 'verification.done.voice_kept';
    case 'remove':
      await removeVoice(deps, voice);
      return 'verification.done.voice_removed';
    case 'cut': {
      const before = await voiceFile(deps, voice);
      if (!before) throw new DeskError('text_missing', { language: voice.language });
      const cut = { fromSeconds: secondsIn(form.get('from')), toSeconds: secondsIn(form.get('to')) };
      await attachVoice(deps, { ...voice, ...(await recordingOf(before.bytes, deps.printSound, cut)) });
      return 'verification.done.voice_cut';
    }
    default: {
      if (upload === null || upload === 'too_big') throw new DeskError('audio_invalid');
      await attachVoice(deps, { ...voice, ...(await recordingOf(upload.bytes, deps.printSound)) });
      return 'verification.done.voice_added';
    }
  }
}

/** @throws DeskError `audio_invalid` */
function secondsIn(typed: string): number {
  const seconds = Number(typed.replace(',', '.'));
  if (typed.trim() === '' || !Number.isFinite(seconds) || seconds < 0) throw new DeskError('audio_invalid');
  return seconds;
}
