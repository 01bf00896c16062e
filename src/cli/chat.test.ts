import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ACTIONS } from '../conversation/actions/outcomes.ts';
import { playExample } from '../engine/example.ts';
import { loadFlows } from '../flows.ts';
import { loadTexts } from '../i18n.ts';
import { readingForTests } from '../testing/reading.ts';

const TELEDJOL = fileURLToPath(new URL('../teledjol.js', import.meta.url));

/** Runs the command as somebody at a terminal would, with these lines typed. */
function chat(args: string[], lines: string[]): Promise<{ out: string; err: string; code: number }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [TELEDJOL, 'chat', ...args], (error, out, err) =>
      resolve({ out, err, code: error ? Number(error.code) : 0 }),
    );
    child.stdin?.end(lines.map((line) => `${line}\n`).join(''));
  });
}

test('what was typed comes out as an example that plays', async () => {
  const { out, code } = await chat(
    ['rumor', '--lang', 'ht', '--channel', 'sms', '--as-example'],
    ['Yo di vot la ranvwaye', 'petet', 'wi', '1', 'non'],
  );
  expect(code).toBe(0);
  const [example] = parse(out.slice(out.indexOf('\n- name:')));
  const flows = loadFlows(loadTexts(), ACTIONS);
  const flow = flows.byName.get('rumor');
  if (!flow) throw new Error('no rumor flow');
  expect(playExample(flows, flow, example, readingForTests().reading).problems).toEqual([]);
  expect(example.ends).toBe('tip_kept');
});

test('buttons are shown where the phone has them', async () => {
  const { out } = await chat(['start', '--lang', 'fr', '--channel', 'whatsapp'], []);
  expect(out).toMatch(/\[1 .+\] \[2 .+\]/);
});

test.each([
  [['nothing'], 'no flow is called "nothing"'],
  [['rumor', '--lang', 'xx'], 'no language is called "xx"'],
  [['rumor', '--channel', 'fax'], 'no phone is called "fax"'],
])('a wrong call %j is one clear line', async (args, says) => {
  const { err, code } = await chat(args, []);
  expect(code).toBe(1);
  expect(err.trim().split('\n')).toHaveLength(1);
  expect(err).toContain(says);
});
