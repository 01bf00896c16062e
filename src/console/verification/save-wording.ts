import { setWording } from '../../desks/verification/index.ts';
import { onClaim } from './on-claim.ts';

export const saveWording = onClaim(async ({ deps, form }, claim) => {
  const { languages } = deps.texts;
  const wording = Object.fromEntries(
    languages.map((language) => [language, form.get(`wording.${language}`)]),
  );
  await setWording(deps, { ...claim, wording });
  return 'verification.done.worded';
});
