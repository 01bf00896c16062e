import {
  type Board,
  boardFor,
  hiddenFrom,
  INCIDENT_PAGE,
  mayOpenPeople,
  type Warning,
  warnings,
} from '../../desks/watch/index.ts';
import { SEVERITIES } from '../../store/incident-map.ts';
import type { IncidentListed } from '../../store/incidents.ts';
import { INCIDENT_STATES, type IncidentState } from '../../store/schema/watch.ts';
import { watching } from '../guards.ts';
import { Pages, pageOf } from '../pages.tsx';
import type { SignedVisit } from '../route.ts';
import { Since } from '../time.tsx';
import { codeName, Due, isHeldByOther, PlaceOf, SeverityBadge, StateBadge, withinIn } from './words.tsx';

interface Asked {
  readonly over: boolean;
  readonly exercise: boolean;
  readonly state: IncidentState | undefined;
  readonly severity: string | undefined;
  readonly within: string | undefined;
}

export const showBoard = watching(async (visit) => {
  const asked = askedOf(visit);
  const { t } = visit;
  return {
    title: t('watch.title'),
    styles: ['reports.css', 'watch.css'],
    wide: true,
    page: (
      <>
        <h1>{t('watch.title')}</h1>
        <p class="row">
          <a href="/watch/timeline">{t('watch.timeline.title')}</a>
          {mayOpenPeople(visit.staff) && <a href="/watch/observers">{t('watch.observers.title')}</a>}
          {mayOpenPeople(visit.staff) && <a href="/watch/exercise">{t('exercise.title')}</a>}
        </p>
        <Warnings visit={visit} all={await recentWarnings(visit)} />
        <Filters visit={visit} asked={asked} />
        <List visit={visit} asked={asked} board={await found(visit, asked)} />
      </>
    ),
  };
});

export const refreshBoard = watching(async (visit) => {
  const asked = askedOf(visit);
  return { fragment: <List visit={visit} asked={asked} board={await found(visit, asked)} /> };
});

const recentWarnings = ({ deps: { watch } }: SignedVisit) =>
  watch.recently('warnings', () => warnings(watch));

const found = (visit: SignedVisit, asked: Asked) =>
  boardFor(visit.deps.watch, visit.staff, asked, { page: pageOf(visit, 'page') });

