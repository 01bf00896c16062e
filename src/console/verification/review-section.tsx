import { Field, PostForm } from '../form.tsx';
import { At } from '../time.tsx';
import { DeliveryLine } from './delivery.tsx';
import { Feedback } from './feedback.tsx';
import type { OnPage } from './on-page.ts';
import { VerdictShown } from './verdict-shown.tsx';

/** The second person's part, and afterwards what became of it. */
export function ReviewSection({ on }: { on: OnPage }) {
  const { visit, view } = on;
  const { t } = visit;
  const [verdict] = view.verdicts;
  if (!verdict) return null;
  return (
    <section class="card" aria-labelledby="verdict-title">
      <h2 id="verdict-title">{t('verification.verdict.title')}</h2>
      <VerdictShown visit={visit} verdict={verdict} />
      {verdict.state === 'check' && <Decide on={on} verdictId={verdict.id} authorId={verdict.authorId} />}
      {verdict.state === 'published' && verdict.decidedAt && (
        <div class="published">
          <p>
            {t('verification.review.published_by', { name: verdict.checkerName ?? '' })}{' '}
            <At visit={visit} at={verdict.decidedAt} />
          </p>
          {view.delivery && <DeliveryLine visit={visit} claimId={view.claim.id} delivery={view.delivery} />}
          <Feedback visit={visit} feedback={view.feedback} />
        </div>
      )}
    </section>
  );
}

function Decide({ on, verdictId, authorId }: { on: OnPage; verdictId: string; authorId: string }) {
  const { visit, view, typedInto } = on;
  const { t } = visit;
  const at = `/verification/claims/${view.claim.id}`;
  if (authorId === visit.staff.id) return <p class="note warn">{t('verification.review.own')}</p>;
  const typed = typedInto('return');
  return (
    <div class="decide">
      <h3>{t('verification.review.title')}</h3>
      <p>{t('verification.review.text', { count: view.counts.askers })}</p>
      <PostForm visit={visit} action={`${at}/approve`}>
        <input type="hidden" name="verdict" value={verdictId} />
        <button type="submit">{t('verification.review.approve')}</button>
      </PostForm>
      <details open={typed !== null}>
        <summary>{t('verification.review.return')}</summary>
        <PostForm visit={visit} action={`${at}/return`}>
          <input type="hidden" name="form" value="return" />
          <input type="hidden" name="verdict" value={verdictId} />
          <Field id="why" label={t('verification.review.why')}>
            <textarea id="why" name="why" required maxLength={2000} rows={3} class="low">
              {typed?.get('why')}
            </textarea>
          </Field>
          <button type="submit" class="danger">
            {t('verification.review.return_do')}
          </button>
        </PostForm>
      </details>
    </div>
  );
}
