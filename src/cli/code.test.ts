import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { tempFolder } from '../testing/temp-folder.ts';

// Each starts a process.

const LAUNCHER = fileURLToPath(new URL('../teledjol.js', import.meta.url));

/** Runs `teledjol code …` as somebody at a terminal does. */
function code(args: readonly string[], input = '') {
  return spawnSync(process.execPath, [LAUNCHER, 'code', ...args], { encoding: 'utf8', input });
}

test('shows the reading token by token, and as JSON with the moment that was meant', () => {
  const text = '41729 319*2 104527 1405 moun ak zam';
  expect(code([text]).stdout).toMatch(/^ {2}observer 41729\n {2}incident 319\n {2}quantity 2\n.*read: \{/s);
  const { stdout, status } = code([text, '--json', '--now', '2026-08-30T14:30:00-04:00']);
  expect(status).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    reading: {
      observer: '41729',
      place: '104527',
      at: '2026-08-30T14:05:00-04:00',
      incidents: [{ code: '319', quantity: 2 }],
      comment: 'moun ak zam',
    },
    ask: null,
  });
});

test('of many texts each line gets its own, checked against the lists that are given', async () => {
  const registry = join(await tempFolder(), 'registry.json');
  writeFileSync(registry, JSON.stringify({ observers: [{ number: '41729' }], places: [{ code: '104527' }] }));
  const texts = ['41729 319 104527', '', '52830 319 104527', 'SOS'];
  const { stdout } = code(['-', '--json', '--registry', registry], texts.join('\n'));
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ ask }) => ask)).toEqual([null, 'no_code', 'observer_check', null]);
});

test('what is no time and no registry ends in one line', () => {
  for (const args of [
    ['x', '--now', 'yè'],
    ['x', '--registry', LAUNCHER],
  ]) {
    const { status, stderr } = code(args);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^teledjol: .*\n$/);
  }
});

test('says why it would ask, and what the observer would read', () => {
  const { stdout } = code(['41729 317 104527', '--lang', 'fr']);
  expect(stdout).toMatch(
    /^ {2}observer 41729\n {2}\? "317"\n {2}place 104527\nask: incident_check\n#######: noté\. Un code/,
  );
  expect(code(['x', '--lang', 'xx']).stderr).toMatch(/^teledjol: there is no language xx: use ht, fr/);
});
