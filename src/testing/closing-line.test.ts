import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const REPORTER = fileURLToPath(new URL('./closing-line.ts', import.meta.url));

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'teledjol-closing-')));
});

afterEach(() => rm(folder, { recursive: true }));

/** Runs vitest over these files and gives back what it printed last. */
async function linesOf(files: Record<string, string>, ...words: string[]): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['run', '--root', folder, '--globals', '--reporter', 'default', '--reporter', REPORTER];
  const printed = await new Promise<string>((resolve) => {
    const env = { ...process.env, NO_COLOR: '1' };
    execFile(process.execPath, [vitest, ...options, ...words], { env, cwd: ROOT }, (_, out) => resolve(out));
  });
  const lines = printed.trimEnd().split('\n');
  return lines.slice(lines.findLastIndex((line) => /^\s+(Duration|Start at)/.test(line)) + 1).filter(Boolean);
}

test('the last line of a good run counts tests', async () => {
  const files = { 'a.test.js': `test('one', () => {}); test.each([1, 2])('%s', () => {})` };
  expect(await linesOf(files)).toEqual(['3 passed, 0 failed']);
});

test('what was left out is counted and named', async () => {
  const files = {
    'a.test.js': `
      describe.runIf(false)('on Redis', () => { test('one', () => {}); test('two', () => {}) });
      test.skip('alone', () => {});
      test('here', () => {});`,
  };
  expect(await linesOf(files)).toEqual([
    'not run: a.test.js > on Redis (2 skipped)',
    'not run: a.test.js (1 skipped)',
    '1 passed, 0 failed, 3 skipped',
  ]);
  // Asked for one test by name, the others need no line.
  expect(await linesOf(files, '-t', 'here')).toEqual(['1 passed, 0 failed, 3 skipped']);
});

test('what the machine lacks stands above, as the setup told it', async () => {
  const files = {
    'setup.js': `export default (project) => project.provide('notRun', ['tests against Redis (none found)'])`,
    'vitest.config.js': `export default { test: { globalSetup: ['setup.js'] } }`,
    'a.test.js': `test('one', () => {})`,
  };
  expect(await linesOf(files)).toEqual(['not run: tests against Redis (none found)', '1 passed, 0 failed']);
});

test('what breaks outside of a test is never counted as nothing', async () => {
  const files = {
    'a.test.js': `test('bad', () => { throw new Error('no') })`,
    'b.test.js': `import './missing.js'; test('never seen', () => {})`,
    'c.test.js': `describe('hooked', () => { beforeAll(() => { throw new Error('no') }); test('kept out', () => {}) })`,
    'd.test.js': `test('good', () => { Promise.reject(new Error('nobody waits')) })`,
  };
  const lines = await linesOf(files);
  expect(lines.slice(-5)).toEqual([
    'failed: 1 outside of any test',
    'failed: b.test.js, before or after its tests',
    'failed: c.test.js > hooked, before or after its tests',
    'not run: c.test.js > hooked (1 skipped)',
    '1 passed, 4 failed, 1 skipped',
  ]);
});
