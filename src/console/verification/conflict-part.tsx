import { Field, PostForm } from '../form.tsx';
import type { OnPage } from './on-page.ts';

/** For who has an interest of their own in the claim: it is not theirs to work on. */
export function ConflictPart({ on: { visit, view, typedInto } }: { on: OnPage }) {
  const { t, staff } = visit;
  const { claim, concerned } = view;
  if (concerned.includes(staff.id)) return <p class="note warn">{t('ledger.conflict.yours')}</p>;
  if (claim.state === 'published' || claim.state === 'closed') return null;
  const typed = typedInto('conflict');
  return (
    <details class="card" open={typed !== null}>
      <summary>{t('ledger.conflict.title')}</summary>
      <PostForm visit={visit} action={`/verification/claims/${claim.id}/conflict`}>
        <input type="hidden" name="form" value="conflict" />
        <Field id="conflict_why" label={t('ledger.conflict.why')} hint={t('ledger.conflict.hint')}>
          <input
            id="conflict_why"
            name="conflict_why"
            required
            maxLength={500}
            value={typed?.get('conflict_why')}
          />
        </Field>
        <button type="submit" class="danger">
          {t('ledger.conflict.do')}
        </button>
      </PostForm>
    </details>
  );
}
