import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddings } from '../testing/embeddings-service.ts';
import { clearFolder, tempFolder } from '../testing/temp-folder.ts';

// Each starts a process.

const LAUNCHER = fileURLToPath(new URL('../teledjol.js', import.meta.url));
let folder = '';
const file = (name: string) => join(folder, name);

function match(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, 'match', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

/** Invented, in the format of CheckThat! 2020: a claim over two lines, quotes doubled. */
const CLAIMS = [
  '\tvclaim\ttitle',
  '0\t"The mayor of Jolivil said ""ballots will\nbe counted by goats"" in a speech in May 2031."\tDid the Mayor of Jolivil Promise Goats?',
  '1\tA photograph shows a shark swimming in the flooded stadium of Bellefontaine.\tShark in the Stadium?',
  '2\tVoters without a yellow hat are turned away from polling stations in Jolivil.\tYellow Hats at the Polls',
].join('\n');
const TIPS = [
  '\ttweet_content',
  'a\tGoats will count our ballots, says the mayor of Jolivil!! https://t.co/x — Ann B (@annb) May 3, 2031',
  'b\t"there is a ""shark"" swimming in the stadium, flooded since monday"',
].join('\n');

beforeAll(async () => {
  folder = await tempFolder();
  writeFileSync(file('claims.tsv'), CLAIMS);
  writeFileSync(file('tips.tsv'), TIPS);
  writeFileSync(file('qrels'), 'a\t0\t0\t1\nb\t0\t1\t1\n');
});

afterAll(() => clearFolder(folder));

test('says for each tip what was found, and why', () => {
  const { stdout, status } = match('--claims', file('claims.tsv'), '--tips', file('tips.tsv'));
  expect(status).toBe(0);
  expect(stdout).toMatch(/^a: (answer|suggest)\n {2}0 .*goats/);
  expect(stdout).toMatch(/words: .*ballots/);
  expect(stdout).toMatch(/^b: .*\n {2}1 /m);
});

test('with a service for vectors it also goes by meaning', async () => {
  const service = await startEmbeddings([
    ['hat', 'bonnet'],
    ['voters', 'electors'],
    ['turned', 'sent'],
  ]);
  try {
    writeFileSync(file('meant.tsv'), '\ttweet_content\nc\telectors without yellow bonnet are sent away');
    const run = (...more: string[]) =>
      promisify(execFile)(process.execPath, [
        ...[LAUNCHER, 'match', '--claims', file('claims.tsv'), '--tips', file('meant.tsv'), '--json'],
        ...['--embeddings', service.url, ...more],
      ]);
    const { stdout } = await run('--embeddings-model', 'small', '--embeddings-alike', '0.5');
    expect(JSON.parse(stdout)).toMatchObject({ decision: 'suggest', found: [{ claimId: '2' }] });
    expect(service.calls.flat()).toContain('electors without yellow bonnet are sent away');
    await expect(run()).rejects.toThrow('--embeddings-model');
  } finally {
    await service.close();
  }
});

test('measures where the right ones are known, and writes the run', () => {
  const { stdout, status } = match(
    ...['--claims', file('claims.tsv'), '--tips', file('tips.tsv'), '--qrels', file('qrels')],
    ...['--json', '--run', file('run')],
  );
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    'map@1': 1,
    'map@5': 1,
    'p@1': 1,
    mrr: 1,
    p50_ms: expect.any(Number),
    p99_ms: expect.any(Number),
    gate: { coverage: expect.any(Number), false_rate: expect.any(Number) },
  });
  expect(readFileSync(file('run'), 'utf8')).toMatch(/^a\tQ0\t0\t1\t-?[\d.]+\tteledjol\n/);
});

test('reads a folder of claims, titles over qrels, and tips as JSON lines', () => {
  mkdirSync(file('vclaims'));
  const claim = (id: string, vclaim: string) =>
    writeFileSync(
      file(`vclaims/${id}.json`),
      JSON.stringify({ vclaim_id: id, vclaim, title: '', subtitle: 'x', author: 'A', date: '1 May 2031' }),
    );
  claim('vclaim-goats', 'Ballots will be counted by goats in Jolivil.');
  claim('vclaim-shark', 'A shark swims in a flooded stadium.');
  writeFileSync(file('tips.jsonl'), '{"id":"t1","tweet_text":"goats count ballots in Jolivil"}\n');
  writeFileSync(file('qrels2'), 'qid\t0\tdocid\trelevance\nt1 0 vclaim-goats 1\n');
  const { stdout } = match(
    ...['--claims', file('vclaims'), '--tips', file('tips.jsonl'), '--qrels', file('qrels2'), '--json'],
  );
  expect(JSON.parse(stdout)).toMatchObject({ tips: 1, 'p@1': 1 });
});

test.each([
  ['no such file', () => ['--claims', file('none'), '--tips', file('tips.tsv')], /none: no such file/],
  [
    'a claim without words',
    () => {
      writeFileSync(file('bad.tsv'), 'id\tvclaim\n1\tx\n2\t\n');
      return ['--claims', file('bad.tsv'), '--tips', file('tips.tsv')];
    },
    /bad\.tsv, line 3: "vclaim" is empty/,
  ],
  [
    'an id twice',
    () => {
      writeFileSync(file('twice.tsv'), 'id\ttweet_text\n1\tx\n1\ty\n');
      return ['--claims', file('claims.tsv'), '--tips', file('twice.tsv')];
    },
    /twice\.tsv, line 3: the id "1" stands already on line 2/,
  ],
  [
    'JSON that is none',
    () => {
      writeFileSync(file('bad.jsonl'), '{"id":1,"text":"x"}\n{"id":\n');
      return ['--claims', file('claims.tsv'), '--tips', file('bad.jsonl')];
    },
    /bad\.jsonl, line 2: this is no JSON/,
  ],
  [
    'a qrels line that is none',
    () => {
      writeFileSync(file('qrels3'), 'a\t0\t0\t1\nb 1\n');
      return ['--claims', file('claims.tsv'), '--tips', file('tips.tsv'), '--qrels', file('qrels3')];
    },
    /qrels3, line 2: expected "tip 0 claim 1"/,
  ],
  [
    'a claim that is not there',
    () => {
      writeFileSync(file('qrels4'), 'a\t0\t77\t1\n');
      return ['--claims', file('claims.tsv'), '--tips', file('tips.tsv'), '--qrels', file('qrels4')];
    },
    /qrels4, line 1: no claim has the id "77"/,
  ],
])('%s ends in one line that says where', (_, args, line) => {
  const { status, stderr, stdout } = match(...args());
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toMatch(line);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
