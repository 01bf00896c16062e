import type { BulletinView } from '../../desks/bulletins/index.ts';
import { Field, PostForm } from '../form.tsx';
import { leads } from '../guards.ts';
import type { SignedVisit } from '../route.ts';

/** For the second person: to agree, or to give it back and say why. */
export function Review(props: { visit: SignedVisit; view: BulletinView; why: string }) {
  const { visit, view, why } = props;
  const { t, staff } = visit;
  const { id, version, authorId, editorId } = view.bulletin;
  const own = authorId === staff.id || editorId === staff.id;
  return (
    <section class="card review">
      <h2>{t('bulletins.review.title')}</h2>
      {own || !leads(staff) ? (
        <p class="note warn">{t(own ? 'bulletins.review.own' : 'bulletins.review.waits')}</p>
      ) : (
        <PostForm visit={visit} action={`/bulletins/${id}/approve`}>
          <input type="hidden" name="version" value={version} />
          <p>{t('bulletins.review.text')}</p>
          <button type="submit">{t('bulletins.review.approve')}</button>
        </PostForm>
      )}
      <PostForm visit={visit} action={`/bulletins/${id}/back`} class="back">
        <input type="hidden" name="version" value={version} />
        <Field id="why" label={t('bulletins.review.why')}>
          <textarea id="why" name="why" required maxLength={500} rows={2}>
            {why}
          </textarea>
        </Field>
        <button type="submit" class="second">
          {t('bulletins.review.back')}
        </button>
      </PostForm>
    </section>
  );
}

/** It will not go out any more. What is under way is stopped on its own page. */
export function EndIt({ visit, view }: { visit: SignedVisit; view: BulletinView }) {
  const { t, staff } = visit;
  const { id, version, state } = view.bulletin;
  if (state === 'ended' || (state === 'approved' && !leads(staff))) return null;
  return (
    <details class="card">
      <summary>{t('bulletins.end.title')}</summary>
      <PostForm visit={visit} action={`/bulletins/${id}/end`}>
        <input type="hidden" name="version" value={version} />
        <p>{t('bulletins.end.text')}</p>
        <button type="submit" class="danger">
          {t('bulletins.end.do')}
        </button>
      </PostForm>
    </details>
  );
}
