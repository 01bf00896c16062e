import { figures, type GateSeen, gateSeen } from '../../desks/verification/index.ts';
import { FIGURES_BY, type FigureRow, type Spread } from '../../store/figures.ts';
import { Field } from '../form.tsx';
import { atDesk } from '../guards.ts';
import type { Visit } from '../route.ts';
import { nameOf } from './columns.ts';
import { type Asked, readAsked } from './period.ts';

/** How the desk does: how soon people hear from us, and how many. Counts only. */
export const showFigures = atDesk(async (visit) => {
  const { t } = visit;
  const asked = readAsked(visit);
  const [gate, [sum], rows] = await Promise.all([
    gateSeen(visit.deps.store.db),
    figures(visit.deps, asked.period, 'all'),
    asked.by === 'all' ? [] : figures(visit.deps, asked.period, asked.by),
  ]);
  return {
    title: t('figures.title'),
    wide: true,
    page: (
      <>
        <h1>{t('figures.title')}</h1>
        <p class="soft">{t('figures.text')}</p>
        <Choose visit={visit} asked={asked} />
        {!sum ? (
          <p class="card empty">{t('figures.nothing')}</p>
        ) : (
          <>
            <Table visit={visit} asked={{ ...asked, by: 'all' }} rows={[sum]} />
            {rows.length > 0 && <Table visit={visit} asked={asked} rows={rows} />}
          </>
        )}
        <Files visit={visit} asked={asked} />
        <Gate visit={visit} seen={gate} />
        <p class="hint">{t('figures.hint')}</p>
      </>
    ),
  };
});

function Choose({ visit, asked }: { visit: Visit; asked: Asked }) {
  const { t } = visit;
  return (
    <form method="get" action="/verification/figures" class="row">
      <Field id="first" label={t('figures.first')}>
        <input id="first" name="first" type="date" value={asked.first} />
      </Field>
      <Field id="last" label={t('figures.last')}>
        <input id="last" name="last" type="date" value={asked.last} />
      </Field>
      <Field id="by" label={t('figures.by')}>
        <select id="by" name="by">
          {FIGURES_BY.map((by) => (
            <option key={by} value={by} selected={by === asked.by}>
              {t(`figures.split.${by}`)}
            </option>
          ))}
        </select>
      </Field>
      <button type="submit">{t('figures.show')}</button>
    </form>
  );
}

function Table({ visit, asked, rows }: { visit: Visit; asked: Asked; rows: readonly FigureRow[] }) {
  const { t } = visit;
  return (
    <div class="card-table scroll">
      <table class="stack">
        <caption class="skip">{t(`figures.split.${asked.by}`)}</caption>
        <thead>
          <tr>
            <th scope="col">{t(`figures.split.${asked.by}`)}</th>
            {CELLS.map(([name]) => (
              <th scope="col" key={name}>
                {t(`figures.cell.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{nameOf(visit, asked.by, row.key)}</th>
              {CELLS.map(([name, shown]) => (
                <td key={name} data-label={t(`figures.cell.${name}`)}>
                  {shown(visit, row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What answers by themselves promise, and what came of it: whoever leads the desk decides on that. */
function Gate({ visit: { t }, seen: { gate, observed, wrong } }: { visit: Visit; seen: GateSeen }) {
  const { answered, mismatches } = observed;
  return (
    <section class="card">
      <h2>{t('figures.gate.title')}</h2>
      <p>{t('figures.gate.promise', { rate: percent(gate.rate), n: gate.queries })}</p>
      <p>
        {wrong === null
          ? t('figures.gate.none')
          : t('figures.gate.seen', { answered: answered + mismatches, mismatches, share: percent(wrong) })}
      </p>
    </section>
  );
}

const percent = (share: number) => String(Math.round(share * 1000) / 10);

function Files({ visit, asked }: { visit: Visit; asked: Asked }) {
  const query = new URLSearchParams({ first: asked.first, last: asked.last, by: asked.by });
  return (
    <p class="row">
      {(['csv', 'xlsx'] as const).map((kind) => (
        <a key={kind} class="button second" href={`/verification/figures.${kind}?${query}`}>
          {visit.t(`figures.save.${kind}`)}
        </a>
      ))}
    </p>
  );
}

/** What the page shows of a row; the files have every number by itself. */
const CELLS: readonly (readonly [name: string, shown: (visit: Visit, row: FigureRow) => string])[] = [
  ['messages', ({ t }, row) => t('figures.of_people', { n: row.tips, people: row.people })],
  ['acknowledged', (visit, { acknowledged }) => times(visit, acknowledged)],
  ['decided', (visit, { decided }) => times(visit, decided)],
  ['delivered', (visit, { delivered }) => times(visit, delivered)],
  [
    'within_day',
    ({ t }, { withinDay, dayOld }) =>
      dayOld === 0
        ? '–'
        : t('figures.share', { n: withinDay, of: dayOld, share: Math.round((withinDay / dayOld) * 100) }),
  ],
  ['by_matching', (_visit, row) => String(row.byMatching)],
  ['mismatches', (_visit, row) => String(row.mismatches)],
];

function times(visit: Visit, { count, p50, p90 }: Spread): string {
  if (count === 0) return '–';
  if (p50 === null || p90 === null) return String(count);
  return visit.t('figures.spread', { n: count, half: length(visit, p50), most: length(visit, p90) });
}

function length({ t }: Visit, seconds: number): string {
  if (seconds < 60) return t('figures.seconds', { n: Math.round(seconds) });
  if (seconds < 3600) return t('figures.minutes', { n: Math.round(seconds / 60) });
  const minutes = Math.round(seconds / 60);
  return t('figures.hours', { n: Math.floor(minutes / 60), m: minutes % 60 });
}
