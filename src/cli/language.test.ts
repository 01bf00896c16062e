import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// Each starts a process or two.

const LAUNCHER = fileURLToPath(new URL('../teledjol.js', import.meta.url));

/** Runs `teledjol language …` as somebody at a terminal does. */
function language(args: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [LAUNCHER, 'language', ...args], {
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr, lines: stdout.split('\n').slice(0, -1) };
}

test('says its guess with a margin, and that it is unsure where it is', () => {
  const sure = language(['Ki kote mwen ka vote dimanch?']);
  expect(sure.stdout).toMatch(/^ht \(sure, margin (1|0\.\d+)\)\n$/);
  expect(sure.status).toBe(0);
  expect(language(['123 456']).stdout).toBe('unsure: ht? (margin 0)\n');
});

test('a text may begin with a dash behind --', () => {
  expect(
    language(['--json', '--', '- bonjou, kote pou nou vote?']).lines.map((line) => JSON.parse(line)),
  ).toEqual([{ language: 'ht', sure: true, margin: expect.any(Number) }]);
});

test('of many texts each line gets its own, empty ones and the last without a line end too', () => {
  const texts = [
    'pa gen kouran nan katye nou an depi yè',
    'où est le bureau de vote de mon quartier ?',
    '',
    'the polling station is still closed\u2028and people are waiting\r',
    'todavía no han abierto la mesa',
  ];
  const { status, lines } = language(['-', '--json'], texts.join('\n'));
  expect(status).toBe(0);
  const guesses = lines.map((line) => JSON.parse(line));
  expect(guesses.map((guess) => guess.sure && guess.language)).toEqual(['ht', 'fr', false, 'en', 'es']);
  for (const guess of guesses) expect(Object.keys(guess)).toEqual(['language', 'sure', 'margin']);
});

test('thousands of texts come out in step', () => {
  const texts = Array.from({ length: 20_000 }, (_, at) =>
    at % 2 === 0 ? `mwen bezwen konnen kote pou m vote ${at}` : `I need to know where to vote ${at}`,
  );
  const { lines } = language(['-', '--json'], `${texts.join('\n')}\n`);
  expect(lines).toHaveLength(20_000);
  expect(lines.every((line, at) => JSON.parse(line).language === (at % 2 === 0 ? 'ht' : 'en'))).toBe(true);
});

test('a line is answered before the next one is there', async () => {
  const child = spawn(process.execPath, [LAUNCHER, 'language', '-'], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.write('mèsi anpil pou repons la\n');
  const [first] = await once(child.stdout, 'data');
  expect(String(first)).toMatch(/^ht \(sure/);
  child.stdin.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('without a text it says how it is called, and exits with 2', () => {
  const { status, stderr } = language([]);
  expect(status).toBe(2);
  expect(stderr).toContain("missing required argument 'text'");
});
