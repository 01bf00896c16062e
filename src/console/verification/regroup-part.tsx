import { Field, PostForm } from '../form.tsx';
import { pageOf } from '../pages.tsx';
import type { OnPage } from './on-page.ts';

/** The form that the ticks beside the messages belong to. */
export const SPLIT_FORM = 'split-form';

/** Nobody else works on it, and nothing bars the visitor. Whoever moves messages takes the claim in doing so. */
export function mayRegroup({ visit, view, mine }: OnPage): boolean {
  return view.counts.tips > 0 && !view.concerned.includes(visit.staff.id) && (mine || view.holder === null);
}

/** Ticked messages are another rumor: of a new claim, or of one that is there. What it means is asked back first. */
export function SplitPart({ on }: { on: OnPage }) {
  if (!mayRegroup(on)) return null;
  const { visit, view } = on;
  const { t } = visit;
  const typed = on.typedInto('split');
  const page = pageOf(visit, 'tips');
  const at = `/verification/claims/${view.claim.id}/split/check`;
  return (
    <details open={typed !== null} class="regroup">
      <summary>{t('regroup.split.title')}</summary>
      <PostForm visit={visit} action={page > 0 ? `${at}?tips=${page}` : at} id={SPLIT_FORM}>
        <input type="hidden" name="form" value="split" />
        <p class="hint">{t('regroup.split.how')}</p>
        <ClaimNumber id="split-to" label={t('regroup.split.to')} hint={t('regroup.split.to_hint')} on={on} />
        <button type="submit" class="second">
          {t('regroup.go_on')}
        </button>
      </PostForm>
    </details>
  );
}

/** The whole claim is another one's: it goes on there. Where an answer stands, people have it, and it is corrected instead. */
export function SamePart({ on }: { on: OnPage }) {
  const { visit, view } = on;
  const { t } = visit;
  const { claim, verdicts } = view;
  const isOpen = claim.state === 'triage' || claim.state === 'research' || claim.state === 'draft';
  const stands = verdicts.some(({ state }) => state === 'published');
  if (!isOpen || stands || !mayRegroup(on)) return null;
  const typed = on.typedInto('same');
  return (
    <details class="card" open={typed !== null}>
      <summary>{t('regroup.same.title')}</summary>
      <PostForm visit={visit} action={`/verification/claims/${claim.id}/same/check`}>
        <input type="hidden" name="form" value="same" />
        <p class="hint">{t('regroup.same.how')}</p>
        <ClaimNumber id="same-as" label={t('regroup.same.as')} on={on} />
        <button type="submit" class="second">
          {t('regroup.go_on')}
        </button>
      </PostForm>
    </details>
  );
}

function ClaimNumber(props: { id: string; label: string; hint?: string; on: OnPage }) {
  const { id, label, hint, on } = props;
  const typed = on.typedInto(id === 'same-as' ? 'same' : 'split');
  return (
    <Field id={id} label={label} hint={hint}>
      <input
        id={id}
        name="number"
        inputMode="numeric"
        maxLength={12}
        required={id === 'same-as'}
        value={typed?.get('number')}
        autocomplete="off"
      />
    </Field>
  );
}
