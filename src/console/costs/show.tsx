import { Field } from '../form.tsx';
import { leading } from '../guards.ts';
import type { SignedVisit } from '../route.ts';
import { kindsIn, type Line, linesBy, type Month, readMonth, type Sum } from './month.ts';

/** What sending has cost in a month, and how much of today's ceiling for bulletins is spent. */
export const showCosts = leading(async (visit) => {
  const { t } = visit;
  const month = await readMonth(visit);
  const { rows } = month;
  return {
    title: t('costs.title'),
    wide: true,
    page: (
      <>
        <h1>{t('costs.title')}</h1>
        <p class="soft">{t('costs.text')}</p>
        <Today visit={visit} month={month} />
        <Choose visit={visit} month={month} />
        {rows.length === 0 ? (
          <p class="card empty">{t('costs.nothing')}</p>
        ) : (
          <>
            <Table visit={visit} month={month} by="account" lines={linesBy(rows, ({ account }) => account)} />
            <Table visit={visit} month={month} by="country" lines={linesBy(rows, countryOf(visit))} />
            <Table visit={visit} month={month} by="day" lines={linesBy(rows, ({ day }) => day)} />
          </>
        )}
        <p class="row">
          <a class="button second" href={`/costs.csv?month=${month.month}`}>
            {t('costs.save')}
          </a>
        </p>
        <p class="hint">{t('costs.hint')}</p>
      </>
    ),
  };
});

const money = ({ deps }: SignedVisit, milli: number) =>
  `${(milli / 1000).toFixed(2)} ${deps.money.prices.currency}`;

const countryOf =
  ({ t }: SignedVisit) =>
  ({ country }: { country: string }) =>
    country === '' ? t('costs.no_country') : `+${country}`;

function Today({ visit, month }: { visit: SignedVisit; month: Month }) {
  const { t, deps } = visit;
  const { bulkPerDayMilli } = deps.money;
  return (
    <div class="card">
      <p>
        {t('costs.bulk_today', {
          spent: money(visit, month.bulkToday),
          most: money(visit, bulkPerDayMilli),
        })}{' '}
        {month.bulkToday > 0 && bulkPerDayMilli > 0 && (
          <meter min={0} max={bulkPerDayMilli} value={month.bulkToday} aria-label={t('costs.what.bulk')} />
        )}
      </p>
      <p class="soft">{t('costs.never_stopped')}</p>
    </div>
  );
}

function Choose({ visit, month }: { visit: SignedVisit; month: Month }) {
  const { t } = visit;
  return (
    <form method="get" action="/costs" class="row">
      <Field id="month" label={t('costs.month')}>
        <input
          id="month"
          name="month"
          type="month"
          value={month.month}
          pattern="20\d\d-\d\d"
          placeholder="2026-11"
        />
      </Field>
      <button type="submit">{t('costs.show')}</button>
    </form>
  );
}

interface Of {
  readonly visit: SignedVisit;
  readonly month: Month;
  readonly by: 'account' | 'country' | 'day';
  readonly lines: readonly Line[];
}

function Table({ visit, month, by, lines }: Of) {
  const { t } = visit;
  const kinds = kindsIn(month.rows);
  const label = (kind: string) => t(`costs.what.${kind}`);
  return (
    <div class="card-table scroll">
      <table class="stack">
        <caption class="skip">{t(`costs.by.${by}`)}</caption>
        <thead>
          <tr>
            <th scope="col">{t(`costs.column.${by}`)}</th>
            {kinds.map((kind) => (
              <th scope="col" key={kind}>
                {label(kind)}
              </th>
            ))}
            <th scope="col">{t('costs.all')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.of}>
              <th scope="row">{line.of}</th>
              {kinds.map((kind) => (
                <td key={kind} data-label={label(kind)}>
                  <Amount visit={visit} sum={line.kinds.get(kind)} />
                </td>
              ))}
              <td data-label={t('costs.all')}>
                <Amount visit={visit} sum={line.all} />
              </td>
            </tr>
          ))}
        </tbody>
        {by === 'account' && <Foot visit={visit} month={month} kinds={kinds} />}
      </table>
    </div>
  );
}

function Foot({ visit, month, kinds }: Pick<Of, 'visit' | 'month'> & { kinds: readonly string[] }) {
  const { t } = visit;
  const [whole] = linesBy(month.rows, () => month.month);
  return (
    <tfoot>
      <tr>
        <th scope="row">{t('costs.all')}</th>
        {kinds.map((kind) => (
          <td key={kind} data-label={t(`costs.what.${kind}`)}>
            <Amount visit={visit} sum={whole?.kinds.get(kind)} />
          </td>
        ))}
        <td data-label={t('costs.all')}>
          <div>
            <strong>{money(visit, month.all.milli)}</strong>
            <div class="soft small">{t('costs.units', { n: month.all.units })}</div>
          </div>
        </td>
      </tr>
    </tfoot>
  );
}

function Amount({ visit, sum }: { visit: SignedVisit; sum: Sum | undefined }) {
  if (!sum) return <span class="soft">–</span>;
  return (
    <div>
      {(sum.milli / 1000).toFixed(2)}
      <div class="soft small">{visit.t('costs.units', { n: sum.units })}</div>
    </div>
  );
}
