import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { birthOf } from '../store/embedded/running.ts';
import { startInOtherProcess } from './embedded-process.ts';
import { clearFolder, sweepFolders, tempFolder } from './temp-folder.ts';

test('what a killed run left is stopped and swept away, what a living one uses is not', async () => {
  const ours = await tempFolder();
  const run = spawn('sleep', ['60']);
  const theirs = join(tmpdir(), `teledjol-test-${run.pid}-killed`);
  await mkdir(theirs);
  await chmod(theirs, 0o711);
  const server = await startInOtherProcess(theirs);
  await server.kill();

  await sweepFolders();
  expect(await birthOf(server.pid)).not.toBe(null);
  run.kill('SIGKILL');
  await once(run, 'exit');
  await sweepFolders();
  expect(await birthOf(server.pid)).toBe(null);
  await expect(stat(theirs)).rejects.toThrow(/ENOENT/);
  expect((await stat(ours)).isDirectory()).toBe(true);
  await clearFolder(ours);
});
