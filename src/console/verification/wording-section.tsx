import { Field, PostForm } from '../form.tsx';
import type { OnPage } from './on-page.ts';

/** Nobody else reads a version of it yet. */
const BEFORE_REVIEW = new Set(['triage', 'research', 'draft']);

/** The claim in our words. Changes until it is submitted: what a second person reads stays as it is. */
export function WordingSection({ on: { visit, view, mine, typedInto } }: { on: OnPage }) {
  const { t, deps } = visit;
  const { claim } = view;
  const typed = typedInto('wording');
  const title = <h2 id="wording-title">{t('verification.wording.title')}</h2>;
  if (!BEFORE_REVIEW.has(claim.state) || (!mine && !typed)) {
    return (
      <section class="card" aria-labelledby="wording-title">
        {title}
        {Object.keys(claim.wording).length === 0 && <p class="empty">{t('verification.wording.none')}</p>}
        {deps.texts.languages
          .filter((language) => claim.wording[language] !== undefined)
          .map((language) => (
            <p key={language} lang={language} dir="auto">
              <b class="language">{language}</b> {claim.wording[language]}
            </p>
          ))}
      </section>
    );
  }
  return (
    <section class="card" id="wording" aria-labelledby="wording-title">
      {title}
      <p class="hint">{t('verification.wording.hint')}</p>
      <PostForm visit={visit} action={`/verification/claims/${claim.id}/wording`}>
        <input type="hidden" name="form" value="wording" />
        {deps.texts.languages.map((language) => {
          const name = `wording.${language}`;
          return (
            <Field key={language} id={name} label={deps.texts.text(language, 'common.language_name')}>
              <textarea id={name} name={name} lang={language} rows={2} maxLength={500} class="low">
                {typed ? typed.get(name) : claim.wording[language]}
              </textarea>
            </Field>
          );
        })}
        {mine && (
          <button type="submit" class="second">
            {t('verification.wording.save')}
          </button>
        )}
      </PostForm>
    </section>
  );
}
