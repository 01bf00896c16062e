import { stringify } from 'csv-stringify/sync';
import { leading } from '../guards.ts';
import { readMonth } from './month.ts';

const COLUMNS = ['day', 'account', 'what', 'country', 'units', 'cost', 'currency'] as const;

/** Every row of the ledger of a month, for whoever pays the bill. */
export const saveCosts = leading(async (visit) => {
  const { month, rows } = await readMonth(visit);
  const { currency } = visit.deps.money.prices;
  const lines = rows.map((row) => [
    row.day,
    row.account,
    visit.t(`costs.what.${row.what}`),
    row.country,
    row.units,
    row.milli / 1000,
    currency,
  ]);
  const head = COLUMNS.map((name) => visit.t(`costs.column.${name}`));
  const text = stringify([head, ...lines], { bom: true, escape_formulas: true });
  return { download: Buffer.from(text), type: 'text/csv; charset=utf-8', name: `costs-${month}.csv` };
});
