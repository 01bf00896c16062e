import { EXITS } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import type { OnPage } from './on-page.ts';

/** A duplicate goes on elsewhere: see regroup-part.tsx. */
const ENDS = EXITS.filter((as) => as !== 'duplicate');

/** How a claim ends without a verdict, and how that is undone. */
export function WaysOut({ on }: { on: OnPage }) {
  const { claim, verdicts } = on.view;
  if (claim.state === 'closed') return <Closed on={on} />;
  const isOpen = claim.state === 'triage' || claim.state === 'research' || claim.state === 'draft';
  const stands = verdicts.some(({ state }) => state === 'published');
  if (!isOpen || stands || !on.mine) return null;
  return <Close on={on} />;
}

function Close({ on: { visit, view, typedInto } }: { on: OnPage }) {
  const { t } = visit;
  const typed = typedInto('close');
  return (
    <details class="card" open={typed !== null}>
      <summary>{t('method.exit.title')}</summary>
      <p>{t('method.exit.text', { count: view.counts.askers })}</p>
      <PostForm visit={visit} action={`/verification/claims/${view.claim.id}/close`}>
        <input type="hidden" name="form" value="close" />
        <fieldset>
          <legend>{t('method.exit.how')}</legend>
          {ENDS.map((as) => (
            <label key={as} class="row">
              <input type="radio" name="as" value={as} required checked={typed?.get('as') === as} />{' '}
              {t(`desk.exit.${as}`)}
            </label>
          ))}
        </fieldset>
        <Field id="said" label={t('method.exit.said')} hint={t('method.exit.said_hint')}>
          <input id="said" name="said" maxLength={160} value={typed?.get('said')} />
        </Field>
        <Field id="close-why" label={t('method.exit.why')} hint={t('method.exit.why_hint')}>
          <textarea id="close-why" name="why" required maxLength={2000} rows={2} class="low">
            {typed?.get('why')}
          </textarea>
        </Field>
        <button type="submit" class="danger">
          {t('method.exit.do')}
        </button>
      </PostForm>
    </details>
  );
}

function Closed({ on: { visit, view, typedInto } }: { on: OnPage }) {
  const { t } = visit;
  const { claim } = view;
  const typed = typedInto('reopen');
  const closing = view.events.find(({ what }) => what === claim.closedAs || what === 'handed_to_watch');
  return (
    <section class="card" aria-labelledby="closed-title">
      <h2 id="closed-title">{t('method.exit.closed')}</h2>
      <p>
        <b>{claim.closedAs && t(`desk.exit.${claim.closedAs}`)}</b>
        {claim.duplicateOf && (
          <>
            {' '}
            <a href={`/verification/claims/${claim.duplicateOf}`}>{t('method.exit.goes_on')}</a>
          </>
        )}
      </p>
      {closing?.what === claim.closedAs && closing?.why && <p class="said">{closing.why}</p>}
      <details open={typed !== null}>
        <summary>{t('method.exit.reopen')}</summary>
        <PostForm visit={visit} action={`/verification/claims/${claim.id}/reopen`}>
          <input type="hidden" name="form" value="reopen" />
          <Field id="reopen-why" label={t('method.exit.reopen_why')} hint={t('method.exit.reopen_hint')}>
            <textarea id="reopen-why" name="why" required maxLength={2000} rows={2} class="low">
              {typed?.get('why')}
            </textarea>
          </Field>
          <button type="submit">{t('method.exit.reopen_do')}</button>
        </PostForm>
      </details>
    </section>
  );
}
