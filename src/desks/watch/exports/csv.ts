import { stringify } from 'csv-stringify/sync';
import { CSV, type DownloadFile, dayOf, eventName, type FileWords, statusOf } from './files.ts';
import type { PlacedIncident } from './placed.ts';

interface Column {
  /** Its title is `situation.column.<name>`. */
  readonly name: string;
  /** Empty where HXL has no word for it: a column need not have one. */
  readonly hxl: string;
  value(row: PlacedIncident, words: FileWords): string | number | null;
}

/** Hashtags of HXL 1.1: https://hxlstandard.org/standard/1-1final/dictionary/ ; `+v_pcode`: codes of OCHA. */
const COLUMNS: readonly Column[] = [
  { name: 'number', hxl: '#event+id', value: ({ number }) => number },
  { name: 'status', hxl: '#status', value: statusOf },
  { name: 'date', hxl: '#date+occurred', value: dayOf },
  { name: 'time', hxl: '', value: ({ at }) => at.slice(11, 16) },
  { name: 'code', hxl: '#event+code', value: ({ code }) => code },
  { name: 'event', hxl: '#event+name', value: ({ code }, words) => eventName(words, code) },
  { name: 'severity', hxl: '#severity', value: ({ severity }) => severity },
  { name: 'urgency', hxl: '#severity+urgency', value: ({ urgency }) => urgency },
  { name: 'certainty', hxl: '#severity+certainty', value: ({ certainty }) => certainty },
  { name: 'state', hxl: '#status+stage', value: ({ state }) => state },
  { name: 'quantity', hxl: '#indicator+quantity+num', value: ({ quantity }) => quantity },
  { name: 'reports', hxl: '#indicator+reports+num', value: ({ reports }) => reports },
  { name: 'department_code', hxl: '#adm1+code+v_pcode', value: ({ department }) => department?.code ?? null },
  { name: 'department', hxl: '#adm1+name', value: ({ department }) => department?.name ?? null },
  { name: 'commune_code', hxl: '#adm2+code+v_pcode', value: ({ commune }) => commune?.code ?? null },
  { name: 'commune', hxl: '#adm2+name', value: ({ commune }) => commune?.name ?? null },
  { name: 'section_code', hxl: '#adm3+code+v_pcode', value: ({ section }) => section?.code ?? null },
  { name: 'section', hxl: '#adm3+name', value: ({ section }) => section?.name ?? null },
  { name: 'latitude', hxl: '#geo+lat', value: ({ point }) => point?.latitude ?? null },
  { name: 'longitude', hxl: '#geo+lon', value: ({ point }) => point?.longitude ?? null },
];
const SUMMARY: Column = { name: 'summary', hxl: '#description', value: ({ summary }) => summary };

export interface TableOf {
  /** With what colleagues wrote of each. */
  readonly summaries?: boolean;
}

/** One row for each incident, titles in the language; words of CAP and states as they are everywhere. */
export function incidentsCsv(
  rows: readonly PlacedIncident[],
  words: FileWords,
  { summaries = false }: TableOf = {},
): DownloadFile {
  const columns = summaries ? [...COLUMNS, SUMMARY] : COLUMNS;
  return { content: written([titles(columns, words)], columns, rows, words), type: CSV, extension: 'csv' };
}

/**
 * The same with a second line of hashtags, which humanitarian tools read whatever the titles say (HXL, the
 * Humanitarian Exchange Language: https://hxlstandard.org). Departments, communes and sections are the levels 1 to 3
 * of OCHA's table of places.
 */
export function incidentsHxl(rows: readonly PlacedIncident[], words: FileWords): DownloadFile {
  const head = [titles(COLUMNS, words), COLUMNS.map(({ hxl }) => hxl)];
  return { content: written(head, COLUMNS, rows, words), type: CSV, extension: 'hxl.csv' };
}

const titles = (columns: readonly Column[], { say }: FileWords) =>
  columns.map(({ name }) => say(`column.${name}`));

function written(
  head: readonly (readonly string[])[],
  columns: readonly Column[],
  rows: readonly PlacedIncident[],
  words: FileWords,
): Buffer {
  const lines = rows.map((row) => columns.map(({ value }) => value(row, words)));
  return Buffer.from(stringify([...head, ...lines], { bom: true, escape_formulas: true }));
}
