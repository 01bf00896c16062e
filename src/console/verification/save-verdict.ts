import { DeskError, saveDraft, submit } from '../../desks/verification/index.ts';
import { RATINGS } from '../../store/verdicts.ts';
import { isId } from '../ids.ts';
import { onClaim } from './on-claim.ts';

/** Saves what was written; with the other button it goes on to a second person. */
export const saveVerdict = onClaim(async ({ deps, form }, claim) => {
  const rating = RATINGS.find((each) => each === form.get('rating'));
  if (!rating) throw new DeskError('rating_unknown');
  const texts = Object.fromEntries(
    deps.texts.languages.map((language) => [
      language,
      {
        summary: form.get(`summary.${language}`),
        body: form.get(`body.${language}`),
        todo: form.get(`todo.${language}`),
      },
    ]),
  );
  const changed = Object.fromEntries(
    deps.texts.languages.map((language) => [language, form.get(`changed.${language}`)]),
  );
  const sources = form.all('source').filter(isId);
  await saveDraft(deps, { ...claim, rating, texts, changed, sources });
  if (form.get('then') !== 'submit') return 'verification.done.saved';
  await submit(deps, claim);
  return 'verification.done.submitted';
});
