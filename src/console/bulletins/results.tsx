import { stringify } from 'csv-stringify/sync';
import type { Recently } from '../../core/recently.ts';
import { type RunView, resultsOf } from '../../desks/bulletins/index.ts';
import type { Outcome } from '../../store/bulletin-results.ts';
import type { Handler, SignedVisit } from '../route.ts';
import { onRun } from './guard.ts';
import { isOpen } from './progress.tsx';
import { accountName, count, reasonInWords } from './words.ts';

/** Reads every row of a sending: once for all who look within some seconds. */
export const resultsLately = (
  recently: Recently,
  { deps }: SignedVisit,
  { run }: RunView,
): Promise<Outcome[]> => recently(run.id, () => resultsOf(deps.bulletins, run.id));

/** How it went, per account and reason; asks again now and then while it is under way. */
export function Results(props: { visit: SignedVisit; on: RunView; rows: readonly Outcome[] }) {
  const { visit, on, rows } = props;
  const { t } = visit;
  const here = `/bulletins/${on.bulletin.id}/runs/${on.run.id}`;
  const again = isOpen(on) && {
    'hx-get': `${here}/results`,
    'hx-trigger': 'every 15s',
    'hx-swap': 'outerHTML',
  };
  return (
    <section class="card" id="results" {...again}>
      <h2>{t('bulletins.results.title')}</h2>
      {rows.length === 0 ? (
        <p class="empty">{t('bulletins.results.none')}</p>
      ) : (
        <table class="stack">
          <thead>
            <tr>
              {['account', 'outcome', 'reason', 'people', 'units'].map((name) => (
                <th key={name}>{t(`bulletins.column.${name}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.account} ${row.outcome} ${row.reason}`}>
                <td data-label={t('bulletins.column.account')}>{accountName(visit, row.account)}</td>
                <td data-label={t('bulletins.column.outcome')}>{t(`bulletins.outcome.${row.outcome}`)}</td>
                <td data-label={t('bulletins.column.reason')}>{reasonInWords(visit, row)}</td>
                <td data-label={t('bulletins.column.people')}>{count(visit, row.people)}</td>
                <td data-label={t('bulletins.column.units')}>{count(visit, row.units)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p>
        <a href={`${here}/results.csv`}>{t('bulletins.results.save')}</a>
      </p>
    </section>
  );
}

export const refreshResults = (recently: Recently): Handler =>
  onRun(async (visit, on) => ({
    fragment: <Results visit={visit} on={on} rows={await resultsLately(recently, visit, on)} />,
  }));

/** As they are now, with the keys that programs know beside the words. */
export const saveResults: Handler = onRun(async (visit, on) => {
  const { t, deps } = visit;
  const head = ['account', 'outcome', 'reason', 'people', 'units'].map((name) =>
    t(`bulletins.column.${name}`),
  );
  const rows = (await resultsOf(deps.bulletins, on.run.id)).map((row) => [
    row.account,
    t(`bulletins.outcome.${row.outcome}`),
    reasonInWords(visit, row),
    row.people,
    row.units,
  ]);
  const text = stringify([head, ...rows], { bom: true, escape_formulas: true });
  const name = `bulletin-${on.bulletin.id.slice(-8)}-${on.run.n}.csv`;
  return { download: Buffer.from(text), type: 'text/csv; charset=utf-8', name };
});
