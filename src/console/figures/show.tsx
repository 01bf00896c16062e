import { figures } from '../../desks/verification/index.ts';
import { FIGURES_BY, type FigureRow } from '../../store/figures.ts';
import { Field } from '../form.tsx';
import { atDesk } from '../guards.ts';
import type { Visit } from '../route.ts';
import { COLUMNS, type Column, nameOf } from './columns.ts';
import { type Asked, readAsked } from './period.ts';

/** How the desk does: how soon people hear from us, and how many. Counts only. */
export const showFigures = atDesk(async (visit) => {
  const { t } = visit;
  const asked = readAsked(visit);
  const [[sum], rows] = await Promise.all([
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
            {COLUMNS.map(({ name }) => (
              <th scope="col" key={name}>
                {t(`figures.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{nameOf(visit, asked.by, row.key)}</th>
              {COLUMNS.map((column) => (
                <td key={column.name} data-label={t(`figures.column.${column.name}`)}>
                  {shown(visit, column, row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

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

function shown({ t }: Visit, { kind, value }: Column, row: FigureRow): string {
  const found = value(row);
  if (found === null) return '–';
  if (kind === 'count') return String(found);
  if (kind === 'share') return `${Math.round(found * 100)} %`;
  if (found < 60) return t('figures.seconds', { n: Math.round(found) });
  if (found < 3600) return t('figures.minutes', { n: Math.round(found / 60) });
  const hours = Math.floor(found / 3600);
  return t('figures.hours', { n: hours, m: Math.round((found % 3600) / 60) });
}
