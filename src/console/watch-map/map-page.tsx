import { SEVERITIES } from '../../store/incident-map.ts';
import { Field } from '../form.tsx';
import { watching } from '../guards.ts';
import type { SignedVisit } from '../route.ts';
import { type Asked, queryOf, readAsked } from './asked.ts';
import { IncidentMap } from './map.tsx';
import { Numbers, WorstPlaces } from './numbers.tsx';
import { lookAt, type Seen } from './seen.ts';
import { SurgeList } from './surge-list.tsx';

const outlineOf = ({ deps }: SignedVisit) => deps.outline?.() ?? null;

export const showMap = watching(async (visit) => {
  const { t } = visit;
  const outline = outlineOf(visit);
  const asked = readAsked(visit, outline);
  const seen = await lookAt(visit, asked, outline);
  return {
    title: t('map.title'),
    wide: true,
    styles: ['map.css'],
    page: (
      <>
        <h1>{t('map.title')}</h1>
        {asked.exercise && <p class="exercise">{t('map.exercise_only')}</p>}
        <Ways visit={visit} asked={asked} areas={outline !== null} />
        <Choose visit={visit} asked={asked} seen={seen} />
        <Shown visit={visit} asked={asked} seen={seen} />
      </>
    ),
  };
});

/** What changed since the page was fetched; nothing, where nothing did: lines to the cell may be thin. */
export const refreshMap = watching(async (visit) => {
  const outline = outlineOf(visit);
  const asked = readAsked(visit, outline);
  const seen = await lookAt(visit, asked, outline);
  if (visit.query.get('seen') === seen.fingerprint) return { fragment: null };
  return { fragment: <Shown visit={visit} asked={asked} seen={seen} /> };
});

function Ways({ visit: { t }, asked, areas }: { visit: SignedVisit; asked: Asked; areas: boolean }) {
  const way = (change: Partial<Asked>, key: string) => {
    const to = { ...asked, ...change };
    return (
      <a
        href={`/watch/map${queryOf(to)}`}
        aria-current={to.mode === asked.mode && to.level === asked.level ? 'page' : undefined}
      >
        {t(key)}
      </a>
    );
  };
  return (
    <nav class="map-ways" aria-label={t('map.ways')}>
      {way({ mode: 'marks', level: 'commune' }, 'map.mode.marks')}
      {areas && way({ mode: 'marks', level: 'department' }, 'map.mode.departments')}
      {way({ mode: 'heat', level: 'commune' }, 'map.mode.heat')}
      {areas && way({ mode: 'heat', level: 'department' }, 'map.mode.shades')}
    </nav>
  );
}

function Choose({ visit, asked, seen }: { visit: SignedVisit; asked: Asked; seen: Seen }) {
  const { t, deps, language } = visit;
  const option = (value: string, text: string, chosen: string | undefined) => (
    <option key={value} value={value} selected={value === (chosen ?? '')}>
      {text}
    </option>
  );
  const incidents = [...deps.watch.lines].filter(([, { kind }]) => kind === 'incident');
  return (
    <form method="get" action="/watch/map" class="map-choose">
      {asked.mode !== 'marks' && <input type="hidden" name="mode" value={asked.mode} />}
      {asked.level !== 'commune' && <input type="hidden" name="level" value={asked.level} />}
      <Field id="severity" label={t('map.by.severity')}>
        <select id="severity" name="severity">
          {option('', t('map.any.severity'), asked.severity)}
          {SEVERITIES.map((each) => option(each, t(`map.severity.${each}`), asked.severity))}
        </select>
      </Field>
      <Field id="code" label={t('map.by.code')}>
        <select id="code" name="code">
          {option('', t('map.any.code'), asked.code)}
          {incidents.map(([code, { name }]) =>
            option(code, `${code} ${name[language] ?? Object.values(name)[0]}`, asked.code),
          )}
        </select>
      </Field>
      {seen.areas.length > 0 && (
        <Field id="within" label={t('map.by.within')}>
          <select id="within" name="within">
            {option('', t('map.any.within'), asked.within)}
            {seen.areas.map(({ code, name }) => option(code, name, asked.within))}
          </select>
        </Field>
      )}
      <label class="tick">
        <input type="checkbox" name="exercise" value="1" checked={asked.exercise} /> {t('map.exercise')}
      </label>
      <button type="submit" class="second">
        {t('map.show')}
      </button>
    </form>
  );
}

/** Refreshes itself where there is a script. */
function Shown({ visit, asked, seen }: { visit: SignedVisit; asked: Asked; seen: Seen }) {
  const { marks, nowhere, hours, areas, fingerprint } = seen;
  const linkTo = (code: string) =>
    asked.level === 'department'
      ? `/watch/map${queryOf({ ...asked, level: 'commune', within: code })}`
      : `/watch?${new URLSearchParams({ within: code, ...(asked.exercise && { exercise: '1' }) })}`;
  return (
    <div
      id="map"
      hx-get={`/watch/map/now${queryOf(asked, { seen: fingerprint })}`}
      hx-trigger="every 20s"
      hx-swap="outerHTML"
    >
      <div class="map-and-list">
        <IncidentMap
          visit={visit}
          outline={outlineOf(visit)}
          marks={marks}
          level={asked.level}
          mode={asked.mode}
          within={asked.within}
          linkTo={linkTo}
          areas={asked.within === undefined && asked.level === 'commune' ? areas : []}
        />
        <div>
          <WorstPlaces visit={visit} marks={marks} linkTo={linkTo} />
        </div>
      </div>
      <SurgeList visit={visit} hours={hours} />
      <Numbers visit={visit} marks={marks} nowhere={nowhere} linkTo={linkTo} />
    </div>
  );
}
