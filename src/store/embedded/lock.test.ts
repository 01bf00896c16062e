import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clearFolder, tempFolder } from '../../testing/temp-folder.ts';
import { until } from '../../testing/until.ts';
import { withLock } from './lock.ts';
import { birthOf } from './running.ts';

let folder: string;

beforeAll(async () => {
  folder = await tempFolder();
});

afterAll(() => clearFolder(folder));

test('lets one in at a time', async () => {
  let inside = 0;
  let most = 0;
  const visit = () =>
    withLock(join(folder, 'one'), async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    });
  await Promise.all(Array.from({ length: 8 }, visit));
  expect(most).toBe(1);
});

test('takes over from a dead process, and from one whose number was given to another', async () => {
  for (const holder of ['99999999 1 dead', `${process.pid} 1 reborn`, '']) {
    await writeFile(join(folder, 'stale'), holder);
    expect(await withLock(join(folder, 'stale'), async () => 'in')).toBe('in');
  }
});

test('of many who find a dead lock at once only one is in at a time', async () => {
  await writeFile(join(folder, 'crowd'), '99999999 1 dead');
  let inside = 0;
  const visit = () =>
    withLock(join(folder, 'crowd'), async () => {
      inside += 1;
      expect(inside).toBe(1);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    });
  await Promise.all(Array.from({ length: 6 }, visit));
});

test('waits for a living holder', async () => {
  const path = join(folder, 'living');
  await writeFile(path, `${process.pid} ${await birthOf(process.pid)} other`);
  let entered = false;
  const visit = withLock(path, async () => {
    entered = true;
  });
  await until(async () => (await readdir(folder)).some((name) => name.startsWith('living.')));
  expect(entered).toBe(false);
  await writeFile(path, '99999999 1 dead');
  await visit;
  expect(entered).toBe(true);
});

test('is free again after an error, and nothing is left over', async () => {
  const path = join(folder, 'failed');
  await expect(withLock(path, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await withLock(path, async () => 'in')).toBe('in');
  expect(await readdir(folder)).toEqual([]);
});
