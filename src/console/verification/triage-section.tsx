import { Field, PostForm } from '../form.tsx';
import type { OnPage } from './on-page.ts';

/** The two questions before any work: is it a fact, and can it be checked. Where not, there are the ways out. */
export function Triage({ on: { visit, view, mine, typedInto } }: { on: OnPage }) {
  const { t } = visit;
  const typed = typedInto('assess');
  return (
    <section class="card" id="triage" aria-labelledby="triage-title">
      <h2 id="triage-title">{t('method.triage.title')}</h2>
      <ol class="questions">
        <li>{t('method.triage.fact')}</li>
        <li>{t('method.triage.checkable')}</li>
      </ol>
      {mine || typed ? (
        <PostForm visit={visit} action={`/verification/claims/${view.claim.id}/assess`}>
          <input type="hidden" name="form" value="assess" />
          <Field id="assess-why" label={t('method.triage.why')} hint={t('method.triage.why_hint')}>
            <textarea id="assess-why" name="why" required maxLength={2000} rows={2} class="low">
              {typed?.get('why')}
            </textarea>
          </Field>
          {mine && <button type="submit">{t('method.triage.yes')}</button>}
        </PostForm>
      ) : (
        <p class="empty">{t('method.triage.take')}</p>
      )}
    </section>
  );
}
