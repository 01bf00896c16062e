import { type OpenedCallback, openCallback } from '../../desks/protection/index.ts';
import { PostForm } from '../form.tsx';
import { protecting } from '../guards.ts';
import { isId } from '../ids.ts';
import type { SignedVisit } from '../route.ts';

/** Answers with the page itself: the number must not go into an address or a history. */
export const open = protecting(async (visit) => {
  const { deps, params, staff } = visit;
  const id = params.id ?? '';
  const opened = isId(id) ? await openCallback(deps, { id, staffId: staff.id }) : 'gone';
  if (typeof opened === 'string') return { redirect: '/protection', note: `protection.error.${opened}` };
  deps.log.info('call-back opened', { staffId: staff.id });
  return {
    title: visit.t('protection.title'),
    page: <Opened visit={visit} id={id} opened={opened} />,
  };
});

function Opened(props: { visit: SignedVisit; id: string; opened: OpenedCallback }) {
  const { visit, id, opened } = props;
  const { t } = visit;
  const mine = opened.takenBy === visit.staff.id;
  return (
    <>
      <p>
        <a href="/protection">← {t('protection.title')}</a>
      </p>
      <article>
        <h1>
          <code>{opened.code}</code>
        </h1>
        <dl>
          <dt class="soft">{t('protection.number')}</dt>
          <dd>
            <a href={`tel:${opened.number.replace(/[^\d+]/g, '')}`}>{opened.number}</a>
          </dd>
          <dt class="soft">{t('protection.safe_time')}</dt>
          <dd>{opened.safeTime}</dd>
          <dt class="soft">{t('protection.language')}</dt>
          <dd>{opened.language.toUpperCase()}</dd>
        </dl>
        <p class="note bad">{t('protection.how_to_call')}</p>
        <div class="row">
          {opened.takenBy === null && (
            <PostForm visit={visit} action={`/protection/${id}/take`}>
              <button type="submit">{t('protection.take')}</button>
            </PostForm>
          )}
          {mine && (
            <PostForm visit={visit} action={`/protection/${id}/close`}>
              <button type="submit">{t('protection.close')}</button>
            </PostForm>
          )}
          {opened.takenBy !== null && (
            <PostForm visit={visit} action={`/protection/${id}/release`}>
              <button type="submit" class="second">
                {t('protection.release')}
              </button>
            </PostForm>
          )}
        </div>
        <p class="hint">{t('protection.seen_hint')}</p>
      </article>
    </>
  );
}
