import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { readConfig } from '../config.ts';
import { openLog } from '../core/log.ts';
import type { Medium } from '../core/message.ts';
import { countryOf } from '../country/index.ts';
import { answerQuestion, forgetQuiz, nextQuestion } from '../desks/quiz/index.ts';
import type { Store } from '../store/connect.ts';
import { freshDatabase } from '../testing/database.ts';
import { flowResultsDescriptor, flowResultsRows } from '../testing/flow-results.ts';
import { addPeople, openTestStore } from '../testing/people.ts';
import { type QuizResultsOptions, runQuizResults } from './quiz-results.ts';

const LAUNCHER = fileURLToPath(new URL('../teledjol.js', import.meta.url));
const banks = countryOf('ht').quizBanks;
let database: Awaited<ReturnType<typeof freshDatabase>>;
let store: Store;
let folder: string;
const contacts: string[] = [];
const phones: string[] = [];

/** Answers `count` questions of a bank, the first `right` of them rightly. */
async function plays(
  contactId: string,
  how: { bank: string; count: number; right: number; language?: string; medium?: Medium },
) {
  const { bank, count, right, language = 'ht', medium = 'sms' } = how;
  await store.db.transaction(async (tx) => {
    const now = new Date('2026-08-12T14:37:21.345Z');
    const ask = { banks, bank, contactId, language, medium, now, begin: true };
    for (let n = 1; n <= count; n++) {
      const asked = await nextQuestion(tx, ask);
      if (asked.kind !== 'question') throw new Error('nothing was asked');
      const question = banks.find(({ id }) => id === bank)?.questions.find((q) => q.id === asked.questionId);
      const wanted = question?.options.find(({ id }) => (id === question.right) === n <= right)?.id ?? '';
      await answerQuestion(tx, { banks, ...asked, option: wanted, now });
    }
    if (count === 8) await nextQuestion(tx, { ...ask, begin: false });
  });
}

beforeAll(async () => {
  database = await freshDatabase();
  store = openTestStore(database.url);
  folder = await mkdtemp(join(tmpdir(), 'teledjol-quiz-'));
  for (const { contactId, phone } of await addPeople(store, 4)) {
    contacts.push(contactId);
    phones.push(phone);
  }
  const [marie = '', jozef = '', ana = '', gone = ''] = contacts;
  await plays(marie, { bank: 'voting', count: 8, right: 8 });
  await plays(marie, { bank: 'rumors', count: 2, right: 1 });
  await plays(jozef, { bank: 'voting', count: 8, right: 5, language: 'fr', medium: 'whatsapp' });
  await plays(ana, { bank: 'voting', count: 3, right: 0 });
  await plays(gone, { bank: 'voting', count: 1, right: 1 });
  await plays(gone, { bank: 'rumors', count: 1, right: 1 });
  await forgetQuiz(store.db, gone);
});
afterAll(async () => {
  await store.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

/** What the command prints, on the database of this test. */
async function results(options: QuizResultsOptions): Promise<string> {
  const config = readConfig({ TELEDJOL_DATA_DIR: folder });
  const said: string[] = [];
  const printed = vi.spyOn(console, 'log').mockImplementation((line) => void said.push(`${line}\n`));
  try {
    await runQuizResults(options, (work) => work(store, config, openLog(undefined, 'silent')));
  } finally {
    printed.mockRestore();
  }
  return said.join('');
}

/** Writes a package and reads it back. */
async function exported(name: string, more: QuizResultsOptions = {}) {
  await results({ ...more, out: join(folder, name) });
  const read = (file: string) => readFile(join(folder, name, file), 'utf8');
  return {
    descriptor: JSON.parse(await read('datapackage.json')),
    rows: JSON.parse(await read('data.json')),
    csv: await read('data.csv'),
  };
}

test('what was answered is told as tables', async () => {
  expect(await results({ bank: 'voting' })).toBe(`voting (version 1): 4 begun, 2 finished

question  answers  right
age       4        3 (75 %)
women     3        2 (67 %)
card      3        2 (67 %)
oni       2        2 (100 %)
cep       2        2 (100 %)
secret    2        1 (50 %)
once      2        1 (50 %)
money     2        1 (50 %)

score   runs
8 of 8  1 (50 %)
5 of 8  1 (50 %)

medium    language  begun  finished  answers  right
sms       ht        3      1         12       9 (75 %)
whatsapp  fr        1      1         8        5 (63 %)
`);
});

test('as JSON it is an object a line, a bank each', async () => {
  const all = (await results({ json: true }))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(all.map(({ bank, begun, finished }) => [bank, begun, finished])).toEqual([
    ['rumors', 2, 0],
    ['voting', 4, 2],
  ]);
  expect(all[0].scores).toEqual([]);
  expect(all[0].questions[0]).toEqual({ question: 'who', answers: 2, right: 2 });
});

test('a bank that never was is one line and exit code 1, at the terminal', async () => {
  const child = spawn(process.execPath, [LAUNCHER, 'quiz', 'results', '--bank', 'cooking'], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      TELEDJOL_SECRET_KEY: randomBytes(32).toString('base64'),
      TELEDJOL_DATA_DIR: folder,
    },
  });
  const closed = new Promise((resolve) => child.on('close', resolve));
  expect([await text(child.stdout), await text(child.stderr), await closed]).toEqual([
    '',
    'teledjol: no bank is called "cooking": known are rumors, voting\n',
    1,
  ]);
});