/** The state of each rule of early warning: what is reached stands open. Only what a member may see is counted out. */
function Warnings({ visit, all }: { visit: SignedVisit; all: readonly Warning[] }) {
  const { t, deps, staff } = visit;
  const { codes } = hiddenFrom(deps.watch, staff);
  const shown = all.filter(({ rule }) => !codes.some((code) => rule.codes.includes(code.slice(0, 2))));
  const fired = shown.filter((one) => one.fired);
  return (
    <details class="card" open={fired.length > 0}>
      <summary>
        {t('watch.warnings')} <b class={fired.length > 0 ? 'badge bad' : 'badge'}>{fired.length}</b>
      </summary>
      <ul>
        {deps.watch.cell.rules.map((rule) => {
          const theirs = shown.filter((one) => one.rule === rule);
          const words = rule.codes.map((code) => codeName(visit, codeOf(visit, code))).join(', ');
          return (
            <li key={rule.id}>
              {words}: {t('watch.rule', { reports: rule.reports, sources: rule.sources, hours: rule.hours })}
              {theirs.map((one) => (
                <span
                  key={`${one.placeCode} ${one.since.getTime()}`}
                  class={one.fired ? 'badge bad' : 'badge'}
                >
                  {one.placeCode === null ? t('watch.no_place') : deps.placeLabel(one.placeCode)}{' '}
                  {one.reports}/{one.sources}
                </span>
              ))}
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** With its check digit. */
const codeOf = ({ deps }: SignedVisit, digits: string) =>
  [...deps.watch.lines.keys()].find((code) => code.startsWith(digits)) ?? digits;

function askedOf({ query }: SignedVisit): Asked {
  return {
    over: query.get('over') === '1',
    exercise: query.get('exercise') === '1',
    state: INCIDENT_STATES.find((each) => each === query.get('state')),
    severity: SEVERITIES.find((each) => each === query.get('severity')),
    within: withinIn(query),
  };
}

function queryOf(asked: Asked): string {
  const query = new URLSearchParams();
  if (asked.over) query.set('over', '1');
  if (asked.exercise) query.set('exercise', '1');
  for (const key of ['state', 'severity', 'within'] as const) if (asked[key]) query.set(key, asked[key]);
  return query.toString();
}

function Filters({ visit, asked }: { visit: SignedVisit; asked: Asked }) {
  const { t, deps } = visit;
  const departments = deps.departments();
  return (
    <form method="get" action="/watch" class="filters row">
      <label>
        {t('watch.filter.severity')}{' '}
        <select name="severity">
          <option value="">{t('watch.filter.all')}</option>
          {SEVERITIES.map((each) => (
            <option key={each} value={each} selected={each === asked.severity}>
              {t(`watch.severity.${each}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('watch.filter.within')}{' '}
        <select name="within">
          <option value="">{t('watch.filter.all')}</option>
          {departments.map((code) => (
            <option key={code} value={code} selected={code === asked.within}>
              {deps.placeLabel(code)}
            </option>
          ))}
        </select>
      </label>
      <label class="inline">
        <input type="checkbox" name="over" value="1" checked={asked.over} /> {t('watch.filter.over')}
      </label>
      <label class="inline">
        <input type="checkbox" name="exercise" value="1" checked={asked.exercise} />{' '}
        {t('watch.filter.exercise')}
      </label>
      <button type="submit" class="second">
        {t('watch.filter.show')}
      </button>
    </form>
  );
}

/** Refreshes itself where there is a script: the cell must see early. */
function List({ visit, asked, board }: { visit: SignedVisit; asked: Asked; board: Board }) {
  const { t } = visit;
  const keep = queryOf(asked);
  const { state: _, ...all } = asked;
  return (
    <div
      id="board"
      hx-get={`/watch/list?${keep}&page=${board.page}`}
      hx-trigger="every 10s"
      hx-swap="outerHTML"
    >
      {asked.exercise && <p class="note bad">{t('watch.exercises')}</p>}
      <nav class="tabs" aria-label={t('watch.states')}>
        <a
          href={`/watch?${queryOf({ ...all, state: undefined })}`}
          aria-current={asked.state ? undefined : 'page'}
        >
          {t('watch.filter.all')}{' '}
          <b class="badge">{[...board.counts.values()].reduce((sum, n) => sum + n, 0)}</b>
        </a>
        {INCIDENT_STATES.filter((each) => board.counts.has(each)).map((each) => (
          <a
            key={each}
            href={`/watch?${queryOf({ ...asked, state: each })}`}
            aria-current={each === asked.state ? 'page' : undefined}
          >
            {t(`watch.state.${each}`)} <b class="badge">{board.counts.get(each)}</b>
          </a>
        ))}
      </nav>
      {board.incidents.length === 0 && <p class="card empty">{t('watch.none')}</p>}
      <ul class="incidents">
        {board.incidents.map((incident) => (
          <li key={incident.id}>
            <Card visit={visit} incident={incident} due={incident.due} />
          </li>
        ))}
      </ul>
      <Pages
        visit={visit}
        name="page"
        path="/watch"
        keep={keep}
        total={board.total}
        size={INCIDENT_PAGE}
        page={board.page}
      />
    </div>
  );
}

function Card({ visit, incident, due }: { visit: SignedVisit; incident: IncidentListed; due: Date | null }) {
  const { t } = visit;
  return (
    <article class={`card incident ${incident.severity.toLowerCase()}`}>
      <p class="row">
        <a href={`/watch/incidents/${incident.id}`}>
          <code>{incident.number}</code>
        </a>
        <SeverityBadge visit={visit} severity={incident.severity} />
        <StateBadge visit={visit} state={incident.state} />
        <Due visit={visit} incident={incident} due={due} />
      </p>
      <p class="what">
        {codeName(visit, incident.code)}
        {incident.quantity !== null && ` × ${incident.quantity}`},{' '}
        <PlaceOf visit={visit} incident={incident} />
      </p>
      <p class="row soft">
        <span>{t(`watch.certainty.${incident.certainty}`)}</span>
        <span>{t('watch.reports', { count: incident.reports })}</span>
        <Since visit={visit} at={incident.lastSeenAt} />
        {isHeldByOther(visit, incident) && (
          <span>{t('watch.held_by', { name: incident.heldByName ?? '' })}</span>
        )}
      </p>
    </article>
  );
}
