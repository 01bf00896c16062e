import { type BulletinView, mayCompose } from '../../desks/bulletins/index.ts';
import { Field, PostForm } from '../form.tsx';
import type { SignedVisit } from '../route.ts';

/** On the page of a bulletin: asks for a code with which it comes to one's own phone. */
export function TestSendPart({ visit, view }: { visit: SignedVisit; view: BulletinView }) {
  const { t, deps, staff } = visit;
  const { id, state } = view.bulletin;
  const languages = deps.texts.languages.filter((language) => view.texts[language]);
  if (state === 'ended' || languages.length === 0 || !mayCompose(staff)) return null;
  return (
    <section class="card">
      <h2>{t('testsend.title')}</h2>
      <p class="hint">{t('testsend.text')}</p>
      <PostForm visit={visit} action={`/bulletins/${id}/test`}>
        <Field id="test_language" label={t('testsend.language')}>
          <select id="test_language" name="language">
            {languages.map((language) => (
              <option key={language} value={language}>
                {deps.texts.text(language, 'common.language_name')}
              </option>
            ))}
          </select>
        </Field>
        <button type="submit" class="second">
          {t('testsend.give')}
        </button>
      </PostForm>
    </section>
  );
}
