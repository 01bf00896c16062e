import { type OpenedTeller, openTeller } from '../../desks/watch/index.ts';
import { watching } from '../guards.ts';
import { isId } from '../ids.ts';
import type { SignedVisit } from '../route.ts';

/** Answers with the page itself: a name and a number must not go into an address or a history. */
export const openTellerPage = watching(async (visit) => {
  const { deps, params, form, staff } = visit;
  const [id, reportId] = [params.id ?? '', form.get('report')];
  if (!isId(id) || !isId(reportId)) return { refuse: 404 };
  const opened = await openTeller(deps.watch, { incidentId: id, reportId, by: staff, why: form.get('why') });
  if (opened === 'rights') return { refuse: 403 };
  if (typeof opened === 'string')
    return { redirect: `/watch/incidents/${id}`, note: `watch.error.${opened}` };
  deps.log.info('who told a report was opened', { reportId, staffId: staff.id });
  return { title: visit.t('watch.teller_title'), page: <Opened visit={visit} id={id} opened={opened} /> };
});

function Opened(props: { visit: SignedVisit; id: string; opened: OpenedTeller }) {
  const { visit, id, opened } = props;
  const { t } = visit;
  return (
    <>
      <p>
        <a href={`/watch/incidents/${id}`}>← {t('watch.back')}</a>
      </p>
      <article class="card">
        <h1>{t('watch.teller_title')}</h1>
        {opened.observer ? (
          <p>
            <b>{opened.observer.name}</b> · <code>{opened.observer.number}</code>
          </p>
        ) : (
          <p>{t('watch.citizen')}</p>
        )}
        <ul>
          {opened.phones.map((phone) => (
            <li key={phone}>
              <a href={`tel:${phone.replace(/[^\d+]/g, '')}`}>{phone}</a>
            </li>
          ))}
        </ul>
        <p class="note bad">{t('watch.call_safely')}</p>
      </article>
    </>
  );
}
