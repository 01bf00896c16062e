import { type IncidentView, mayOpenPeople, type SourceSeen } from '../../desks/watch/index.ts';
import { OVER } from '../../store/incidents.ts';
import type { SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { WhyForm } from './why-form.tsx';
import { codeName } from './words.tsx';

/** All but the first are for who answers for observers: an institution must not learn that somebody gave a sign. */
const MARKS = ['strangePhone', 'onceRefused', 'seized', 'duress'] as const;

/** What tells of it: never who, and words without the numbers of who wrote them. */
export function SourcesSection({ visit, view }: { visit: SignedVisit; view: IncidentView }) {
  const { t } = visit;
  return (
    <section class="card">
      <h2>{t('watch.sources', { count: view.reports })}</h2>
      {view.sources.length < view.reports && (
        <p class="hint">{t('watch.latest', { count: view.sources.length })}</p>
      )}
      <ul class="sources">
        {view.sources.map((source) => (
          <li key={source.reportId}>
            <Source visit={visit} view={view} source={source} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Source(props: { visit: SignedVisit; view: IncidentView; source: SourceSeen }) {
  const { visit, view, source } = props;
  const { t } = visit;
  const { incident } = view;
  const open = !OVER.includes(incident.state);
  const at = `/watch/incidents/${incident.id}`;
  const about = { name: 'report', value: source.reportId };
  return (
    <>
      <p class="row">
        <code>{source.number}</code>
        <span class="badge">
          {source.letter === null ? t('watch.citizen') : t('watch.organisation', { letter: source.letter })}
        </span>
        <At visit={visit} at={source.seenAt} />
        {source.times > 1 && <span class="soft">{t('watch.times', { count: source.times })}</span>}
        {MARKS.filter((mark) => mark === 'strangePhone' || mayOpenPeople(visit.staff)).map(
          (mark) => source[mark] && <span class="badge bad">{t(`watch.mark.${mark}`)}</span>,
        )}
        {source.withdrawnAt !== null && <span class="badge warn">{t('watch.mark.withdrawn')}</span>}
      </p>
      <p>
        {source.items
          .map(
            ({ code, quantity }) =>
              `${codeName(visit, code)}${quantity === undefined ? '' : ` × ${quantity}`}`,
          )
          .join(', ')}
        {source.placeNumber !== null && <code> {source.placeNumber}</code>}
      </p>
      {source.comment !== null && <blockquote dir="auto">{source.comment}</blockquote>}
      {(open || mayOpenPeople(visit.staff)) && (
        <details>
          <summary>{t('watch.source_moves')}</summary>
          {mayOpenPeople(visit.staff) && (
            <WhyForm visit={visit} to={`${at}/teller`} text="watch.open_teller" about={about} />
          )}
          {open && view.reports > 1 && (
            <WhyForm visit={visit} to={`${at}/dismiss`} text="watch.dismiss" about={about} />
          )}
        </details>
      )}
    </>
  );
}
