import {
  institutionOf,
  readsAll,
  TIMELINE_PAGE,
  type Timeline,
  timelineFor,
} from '../../desks/watch/index.ts';
import { SEVERITIES } from '../../store/incident-map.ts';
import type { Severity } from '../../store/schema/watch.ts';
import type { TimelineRow } from '../../store/timeline.ts';
import { watching } from '../guards.ts';
import { readLocalTime } from '../local-time.ts';
import { Pages, pageOf } from '../pages.tsx';
import type { SignedVisit } from '../route.ts';
import { At } from '../time.tsx';
import { codeName, institutionName, isArea, SeverityBadge, withinIn } from './words.tsx';

const HOUR = 3_600_000;
/** What is looked at where nobody says: a shift. */
const USUAL_HOURS = 6;
/** More is a mistake of typing, and a long wait for all. */
const MOST_HOURS = 31 * 24;

interface Asked {
  /** As typed; empty: until now. */
  readonly typed: { readonly from: string; readonly until: string };
  readonly from: Date;
  readonly until: Date;
  readonly exercise: boolean;
  readonly severity: Severity | undefined;
  readonly within: string | undefined;
  readonly institution: string | undefined;
}

/** All that happened in a period, newest first: for who comes on shift, and for paper. */
export const showTimeline = watching(async (visit) => {
  const asked = askedOf(visit);
  const { t, deps, staff } = visit;
  const page = pageOf(visit, 'page');
  const found = await timelineFor(deps.watch, staff, asked, { page });
  return {
    title: t('watch.timeline.title'),
    styles: ['reports.css', 'watch.css', 'timeline.css'],
    wide: true,
    page: (
      <>
        <p class="back">
          <a href={asked.exercise ? '/watch?exercise=1' : '/watch'}>← {t('watch.title')}</a>
        </p>
        <h1>{t('watch.timeline.title')}</h1>
        <p>
          <At visit={visit} at={asked.from} /> – <At visit={visit} at={asked.until} />
        </p>
        {asked.exercise && <p class="note bad">{t('watch.exercises')}</p>}
        <Filters visit={visit} asked={asked} areas={await areasOf(visit)} />
        <Lines visit={visit} found={found} />
        <Pages
          visit={visit}
          name="page"
          path="/watch/timeline"
          keep={queryOf(asked)}
          total={found.total}
          size={TIMELINE_PAGE}
          page={page}
        />
      </>
    ),
  };
});

/** Departments and communes that observers have numbers for. */
async function areasOf({ deps }: SignedVisit): Promise<string[]> {
  const { places } = await deps.watch.registry.recent(deps.store.db);
  return [...new Set([...places.values()].map(({ placeCode }) => placeCode))].filter(isArea);
}

/** What makes no sense becomes the last hours. */
function askedOf(visit: SignedVisit): Asked {
  const { query, deps, staff } = visit;
  const typed = { from: query.get('from'), until: query.get('until') };
  const until = readLocalTime(typed.until, deps.timeZone) ?? deps.now();
  const wanted = readLocalTime(typed.from, deps.timeZone) ?? new Date(until.getTime() - USUAL_HOURS * HOUR);
  const from = wanted < until ? wanted : new Date(until.getTime() - USUAL_HOURS * HOUR);
  const named = institutionOf(deps.watch, query.get('institution'))?.id;
  return {
    typed,
    from: new Date(Math.max(from.getTime(), until.getTime() - MOST_HOURS * HOUR)),
    until,
    exercise: query.get('exercise') === '1',
    severity: SEVERITIES.find((each) => each === query.get('severity')),
    within: withinIn(query),
    institution: readsAll(deps.watch, staff) || named === staff.institution ? named : undefined,
  };
}

function queryOf({ typed, exercise, ...asked }: Asked): string {
  const query = new URLSearchParams();
  if (exercise) query.set('exercise', '1');
  for (const key of ['from', 'until'] as const) if (typed[key] !== '') query.set(key, typed[key]);
  for (const key of ['severity', 'within', 'institution'] as const)
    if (asked[key]) query.set(key, asked[key]);
  return query.toString();
}

