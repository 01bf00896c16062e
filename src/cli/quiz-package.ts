import { type FileHandle, mkdir, open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuizBank } from '../country/quiz-bank.ts';
import { exportFlowResults, type FlowResultsRow } from '../desks/quiz/index.ts';
import type { Db } from '../store/connect.ts';

const CSV_TITLES = 'timestamp,row_id,contact_id,session_id,question_id,response,language,medium,correct\n';

/**
 * Writes a Flow Results data package: `datapackage.json` with what was asked, `data.json` with a row per answer, and
 * beside them, for spreadsheets, the same rows as `data.csv`.
 * @param given.folder made where it is not there; nothing in it is written over
 * @param given.language of the labels
 * @returns how many answers there are
 * @throws Error where a package stands there already, or nothing can be written
 */
export async function writePackage(
  db: Db,
  given: {
    readonly banks: readonly QuizBank[];
    readonly bank?: string | undefined;
    readonly language: string;
    readonly folder: string;
  },
): Promise<number> {
  const { folder, ...asked } = given;
  await mkdir(folder, { recursive: true });
  const paths = ['data.json', 'data.csv', 'datapackage.json'].map((name) => join(folder, name));
  const [jsonPath = '', csvPath = '', descriptorPath = ''] = paths;
  const made: string[] = [];
  const files: FileHandle[] = [];
  const create = async (path: string) => {
    const file = await open(path, 'wx');
    made.push(path);
    files.push(file);
    return file;
  };
  try {
    const json = await create(jsonPath);
    const csv = await create(csvPath);
    await json.write('[');
    await csv.write(CSV_TITLES);
    let first = true;
    const take = async (rows: readonly FlowResultsRow[]) => {
      const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
      await json.write(`${first ? '\n' : ',\n'}${lines}`);
      await csv.write(rows.map(csvLine).join(''));
      first = false;
    };
    const { descriptor, rows } = await exportFlowResults(
      db,
      { ...asked, now: new Date(), path: 'data.json' },
      take,
    );
    await json.write('\n]\n');
    // Last: where it stands, the package is whole.
    await writeFile(descriptorPath, `${JSON.stringify(descriptor, null, 2)}\n`, { flag: 'wx' });
    return rows;
  } catch (error) {
    // Half a package is worse than none; what stood there before stays.
    await Promise.all(made.map((path) => rm(path, { force: true })));
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
      throw new Error(`${folder} holds a package already: name a new folder`);
    throw error;
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

/** Nothing in it needs quotes: ids of banks are letters and digits, the rest is ours. */
function csvLine(row: FlowResultsRow): string {
  const [timestamp, rowId, contactId, sessionId, questionId, response, { language, medium, correct }] = row;
  return `${[timestamp, rowId, contactId, sessionId, questionId, response, language, medium, String(correct)].join(',')}\n`;
}
