import { type IncidentView, incidentView, type WatchRefusal } from '../../desks/watch/index.ts';
import { listStaff } from '../../store/staff.ts';
import { sitsElsewhere, watching } from '../guards.ts';
import { isId } from '../ids.ts';
import type { Answer, SignedVisit } from '../route.ts';
import { At, Since } from '../time.tsx';
import { Moves } from './moves-section.tsx';
import { SentSection } from './sent-section.tsx';
import { SourcesSection } from './sources-section.tsx';
import {
  codeName,
  Due,
  institutionName,
  isHeldByOther,
  PlaceOf,
  SeverityBadge,
  StateBadge,
} from './words.tsx';

export const showIncident = watching((visit) => incidentPage(visit, visit.params.id ?? ''));

/** @param refusal why the last move was not done: said on top, with what was typed where it was */
export async function incidentPage(
  visit: SignedVisit,
  incidentId: string,
  refusal?: WatchRefusal,
): Promise<Answer> {
  const { deps, staff, t } = visit;
  const view = isId(incidentId) ? await incidentView(deps.watch, staff, incidentId) : null;
  if (!view) return { refuse: 404 };
  const { incident } = view;
  const names = new Map((await listStaff(deps.store.db)).map(({ id, name }) => [id, name]));
  return {
    title: incident.number,
    styles: ['reports.css', 'watch.css'],
    ...(refusal && { status: refusal === 'why' ? 422 : 409 }),
    page: (
      <>
        <p>
          <a href={incident.exercise ? '/watch?exercise=1' : '/watch'}>← {t('watch.title')}</a>
        </p>
        {incident.exercise && <p class="note bad">{t('watch.exercise')}</p>}
        <h1>
          {codeName(visit, incident.code)} <code>{incident.number}</code>
        </h1>
        {refusal !== undefined && (
          <p class="note bad" role="alert">
            {t(`watch.error.${refusal}`)}
          </p>
        )}
        <Facts visit={visit} view={view} holder={names.get(incident.heldBy ?? '')} />
        <Moves visit={visit} view={view} />
        <SentSection visit={visit} view={view} />
        <SourcesSection visit={visit} view={view} />
        <History visit={visit} view={view} names={names} />
      </>
    ),
  };
}

function Facts(props: { visit: SignedVisit; view: IncidentView; holder: string | undefined }) {
  const { visit, view, holder } = props;
  const { t } = visit;
  const { incident, due, duplicateOf } = view;
  return (
    <section class={`card incident ${incident.severity.toLowerCase()}`}>
      <p class="row">
        <SeverityBadge visit={visit} severity={incident.severity} />
        <StateBadge visit={visit} state={incident.state} />
        <Due visit={visit} incident={incident} due={due} />
        {isHeldByOther(visit, incident) && (
          <span class="badge good">{t('watch.held_by', { name: holder ?? '' })}</span>
        )}
      </p>
      <dl class="facts">
        <dt>{t('watch.place')}</dt>
        <dd>
          <PlaceOf visit={visit} incident={incident} />
          {incident.placeNumber !== null && <code> {incident.placeNumber}</code>}
        </dd>
        <dt>{t('watch.seen')}</dt>
        <dd>
          <At visit={visit} at={incident.firstSeenAt} /> (<Since visit={visit} at={incident.firstSeenAt} />)
        </dd>
        {incident.quantity !== null && (
          <>
            <dt>{t('watch.quantity')}</dt>
            <dd>{incident.quantity}</dd>
          </>
        )}
        <dt>{t('watch.certainty_title')}</dt>
        <dd>
          {t(`watch.certainty.${incident.certainty}`)} · {t('watch.independent', { count: view.independent })}
        </dd>
        {incident.summary !== null && (
          <>
            <dt>{t('watch.summary')}</dt>
            <dd>{incident.summary}</dd>
          </>
        )}
        {incident.accused.length > 0 && (
          <>
            <dt>{t('watch.accused')}</dt>
            <dd>{incident.accused.map((id) => institutionName(visit, id)).join(', ')}</dd>
          </>
        )}
        {incident.confirmedFor !== null && (
          <>
            <dt>{t('watch.confirmed_for')}</dt>
            <dd>{institutionName(visit, incident.confirmedFor)}</dd>
          </>
        )}
        {view.claims.length > 0 && (
          <>
            <dt>{t('watch.from_claim')}</dt>
            <dd class="row">
              {view.claims.map(({ id, seq }) =>
                sitsElsewhere(visit.staff) ? (
                  <span key={id}>#{seq}</span>
                ) : (
                  <a key={id} href={`/verification/claims/${id}`}>
                    #{seq}
                  </a>
                ),
              )}
              {view.askers > 0 && <span>{t('watch.askers', { count: view.askers })}</span>}
            </dd>
          </>
        )}
        {duplicateOf && (
          <>
            <dt>{t('watch.state.duplicate')}</dt>
            <dd>
              <a href={`/watch/incidents/${duplicateOf.id}`}>{duplicateOf.number}</a>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** Who did what, newest first. */
function History(props: { visit: SignedVisit; view: IncidentView; names: ReadonlyMap<string, string> }) {
  const { visit, view, names } = props;
  const { t } = visit;
  return (
    <section class="card">
      <h2>{t('watch.history')}</h2>
      <ol class="events">
        {view.events.map((event) => (
          <li key={event.id}>
            <At visit={visit} at={event.at} /> · {names.get(event.actor) ?? t('watch.system')} ·{' '}
            {t(`watch.event.${event.what}`)}
            {event.why !== null && <q>{event.why}</q>}
          </li>
        ))}
      </ol>
    </section>
  );
}
