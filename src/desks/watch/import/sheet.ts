import { foldWords } from '../../../language/fold.ts';

/** A row of a sheet by column, as text; and the number by which people find it in their file, from 1. */
export interface SheetRow {
  readonly row: number;
  readonly cells: Readonly<Record<string, string>>;
  /** It has more cells than the first line: they have slipped. */
  readonly slipped?: boolean;
}

/** What is wrong with a cell, for whoever has the file open. */
export interface Fault {
  readonly row: number;
  readonly column: string;
  readonly what: string;
}

export const SLIPPED = 'has more cells than the first line has titles: a separator stands within a cell';

/** The rows of a sheet, with the columns named as we name them. @throws Error with one line where a column is missing or unknown */
export function rowsOf(
  lines: readonly (readonly string[])[],
  columns: Readonly<Record<string, readonly string[]>>,
  needed: readonly string[],
): { readonly rows: readonly SheetRow[]; readonly columns: ReadonlySet<string> } {
  const at = lines.findIndex((line) => line.some((cell) => cell.trim() !== ''));
  const header = lines[at];
  if (!header) throw new Error('the file is empty');
  const names = new Map<string, string>();
  for (const [name, others] of Object.entries(columns))
    for (const each of [name, ...others]) names.set(foldWords(each), name);
  const found = header.map((cell) => names.get(foldWords(cell)));
  const strange = header.filter((cell, n) => cell.trim() !== '' && found[n] === undefined);
  if (strange.length > 0)
    throw new Error(
      `there is no column "${strange[0]}": use ${Object.keys(columns).join(', ')} (also in French or Creole)`,
    );
  const twice = found.find((name, n) => name !== undefined && found.indexOf(name) !== n);
  if (twice !== undefined) throw new Error(`the column ${twice} stands there twice`);
  const missing = needed.filter((name) => !found.includes(name));
  if (missing.length > 0) throw new Error(`the column ${missing.join(', ')} is missing in the first line`);
  const rows = lines.flatMap((line, n) => {
    if (n <= at || line.every((cell) => cell.trim() === '')) return [];
    const cells = Object.fromEntries(
      found.flatMap((name, column) => (name === undefined ? [] : [[name, (line[column] ?? '').trim()]])),
    );
    const slipped = line.slice(header.length).some((cell) => cell.trim() !== '');
    return [{ row: n + 1, cells, slipped }];
  });
  return { rows, columns: new Set(found.filter((name) => name !== undefined)) };
}
