import { stringify } from 'csv-stringify/sync';
import writeExcelFile from 'write-excel-file/node';
import { figures } from '../../desks/verification/index.ts';
import type { FigureRow } from '../../store/figures.ts';
import { atDesk } from '../guards.ts';
import type { Handler, SignedVisit } from '../route.ts';
import { COLUMNS, nameOf } from './columns.ts';
import { type Asked, readAsked } from './period.ts';

/** Seconds to a tenth and shares from 0 to 1, so that the file can be reckoned with. */
export const saveCsv: Handler = atDesk(async (visit) => {
  const { asked, head, lines } = await tableOf(visit);
  const text = stringify([head, ...lines], { bom: true, escape_formulas: true });
  return { download: Buffer.from(text), type: 'text/csv; charset=utf-8', name: `${fileName(asked)}.csv` };
});

export const saveXlsx: Handler = atDesk(async (visit) => {
  const { asked, head, lines } = await tableOf(visit);
  const rows = [
    head.map((value) => ({ value, fontWeight: 'bold' as const, wrap: true })),
    ...lines.map((line) => line.map((value) => (value === null ? null : { value }))),
  ];
  const columns = head.map((_, i) => ({ width: i === 0 ? 24 : 14 }));
  const download = await writeExcelFile(rows, { columns, sheet: asked.by, stickyRowsCount: 1 }).toBuffer();
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
  return { download, type, name: `${fileName(asked)}.xlsx` };
});

async function tableOf(visit: SignedVisit) {
  const asked = readAsked(visit);
  const rows = await figures(visit.deps, asked.period, asked.by);
  const head = [
    visit.t(`figures.split.${asked.by}`),
    ...COLUMNS.map(({ name, kind }) => {
      const title = visit.t(`figures.column.${name}`);
      return kind === 'seconds' ? `${title} (s)` : title;
    }),
  ];
  const line = (row: FigureRow): (string | number | null)[] => [
    nameOf(visit, asked.by, row.key),
    ...COLUMNS.map(({ value }) => value(row)),
  ];
  return { asked, head, lines: rows.map(line) };
}

const fileName = ({ first, last, by }: Asked) => `figures-${by}-${first}-${last}`;