describe('a Flow Results package', () => {
  let all: Awaited<ReturnType<typeof exported>>;
  beforeAll(async () => {
    all = await exported('all');
  });

  test('is what the specification requires, and every row fits its question', () => {
    const { resources } = flowResultsDescriptor.parse(all.descriptor);
    const rows = flowResultsRows.parse(all.rows);
    const { questions, language } = resources[0].schema;
    expect([Object.keys(questions).length, language, resources[0].path]).toEqual([16, 'hat', 'data.json']);
    expect(questions['voting.age']?.type_options.choices).toEqual(['sixteen', 'eighteen', 'twenty_one']);
    expect(rows).toHaveLength(23);
    expect(new Set(rows.map((row) => row[1])).size).toBe(23);
    for (const [, , , , question, response] of rows)
      expect(questions[question]?.type_options.choices).toContain(response);
    expect(rows.filter((row) => row[6].correct)).toHaveLength(16);
    expect(rows.filter((row) => row[6].language === 'fra' && row[6].medium === 'whatsapp')).toHaveLength(8);
  });

  test('lets nobody be found: no ids of ours, no numbers, and times to the hour', async () => {
    const { rows: runs } = await store.pool.query('select id from quiz_run');
    const written = JSON.stringify(all) + all.csv;
    for (const known of [...contacts, ...phones, ...runs.map(({ id }) => id)])
      expect(written).not.toContain(known);
    expect(new Set(all.rows.map((row: unknown[]) => row[0]))).toEqual(new Set(['2026-08-12T14:00:00+00:00']));
  });

  test('knows a person across their runs, except who asked to be forgotten', () => {
    const rows = flowResultsRows.parse(all.rows);
    const sessionsOf = new Map<unknown, Set<unknown>>();
    for (const [, , contact, session] of rows)
      sessionsOf.set(contact, (sessionsOf.get(contact) ?? new Set()).add(session));
    expect([...sessionsOf.values()].map(({ size }) => size).sort()).toEqual([1, 1, 1, 1, 2]);
  });

  test('cannot be put together with another by who is in it', async () => {
    const again = await exported('again');
    const named = (rows: unknown[][]) => rows.flatMap((row) => row.slice(1, 4));
    const first = new Set(named(all.rows));
    expect(named(again.rows).filter((one) => first.has(one))).toEqual([]);
    expect(again.descriptor.id).not.toBe(all.descriptor.id);
  });

  test('of one bank holds only that bank', async () => {
    const { descriptor, rows } = await exported('one', { bank: 'rumors' });
    const { questions } = flowResultsDescriptor.parse(descriptor).resources[0].schema;
    expect(Object.keys(questions).every((key) => key.startsWith('rumors.'))).toBe(true);
    expect(flowResultsRows.parse(rows)).toHaveLength(3);
  });

  test('has the same rows for spreadsheets', () => {
    const [titles, ...lines] = all.csv.trim().split('\n');
    expect(titles).toBe(
      'timestamp,row_id,contact_id,session_id,question_id,response,language,medium,correct',
    );
    expect(lines).toHaveLength(23);
    expect(lines[0]?.split(',').slice(0, 6)).toEqual(all.rows[0].slice(0, 6));
  });

  test('is never written over, and what stood there stays as it was', async () => {
    await writeFile(join(folder, 'all', 'mine.txt'), 'mine');
    await expect(results({ out: join(folder, 'all') })).rejects.toThrow(
      /all holds a package already: name a new folder$/,
    );
    expect((await readdir(join(folder, 'all'))).sort()).toEqual([
      'data.csv',
      'data.json',
      'datapackage.json',
      'mine.txt',
    ]);
    expect(JSON.parse(await readFile(join(folder, 'all', 'data.json'), 'utf8'))).toEqual(all.rows);
  });

  test('describes questions and options of versions that are gone', async () => {
    const { rows } = await store.pool.query("select id from quiz_run where bank = 'rumors' limit 1");
    await store.pool.query(
      "insert into quiz_answer (run_id, n, question, answer, correct) values ($1, 8, 'old', 'perhaps', false), ($1, 9, 'logo', 'perhaps', false)",
      [rows[0].id],
    );
    const { descriptor } = await exported('versions');
    const { questions } = flowResultsDescriptor.parse(descriptor).resources[0].schema;
    expect(questions['rumors.old']).toMatchObject({ label: 'old', type_options: { choices: ['perhaps'] } });
    expect(questions['rumors.logo']?.type_options.choices).toEqual(['yes', 'no', 'perhaps']);
  });
});
