import type { VerdictView } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import { leads } from '../guards.ts';
import { At } from '../time.tsx';
import { DeliveryLine } from './delivery.tsx';
import { Feedback } from './feedback.tsx';
import type { OnPage } from './on-page.ts';
import { OutThere } from './out-there.tsx';
import { VerdictShown } from './verdict-shown.tsx';

/** What the second and the third person decide on, and what stands and what became of it. */
export function ReviewSection({ on }: { on: OnPage }) {
  const { verdicts } = on.view;
  const waiting = verdicts.find(({ state }) => state === 'check' || state === 'lead');
  const standing = verdicts.find(({ state }) => state === 'published');
  return (
    <>
      {waiting && <Waiting on={on} verdict={waiting} />}
      {standing && <Standing on={on} verdict={standing} />}
    </>
  );
}

function Waiting({ on, verdict }: { on: OnPage; verdict: VerdictView }) {
  const { visit, view } = on;
  const { t } = visit;
  return (
    <section class="card" aria-labelledby="waiting-title">
      <h2 id="waiting-title">{t('verification.verdict.title')}</h2>
      <VerdictShown visit={visit} verdict={verdict} told={view.told} />
      {verdict.state === 'lead' && (
        <p>
          {t('method.review.approved_by', { name: verdict.checkerName ?? '' })}
          {verdict.checkedAt && (
            <>
              {' '}
              <At visit={visit} at={verdict.checkedAt} />
            </>
          )}
        </p>
      )}
      <Decide on={on} verdict={verdict} />
    </section>
  );
}

/** Why this visitor is not the one who decides now; null: they are. */
function notYours({ visit: { staff }, view }: OnPage, verdict: VerdictView): string | null {
  if (view.concerned.includes(staff.id)) return 'desk.error.conflict';
  if (verdict.authorId === staff.id) return 'verification.review.own';
  if (verdict.state !== 'lead') return null;
  if (verdict.checkerId === staff.id) return 'method.review.own_check';
  return leads(staff) ? null : 'method.review.lead_only';
}

function Decide({ on, verdict }: { on: OnPage; verdict: VerdictView }) {
  const { visit, view, typedInto } = on;
  const { t, deps } = visit;
  const at = `/verification/claims/${view.claim.id}`;
  const not = notYours(on, verdict);
  if (not !== null) return <p class="note warn">{t(not)}</p>;
  const typed = typedInto('return');
  const isLast = verdict.state === 'lead' || deps.verdictPeople === 2;
  const action = verdict.state === 'lead' ? 'release-verdict' : 'approve';
  return (
    <div class="decide">
      <h3>{t(verdict.state === 'lead' ? 'method.review.lead_title' : 'verification.review.title')}</h3>
      <p>
        {isLast ? t('verification.review.text', { count: view.counts.askers }) : t('method.review.then_lead')}
      </p>
      <PostForm visit={visit} action={`${at}/${action}`}>
        <input type="hidden" name="verdict" value={verdict.id} />
        <button type="submit">{t(isLast ? 'verification.review.approve' : 'method.review.approve')}</button>
      </PostForm>
      <details open={typed !== null}>
        <summary>{t('verification.review.return')}</summary>
        <PostForm visit={visit} action={`${at}/return`}>
          <input type="hidden" name="form" value="return" />
          <input type="hidden" name="verdict" value={verdict.id} />
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

function Standing({ on, verdict }: { on: OnPage; verdict: VerdictView }) {
  const { visit, view } = on;
  const { t } = visit;
  const { claim } = view;
  return (
    <section class="card" aria-labelledby="standing-title">
      <h2 id="standing-title">{t('method.standing.title')}</h2>
      <VerdictShown visit={visit} verdict={verdict} told={[]} />
      <div class="published">
        <p>
          {t('verification.review.published_by', { name: verdict.leadName ?? verdict.checkerName ?? '' })}{' '}
          {verdict.decidedAt && <At visit={visit} at={verdict.decidedAt} />}
          {claim.code && <> · {t('method.standing.code', { code: claim.code })}</>}
        </p>
        {claim.code && <OutThere visit={visit} code={claim.code} verdict={verdict} />}
        {view.delivery && <DeliveryLine visit={visit} claimId={claim.id} delivery={view.delivery} />}
        <Feedback visit={visit} feedback={view.feedback} />
      </div>
      {claim.state === 'published' && (
        <PostForm visit={visit} action={`/verification/claims/${claim.id}/correct`}>
          <button type="submit" class="second">
            {t('method.standing.correct')}
          </button>
        </PostForm>
      )}
      {leads(visit.staff) && <Withdraw on={on} verdictId={verdict.id} />}
    </section>
  );
}

function Withdraw({ on: { visit, view, typedInto }, verdictId }: { on: OnPage; verdictId: string }) {
  const { t } = visit;
  const typed = typedInto('withdraw');
  return (
    <details open={typed !== null}>
      <summary>{t('method.standing.withdraw')}</summary>
      <p>{t('method.standing.withdraw_text')}</p>
      <PostForm visit={visit} action={`/verification/claims/${view.claim.id}/withdraw`}>
        <input type="hidden" name="form" value="withdraw" />
        <input type="hidden" name="verdict" value={verdictId} />
        <Field id="withdraw-why" label={t('method.standing.withdraw_why')}>
          <textarea id="withdraw-why" name="why" required maxLength={2000} rows={2} class="low">
            {typed?.get('why')}
          </textarea>
        </Field>
        <button type="submit" class="danger">
          {t('method.standing.withdraw_do')}
        </button>
      </PostForm>
    </details>
  );
}
