import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearFolder, tempFolder } from '../testing/temp-folder.ts';

// Each starts a process, and that the one that speaks.

const LAUNCHER = fileURLToPath(new URL('../teledjol.js', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await tempFolder();
});
afterAll(() => clearFolder(folder));

/** Runs `teledjol say …` as somebody at a terminal does. */
function say(
  args: readonly string[],
  input = '',
): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [LAUNCHER, 'say', ...args], (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end(input);
  });
}

test('speaks a text into a file, and says what became of it', async () => {
  const out = join(folder, 'one.ogg');
  const { status, stdout, stderr } = await say(['--lang', 'ht', 'Bonjou tout moun', out]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/one\.ogg: [\d.]+ s, \d+ bytes, -1\d(\.\d)? LUFS\n$/);
  expect((await readFile(out)).toString('latin1', 28, 36)).toBe('OpusHead');
});

test('of many texts each line that says anything becomes a file, named by its line', async () => {
  const out = join(folder, 'many');
  const { stdout } = await say(
    ['-', out, '--json', '--max-seconds', '2'],
    'Bonjou\n\nYon. De. Twa. Kat. Senk. Sis.',
  );
  const said = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(said).toEqual([
    {
      file: join(out, '0001.ogg'),
      seconds: expect.any(Number),
      bytes: expect.any(Number),
      lufs: expect.any(Number),
    },
    expect.objectContaining({ file: join(out, '0003.ogg'), cut: true }),
  ]);
  expect(await readdir(out)).toEqual(['0001.ogg', '0003.ogg']);
});

test('tells in IPA how it would be said, without a file', async () => {
  const [creole, french] = await Promise.all([
    say(['--ipa', '-'], 'Pòtoprens 8è30\nwi\n'),
    say(['--ipa', '--lang', 'fr', 'le vote']),
  ]);
  expect(creole.stdout.normalize('NFC')).toBe('pɔtoˈpɣɛ̃s ɥiˈtɛ edˈmi\nˈwi\n'.normalize('NFC'));
  expect(french.stdout).toContain('v ˈɔ t');
});

test('what it cannot do ends in one line', async () => {
  const wrong = await Promise.all([
    say(['a', join(folder, 'x.ogg'), '--lang', 'xx']),
    say(['🎉', join(folder, 'x.ogg')]),
    say(['a']),
    say(['a', join(folder, 'none', 'x.ogg')]),
    say(['a', join(folder, 'x.ogg'), '--max-seconds', 'two']),
    say(['a', join(folder, 'x.ogg'), '--voice', 'mine']),
    say(['a', join(folder, 'x.ogg'), '--voice', 'plugged']),
  ]);
  for (const { status, stderr } of wrong) {
    expect(stderr).toMatch(/^teledjol: .*\n$/);
    expect(status).toBe(1);
  }
});