function Filters(props: { visit: SignedVisit; asked: Asked; areas: readonly string[] }) {
  const { visit, asked, areas } = props;
  const { t, deps, staff } = visit;
  const all = readsAll(deps.watch, staff);
  const option = (value: string, name: string, chosen: string | undefined) => (
    <option key={value} value={value} selected={value === (chosen ?? '')}>
      {name}
    </option>
  );
  return (
    <form method="get" action="/watch/timeline" class="filters row">
      <label>
        {t('watch.from')}{' '}
        {/* Left as it was: empty is the last hours, also when somebody asks again later. */}
        <input type="datetime-local" name="from" value={asked.typed.from} />
      </label>
      <label>
        {t('watch.until')} {/* Left as it was: empty is until now, also when somebody asks again. */}
        <input type="datetime-local" name="until" value={asked.typed.until} />
      </label>
      <label>
        {t('watch.filter.severity')}{' '}
        <select name="severity">
          {option('', t('watch.filter.all'), asked.severity)}
          {SEVERITIES.map((each) => option(each, t(`watch.severity.${each}`), asked.severity))}
        </select>
      </label>
      <label>
        {t('watch.timeline.place')}{' '}
        <select name="within">
          {option('', t('watch.filter.all'), asked.within)}
          {deps.departments().map((department) => (
            <optgroup key={department} label={deps.placeLabel(department)}>
              {option(department, deps.placeLabel(department), asked.within)}
              {areas
                .filter((code) => code.startsWith(department) && code !== department)
                .map((code) => option(code, deps.placeLabel(code), asked.within))}
            </optgroup>
          ))}
        </select>
      </label>
      <label>
        {t('watch.timeline.institution')}{' '}
        <select name="institution">
          {option('', t('watch.filter.all'), asked.institution)}
          {deps.watch.cell.institutions
            .filter(({ id }) => all || id === staff.institution)
            .map(({ id }) => option(id, institutionName(visit, id), asked.institution))}
        </select>
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

function Lines({ visit, found }: { visit: SignedVisit; found: Timeline }) {
  if (found.rows.length === 0) return <p class="card empty">{visit.t('watch.timeline.none')}</p>;
  return (
    <ol class="card timeline">
      {found.rows.map((row, n) => (
        <li key={`${row.at.getTime()} ${n}`}>
          <Line visit={visit} row={row} />
        </li>
      ))}
    </ol>
  );
}

function Line({ visit, row }: { visit: SignedVisit; row: TimelineRow }) {
  const { t, deps } = visit;
  const { incident, type } = row;
  const place = row.placeCode === null ? t('watch.no_place') : deps.placeLabel(row.placeCode);
  if (incident === null)
    return (
      <>
        <At visit={visit} at={row.at} />
        <span />
        <a href={`/watch/silence${visit.query.get('exercise') === '1' ? '?exercise=1' : ''}`}>
          {t('watch.silence')}
        </a>
        <b class="what">{place}</b>
        <span>{t('watch.timeline.silence', { count: row.count })}</span>
      </>
    );
  return (
    <>
      <At visit={visit} at={row.at} />
      <SeverityBadge visit={visit} severity={incident.severity} />
      <a href={`/watch/incidents/${incident.id}`}>
        <code>{incident.number}</code>
      </a>
      <span class="what">
        {codeName(visit, incident.code)}, <b>{place}</b>
      </span>
      <span class={LATE.has(row.what) ? 'late' : undefined}>
        {t(`watch.event.${row.what}`)}
        {row.institution !== null &&
          `${TO_WHOM.has(row.what) ? ' ' : ' · '}${institutionName(visit, row.institution)}`}
        {row.what === 'transmitted' && type !== null && type !== 'Alert' && ` (${t(`watch.cap.${type}`)})`}
      </span>
    </>
  );
}

/** Read as one sentence with the institution. */
const TO_WHOM: ReadonlySet<string> = new Set(['transmitted', 'acknowledged', 'responded', 'unacknowledged']);
const LATE: ReadonlySet<string> = new Set(['late', 'unacknowledged']);
