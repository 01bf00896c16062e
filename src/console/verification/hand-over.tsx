import { Field, PostForm } from '../form.tsx';
import type { OnPage } from './on-page.ts';

/** For who holds the claim: give it to a colleague, with a word. */
export function HandOver({ on: { visit, view, colleagues } }: { on: OnPage }) {
  const { t } = visit;
  if (colleagues.length === 0) return null;
  return (
    <details>
      <summary>{t('method.hand.title')}</summary>
      <PostForm visit={visit} action={`/verification/claims/${view.claim.id}/hand-over`}>
        <Field id="hand-to" label={t('method.hand.to')}>
          <select id="hand-to" name="to" required>
            {colleagues.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </Field>
        <Field id="hand-note" label={t('method.hand.note')}>
          <input id="hand-note" name="word" maxLength={500} />
        </Field>
        <button type="submit" class="second">
          {t('method.hand.do')}
        </button>
      </PostForm>
    </details>
  );
}

/** Whom it was given to, until somebody takes it. */
export function HandedTo({ on: { visit, view, colleagues } }: { on: OnPage }) {
  const { claim, events } = view;
  if (claim.handedTo === null) return null;
  const note = events.find(({ what }) => what === 'handed' || what === 'returned')?.why;
  const name = colleagues.find(({ id }) => id === claim.handedTo)?.name ?? '';
  const isYou = claim.handedTo === visit.staff.id;
  return (
    <div class="note warn">
      {isYou ? visit.t('method.hand.yours') : visit.t('method.hand.theirs', { name })}
      {note && <p class="said">{note}</p>}
    </div>
  );
}
