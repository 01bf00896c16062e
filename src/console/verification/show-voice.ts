import { voiceFile } from '../../desks/verification/index.ts';
import { atDesk } from '../guards.ts';
import { isId } from '../ids.ts';

/** A verdict as it is spoken in one language, for the desk: the public hears it once it is published, elsewhere. */
export const showVoice = atDesk(async ({ deps, params }) => {
  const { id: claimId = '', verdict: verdictId = '', language = '' } = params;
  if (!isId(claimId) || !isId(verdictId)) return { refuse: 404 };
  const file = await voiceFile(deps, { claimId, verdictId, language });
  return file ? { file: { ...file, name: `${verdictId.slice(-8)}-${language}` } } : { refuse: 404 };
});
