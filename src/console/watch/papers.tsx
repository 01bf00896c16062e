import {
  INCIDENT_FILES,
  incidentFile,
  situationAsPdf,
  situationAsXlsx,
  situationOf,
} from '../../desks/watch/exports/index.ts';
import { hiddenFrom, institutionOf } from '../../desks/watch/index.ts';
import { incidentFigures } from '../../store/incident-figures.ts';
import { type Asked, readAsked } from '../figures/period.ts';
import { leads, watching } from '../guards.ts';
import type { Answer, SignedVisit } from '../route.ts';

/** What may be taken along of a period: the situation report, and rows for other programs. */
export const showPapers = watching((visit) => {
  const { t, staff, query } = visit;
  const asked = readAsked(visit);
  const exercise = query.get('exercise') === '1';
  const keep = `first=${asked.first}&last=${asked.last}${exercise ? '&exercise=1' : ''}`;
  const link = (path: string, name: string) => (
    <li key={path}>
      <a href={`/watch/papers/${path}${path.includes('?') ? '&' : '?'}${keep}`}>{name}</a>
    </li>
  );
  return {
    title: t('watch.papers'),
    styles: ['reports.css', 'watch.css'],
    page: (
      <>
        <p>
          <a href="/watch">← {t('watch.title')}</a>
        </p>
        <h1>{t('watch.papers')}</h1>
        <form method="get" action="/watch/papers" class="filters row">
          <label>
            {t('watch.from')} <input type="date" name="first" value={asked.first} />
          </label>
          <label>
            {t('watch.until')} <input type="date" name="last" value={asked.last} />
          </label>
          <label class="inline">
            <input type="checkbox" name="exercise" value="1" checked={exercise} />{' '}
            {t('watch.filter.exercise')}
          </label>
          <button type="submit" class="second">
            {t('watch.filter.show')}
          </button>
        </form>
        <section class="card">
          <h2>{t('situation.title')}</h2>
          <ul>
            {link('situation/pdf', 'PDF')}
            {link('situation/xlsx', 'XLSX')}
          </ul>
        </section>
        <section class="card">
          <h2>{t('watch.rows')}</h2>
          <p class="hint">{t('watch.rows_hint')}</p>
          <ul>{INCIDENT_FILES.map((kind) => link(`rows/${kind}`, kind.toUpperCase()))}</ul>
        </section>
        {leads(staff) && (
          <section class="card">
            <h2>{t('watch.rows_public')}</h2>
            <p class="hint">{t('watch.rows_public_hint')}</p>
            <ul>{INCIDENT_FILES.map((kind) => link(`rows/${kind}?public=1`, kind.toUpperCase()))}</ul>
          </section>
        )}
      </>
    ),
  };
});

/** Every paper says in its name whether it is of an exercise. */
const nameOf = ({ first, last }: Asked, what: string, exercises: boolean) =>
  `${exercises ? 'exercise-' : ''}${what}-${first}-${last}`;

const wordsOf = ({ deps, language, t }: SignedVisit) => ({
  language,
  lines: deps.watch.lines,
  say: (key: string, values?: Readonly<Record<string, string | number>>) => t(`situation.${key}`, values),
});

export const saveRows = watching(async (visit): Promise<Answer> => {
  const { deps, params, query, staff } = visit;
  const kind = INCIDENT_FILES.find((each) => each === params.kind);
  const isPublic = query.get('public') === '1';
  if (!kind) return { refuse: 404 };
  if (isPublic && !leads(staff)) return { refuse: 403 };
  const asked = readAsked(visit);
  const exercises = query.get('exercise') === '1';
  const rows = await incidentFigures(deps.store.db, {
    ...asked.period,
    exercises,
    hidden: isPublic ? { codes: [], institution: null } : hiddenFrom(deps.watch, staff),
  });
  const file = incidentFile(rows, {
    kind,
    words: wordsOf(visit),
    places: deps.placeTable,
    timeZone: deps.timeZone,
    reader: isPublic ? 'public' : (institutionOf(deps.watch, staff.institution)?.precision ?? 'point'),
  });
  return {
    download: Buffer.from(file.content),
    type: file.type,
    name: `${nameOf(asked, isPublic ? 'incidents-public' : 'incidents', exercises)}-${kind}.${file.extension}`,
  };
});

export const saveSituation = watching(async (visit): Promise<Answer> => {
  const { deps, params, query, staff } = visit;
  if (params.kind !== 'pdf' && params.kind !== 'xlsx') return { refuse: 404 };
  const asked = readAsked(visit);
  const exercises = query.get('exercise') === '1';
  const now = deps.now();
  const { timeZone } = deps;
  const rows = await incidentFigures(deps.store.db, {
    ...asked.period,
    exercises,
    hidden: hiddenFrom(deps.watch, staff),
  });
  const situation = situationOf(rows, {
    ...asked.period,
    exercises,
    now,
    timeZone,
    places: deps.placeTable,
  });
  const write = params.kind === 'pdf' ? situationAsPdf : situationAsXlsx;
  const file = await write(situation, {
    ...wordsOf(visit),
    institutions: deps.watch.cell.institutions,
    placeName: (code) => deps.placeLabel(code),
    timeZone,
    now,
    ...(staff.institution !== null && { seenBy: staff.institution }),
  });
  return {
    download: Buffer.from(file.content),
    type: file.type,
    name: `${nameOf(asked, 'situation', exercises)}.${file.extension}`,
  };
});
