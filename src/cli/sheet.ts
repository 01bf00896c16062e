import { readFile } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse/sync';
import readExcel from 'read-excel-file/node';

/** What spreadsheets of this part of the world part cells with. */
const DELIMITERS = [',', ';', '\t'];

/** Larger than any list of people or places; a film by mistake must not fill the memory. */
const LARGEST_BYTES = 20_000_000;

/**
 * The lines of a CSV or XLSX file (its first sheet), each a list of cells as text.
 * @throws Error with one line where it cannot be read
 */
export async function readSheet(file: string): Promise<string[][]> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    throw new Error(`${file} cannot be read`);
  }
  if (bytes.length > LARGEST_BYTES) throw new Error(`${file} is too large to be a list`);
  // XLSX is a ZIP, whatever its name says.
  if (bytes.subarray(0, 2).toString('latin1') === 'PK') return readWorkbook(file, bytes);
  const text = bytes.toString('utf8');
  if (text.includes('\uFFFD') || text.includes('\0'))
    throw new Error(`${file} is neither XLSX nor CSV in UTF-8: save it as one of these`);
  try {
    return parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      relax_column_count: true,
      skip_empty_lines: false,
    });
  } catch (error) {
    const where = error instanceof CsvError ? `, line ${error.lines}` : '';
    throw new Error(`${file} is no CSV${where}: a quote is not closed`);
  }
}

/** The one that stands most often in the first line: others may stand within cells. */
function delimiterOf(text: string): string {
  const [line = ''] = text.split(/\r?\n/, 1);
  const count = (sign: string) => line.split(sign).length;
  return DELIMITERS.reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

async function readWorkbook(file: string, bytes: Buffer): Promise<string[][]> {
  try {
    const [sheet] = await readExcel(bytes);
    return (sheet?.data ?? []).map((line) => line.map((cell) => (cell === null ? '' : String(cell))));
  } catch {
    throw new Error(`${file} cannot be read as XLSX: save it again, or as CSV`);
  }
}
