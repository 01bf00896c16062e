import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FLOWS_DIRECTORY } from '../flows.ts';

const LAUNCHER = fileURLToPath(new URL('../teledjol.js', import.meta.url));

/** Runs `teledjol flow …` as somebody at a terminal does. */
function flow(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, 'flow', ...args], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr, lines: stdout.trim().split('\n') };
}

let copy = '';
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'teledjol-flows-'));
  cpSync(FLOWS_DIRECTORY, copy, { recursive: true });
});
afterAll(() => rmSync(copy, { recursive: true }));

function change(file: string, from: string, to: string): string {
  const text = readFileSync(join(FLOWS_DIRECTORY, file), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(copy, file), text.replace(from, to));
  return join(copy, file);
}

test('flows in order, with the schema for editors up to date, are told in one line', () => {
  const { status, stdout } = flow('check');
  expect(stdout).toMatch(/^\d+ flows are in order\n$/);
  expect(status).toBe(0);
});

test('a problem is one line with file, line and key, and exit code 1', () => {
  const checked = flow('check', change('status.yaml', 'goto: look', 'goto: book'));
  expect(checked.status).toBe(1);
  expect(checked.lines[0]).toMatch(/status\.yaml:\d+: states\.ask_code\.goto: there is no state book$/);
});

test('an example that is no longer true is a problem too', () => {
  const checked = flow('check', change('status.yaml', '- bot: [waiting]', '- bot: [working]'));
  expect(checked.status).toBe(1);
  expect(checked.stdout).toMatch(
    /^\S*status\.yaml:\d+: examples\.0: "the code came with the question" says status\.waiting instead of status\.working\n$/,
  );
});

test('a flow that would strand people is a problem beside the folder that they know', () => {
  const without = readFileSync(join(FLOWS_DIRECTORY, 'status.yaml'), 'utf8').replace('moved: ask_code\n', '');
  const renamed = without.replaceAll('ask_code', 'ask_it').replaceAll('ask: ask_it', 'ask: ask_code');
  writeFileSync(join(copy, 'status.yaml'), renamed);
  const checked = flow('check', join(copy, 'status.yaml'), '--against', FLOWS_DIRECTORY);
  expect(checked.status).toBe(1);
  expect(checked.stdout).toMatch(
    /status\.yaml:4: version: is 1 as before, but [^\n]*ask_it[^\n]* changed: make it 2\n/,
  );
  expect(checked.stdout).toMatch(/status\.yaml:\d+: moved: is missing: people may stand at ask_code[^\n]*\n/);
});

test('the segments of every text are told when asked for', () => {
  const { status, lines } = flow('check', '--texts');
  expect(status).toBe(0);
  expect(lines).toContainEqual(expect.stringMatching(/^rumor\.received\tht\t1 SMS\t\d+ gsm7$/));
});

test('a flow is drawn; one that is not there is one line and exit code 1', () => {
  expect(flow('draw', 'rumor').lines[0]).toBe('stateDiagram-v2');
  const nothing = flow('draw', 'nothing');
  expect(nothing.status).toBe(1);
  expect(nothing.stderr).toMatch(/^teledjol: there is no flow nothing [^\n]*\n$/);
});
