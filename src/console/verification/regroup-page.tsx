import type { RegroupView } from '../../desks/verification/index.ts';
import { Field, PostForm } from '../form.tsx';
import { Files } from '../media/files.tsx';
import type { Answer, SignedVisit } from '../route.ts';
import { claimName } from './claim-list.tsx';

/** What is asked back. */
export interface Regroup {
  readonly kind: 'split' | 'same';
  readonly view: RegroupView;
  /** What was ticked; of `same` nothing: all of it goes. */
  readonly tipIds: readonly string[];
}

/** Before messages change their claim: which, where to, and who hears what. Nothing has happened yet. */
export function regroupPage(visit: SignedVisit, { kind, view, tipIds }: Regroup): Answer {
  const { t } = visit;
  const { claim, target } = view;
  const at = `/verification/claims/${claim.id}`;
  return {
    title: t(`regroup.${kind}.sure`),
    styles: ['verification.css'],
    page: (
      <>
        <p>
          <a href={at}>← {claimName(visit, claim)}</a>
        </p>
        <h1>{t(`regroup.${kind}.sure`)}</h1>
        <section class="card" aria-labelledby="moving">
          <h2 id="moving">{t('regroup.moving', { count: view.tips })}</h2>
          <ul class="tips">
            {view.shown.map((tip) => (
              <li key={tip.id}>
                <blockquote dir="auto">
                  {tip.text ?? <em class="soft">{t('verification.tip.no_text')}</em>}
                </blockquote>
                <Files visit={visit} files={tip.files} />
              </li>
            ))}
          </ul>
          {view.tips > view.shown.length && (
            <p class="soft">{t('verification.tips.more', { count: view.tips - view.shown.length })}</p>
          )}
        </section>
        <Target visit={visit} target={target} />
        <section class="card" aria-labelledby="means">
          <h2 id="means">{t('regroup.means')}</h2>
          <ul>
            <li>{t('verification.claim.asked', { count: view.askers })}</li>
            {view.had > 0 && <li>{t('regroup.had', { count: view.had })}</li>}
            <li>{t(target?.answered ? 'regroup.at_once' : 'regroup.later')}</li>
            <li>{t(`regroup.${kind}.undo`)}</li>
          </ul>
          <Sure visit={visit} at={at} kind={kind} view={view} tipIds={tipIds} />
        </section>
      </>
    ),
  };
}

function Target({ visit, target }: { visit: SignedVisit; target: RegroupView['target'] }) {
  const { t } = visit;
  if (!target) return <p class="card">{t('regroup.split.new')}</p>;
  const { claim, shown } = target;
  return (
    <section class="card" aria-labelledby="target">
      <h2 id="target">{t('regroup.target')}</h2>
      <p class="row">
        <a href={`/verification/claims/${claim.id}`}>{claimName(visit, claim)}</a>
        <span class="badge">{t(`queue.state.${claim.state}`)}</span>
      </p>
      <ul class="tips">
        {shown.map((tip) => (
          <li key={tip.id}>
            <blockquote dir="auto">
              {tip.text ?? <em class="soft">{t('verification.tip.no_text')}</em>}
            </blockquote>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sure(props: Regroup & { visit: SignedVisit; at: string }) {
  const { visit, at, kind, view, tipIds } = props;
  const { t } = visit;
  return (
    <PostForm visit={visit} action={`${at}/${kind}`}>
      <input type="hidden" name="form" value={kind} />
      <input type="hidden" name="number" value={view.target?.claim.seq ?? ''} />
      {tipIds.map((id) => (
        <input type="hidden" name="tip" value={id} key={id} />
      ))}
      <Field id="why" label={t('regroup.why')} hint={t('regroup.why_hint')}>
        <input id="why" name="why" required maxLength={500} autocomplete="off" />
      </Field>
      <p class="row">
        <button type="submit">{t(`regroup.${kind}.do`)}</button>
        <a href={at}>{t('regroup.leave')}</a>
      </p>
    </PostForm>
  );
}
