import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLog } from './core/log.ts';
import { localSecretKey, protectionKeyOf } from './secret-key.ts';
import { tempFolder } from './testing/temp-folder.ts';

test('a key is made once, for its owner alone, with a warning that does not show it', async () => {
  const dir = await tempFolder();
  const lines: string[] = [];
  const log = openLog((line) => lines.push(line));
  const keys = await Promise.all(Array.from({ length: 5 }, () => localSecretKey(dir, log)));
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1);
  expect(keys[0]).toHaveLength(32);
  expect((await stat(join(dir, 'secret.key'))).mode & 0o777).toBe(0o600);
  expect(lines.join()).toContain('TELEDJOL_SECRET_KEY');
  expect(lines.join()).not.toContain((await readFile(join(dir, 'secret.key'), 'utf8')).trim());
});

test('a damaged key stops the start instead of being replaced', async () => {
  const dir = await tempFolder();
  await writeFile(join(dir, 'secret.key'), 'half');
  await expect(localSecretKey(dir, openLog(undefined, 'silent'))).rejects.toThrow('damaged');
});

test('the key of call-backs is another, made beside the embedded database alone', async () => {
  const dataDir = await tempFolder();
  const lines: string[] = [];
  const log = openLog((line) => lines.push(line));
  const embedded = { protectionKey: undefined, databaseUrl: undefined, dataDir };
  const made = await protectionKeyOf(embedded, log);
  expect(made).toHaveLength(32);
  expect(await protectionKeyOf(embedded, log)).toEqual(made);
  expect(await localSecretKey(dataDir, log)).not.toEqual(made);
  expect((await stat(join(dataDir, 'protection.key'))).mode & 0o777).toBe(0o600);
  expect(lines.filter((line) => line.includes('TELEDJOL_PROTECTION_KEY'))).toHaveLength(1);

  const elsewhere = { ...embedded, databaseUrl: 'postgres://db/x', dataDir: await tempFolder() };
  expect(await protectionKeyOf(elsewhere, log)).toBeUndefined();
  expect(lines.at(-1)).toContain('no call-backs are offered');
  const set = Buffer.alloc(32, 3);
  expect(await protectionKeyOf({ ...elsewhere, protectionKey: set }, log)).toBe(set);
});
