import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';

/** A row of a file: its cells by name, and where it stands. */
interface Row {
  readonly cells: Readonly<Record<string, string>>;
  readonly file: string;
  readonly line: number;
}

export interface ReadClaim {
  readonly id: string;
  readonly text: string;
  readonly title: string;
}

export interface ReadTip {
  readonly id: string;
  readonly text: string;
}

/** Who calls gets one line that says what to mend. */
const wrong = (file: string, line: number, what: string) => new Error(`${file}, line ${line}: ${what}`);

/**
 * Claims as CLEF CheckThat! 2020 (tab-separated, CSV quoting) and 2022 (a folder of JSON files, one claim each) give
 * them, or JSON lines. What is asked for: an id (`vclaim_id`, `id` or a first column without a name), `vclaim` (or
 * `text`, `claim`); `title` and `subtitle` are read where they are.
 * @throws Error of one line with file and line
 */
export function readClaims(path: string): ReadClaim[] {
  const rows = statOf(path).isDirectory() ? rowsOfFolder(path) : rowsOf(path);
  return unique(path, rows, (row) => ({
    id: cell(row, ['vclaim_id', 'claim_id', 'id', '']),
    text: cell(row, ['vclaim', 'claim', 'text']),
    title: [row.cells.title, row.cells.subtitle].filter(Boolean).join('\n'),
  }));
}

/**
 * Tips: an id (`id`, `tweet_id`, or a first column without a name) and `tweet_content`, `tweet_text` or `text`.
 * @throws Error of one line with file and line
 */
export function readTips(path: string): ReadTip[] {
  return unique(path, rowsOf(path), (row) => ({
    id: cell(row, ['id', 'tweet_id', 'tip_id', 'qid', '']),
    text: cell(row, ['tweet_content', 'tweet_text', 'text', 'tip', 'content']),
  }));
}

/**
 * Which claims are right for which tip, as TREC has it: `tip 0 claim 1`, between tabs or spaces; with or without a line
 * of titles.
 * @throws Error of one line with file and line
 */
export function readQrels(path: string, claims: ReadonlySet<string>): Map<string, Set<string>> {
  const right = new Map<string, Set<string>>();
  readText(path)
    .split('\n')
    .forEach((line, at) => {
      const cells = line.trim().split(/\t|\s+/);
      if (line.trim() === '') return;
      const [tip, , claim, relevance] = cells;
      if (at === 0 && relevance !== undefined && !/^-?\d+$/.test(relevance)) return;
      if (!tip || !claim || !relevance || !/^-?\d+$/.test(relevance))
        throw wrong(path, at + 1, 'expected "tip 0 claim 1"');
      if (Number(relevance) <= 0) return;
      if (!claims.has(claim)) throw wrong(path, at + 1, `no claim has the id "${claim}"`);
      const those = right.get(tip);
      if (those) those.add(claim);
      else right.set(tip, new Set([claim]));
    });
  if (right.size === 0) throw new Error(`${path}: no tip has a claim`);
  return right;
}

function unique<T extends { id: string; text: string }>(
  path: string,
  rows: readonly Row[],
  read: (row: Row) => T,
): T[] {
  if (rows.length === 0) throw new Error(`${path}: nothing in it`);
  const lines = new Map<string, number>();
  return rows.map((row) => {
    const each = read(row);
    const before = lines.get(each.id);
    if (before !== undefined)
      throw wrong(row.file, row.line, `the id "${each.id}" stands already on line ${before}`);
    lines.set(each.id, row.line);
    return each;
  });
}

function cell(row: Row, names: readonly string[]): string {
  const name = names.find((each) => row.cells[each] !== undefined);
  if (name === undefined)
    throw wrong(row.file, row.line, `no "${names.filter(Boolean).join('" or "')}" in it`);
  const value = (row.cells[name] ?? '').trim();
  if (value === '') throw wrong(row.file, row.line, `"${name || names[0]}" is empty`);
  return value;
}

function rowsOf(path: string): Row[] {
  const text = readText(path);
  return /^\s*[{[]/.test(text) ? rowsOfJson(path, text) : rowsOfTable(path, text);
}

function rowsOfFolder(folder: string): Row[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const file = join(folder, name);
      return rowsOfJson(file, readText(file)).map((row) => ({
        ...row,
        // Where a claim does not say its id, its file does.
        cells: { id: basename(name, '.json'), ...row.cells },
      }));
    });
}

/** One object a line; or the whole file is one, or a list of them. */
function rowsOfJson(file: string, text: string): Row[] {
  try {
    const whole: unknown = JSON.parse(text);
    return (Array.isArray(whole) ? whole : [whole]).map((each, at) => rowOfObject(file, at + 1, each));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return [];
    try {
      return [rowOfObject(file, at + 1, JSON.parse(line))];
    } catch (error) {
      if (error instanceof SyntaxError) throw wrong(file, at + 1, 'this is no JSON');
      throw error;
    }
  });
}

function rowOfObject(file: string, line: number, value: unknown): Row {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw wrong(file, line, 'expected an object');
  const cells = Object.entries(value).flatMap(([name, each]) =>
    typeof each === 'string' || typeof each === 'number' ? [[name, String(each)] as const] : [],
  );
  return { cells: Object.fromEntries(cells), file, line };
}

/** Tab-separated with a line of titles. Quoted as CSV is; where that does not come out, quotes are only quotes. */
function rowsOfTable(file: string, text: string): Row[] {
  try {
    return table(file, text, '"');
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return table(file, text, false);
  }
}

function table(file: string, text: string, quote: '"' | false): Row[] {
  const read = parse(text, {
    delimiter: '\t',
    quote,
    bom: true,
    info: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  const [first, ...rest] = read;
  const titles = (first?.record ?? []).map((title) => title.trim().toLowerCase());
  if (titles.length < 2) throw wrong(file, 1, 'expected a line of titles between tabs');
  return rest.map(({ record, info }) => {
    if (record.length < 2) throw wrong(file, info.lines, 'expected two cells and more between tabs');
    return {
      cells: Object.fromEntries(titles.map((title, at) => [title, record[at] ?? ''])),
      file,
      line: info.lines,
    };
  });
}

function statOf(path: string) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw new Error(`${path}: no such file`);
  return stat;
}

function readText(path: string): string {
  if (!statOf(path).isFile()) throw new Error(`${path}: this is no file`);
  return readFileSync(path, 'utf8');
}
