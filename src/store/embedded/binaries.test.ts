import { execFile } from 'node:child_process';
import { chmod, chown, cp, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { available } from '../../testing/available.ts';
import { clearFolder, tempFolder } from '../../testing/temp-folder.ts';
import { installedBinaries, runnableBinaries, versionOf } from './binaries.ts';
import { canEnter } from './runner.ts';

let folder: string;
let native: string;
let copies: string;

const nobody = { uid: 65_534, gid: 65_534 };
const nobodyMayRead = available.root && (await canEnter(import.meta.dirname, nobody));

beforeEach(async () => {
  folder = await tempFolder();
  native = join(folder, 'package', 'native');
  copies = join(folder, 'copies');
  const installed = installedBinaries();
  await cp(installed, native, { recursive: true, verbatimSymlinks: true });
  await cp(join(dirname(installed), 'package.json'), join(folder, 'package', 'package.json'));
});

afterEach(() => clearFolder(folder));

/** As npm leaves them with `--ignore-scripts`. */
async function loseLinks(): Promise<number> {
  const lib = join(native, 'lib');
  let lost = 0;
  for (const name of await readdir(lib)) {
    if (!(await lstat(join(lib, name))).isSymbolicLink()) continue;
    await rm(join(lib, name));
    lost += 1;
  }
  return lost;
}

test('are used where npm put them when they run', async () => {
  expect(await runnableBinaries(native, {}, copies)).toBe(native);
  expect(await readdir(folder)).not.toContain('copies');
});

test('get the library links that a skipped install script left out', async () => {
  expect(await loseLinks()).toBeGreaterThan(0);
  expect(await runnableBinaries(native, {}, copies)).toBe(native);
});

test.runIf(nobodyMayRead)('are copied once where the folder takes no links', async () => {
  await loseLinks();
  await mkdir(copies);
  await chown(copies, nobody.uid, nobody.gid);
  const copy = join(copies, `postgresql-${await versionOf(native)}`);
  expect(await runnableByNobody()).toBe(copy);
  const { ino } = await lstat(copy);
  expect(await runnableByNobody()).toBe(copy);
  expect((await lstat(copy)).ino).toBe(ino);
  expect(await readdir(copies)).toHaveLength(1);
});

/** In a process of somebody who may not write to the package; root may write anywhere. */
async function runnableByNobody(): Promise<string> {
  const program = `
    import { runnableBinaries } from ${JSON.stringify(new URL('./binaries.ts', import.meta.url).href)};
    const [native, copies] = process.argv.slice(1);
    console.log(await runnableBinaries(native, {}, copies));
  `;
  const words = ['--import', 'tsx', '--input-type=module', '-e', program, native, copies];
  const { stdout } = await promisify(execFile)(process.execPath, words, {
    ...nobody,
    cwd: import.meta.dirname,
  });
  return stdout.trim();
}

test.runIf(available.root)('are copied where the user who runs them cannot reach them', async () => {
  await chmod(join(folder, 'package'), 0o700);
  // As a strict umask would have installed them.
  await chmod(join(native, 'bin'), 0o700);
  const copy = await runnableBinaries(native, nobody, copies);
  expect(dirname(copy)).toBe(copies);
  expect(await runnableBinaries(native, nobody, copies)).toBe(copy);
});

test.runIf(available.root)('a broken copy is made again', async () => {
  await chmod(join(folder, 'package'), 0o700);
  const copy = await runnableBinaries(native, nobody, copies);
  await rm(join(copy, 'lib'), { recursive: true });
  expect(await runnableBinaries(native, nobody, copies)).toBe(copy);
  expect(await readdir(join(copy, 'lib'))).not.toEqual([]);
});

test('that do not run at all are said so, with the reason and a way out', async () => {
  await writeFile(join(native, 'bin', 'initdb'), '#!/bin/sh\necho "libc is too old" >&2\nexit 1\n');
  await expect(runnableBinaries(native, {}, copies)).rejects.toThrow(
    /does not run on this machine \(libc is too old\): .*DATABASE_URL/,
  );
});
