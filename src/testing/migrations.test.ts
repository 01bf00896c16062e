import { execFile } from 'node:child_process';
import { cp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearFolder, tempFolder } from './temp-folder.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCHEMA = 'src/store/schema.ts';
const TABLES = 'src/store/schema';

let folder: string;

beforeEach(async () => {
  folder = await tempFolder();
  const parts = [
    'migrations',
    'drizzle.config.ts',
    'package.json',
    'tsconfig.json',
    'src/core',
    SCHEMA,
    TABLES,
  ];
  for (const part of parts) await cp(join(ROOT, part), join(folder, part), { recursive: true });
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
});
afterEach(() => clearFolder(folder));

/** @returns the migrations that `npm run db:generate` would add to this folder */
async function generated(): Promise<string[]> {
  const before = new Set(await readdir(join(folder, 'migrations')));
  const program = join(folder, 'node_modules', '.bin', 'drizzle-kit');
  await promisify(execFile)(program, ['generate', '--name', 'next'], { cwd: folder });
  return (await readdir(join(folder, 'migrations'))).filter((name) => !before.has(name));
}

test('the migrations make the tables that schema.ts describes', async () => {
  expect(await generated()).toEqual([]);
});

test('a column that no migration makes would be found', async () => {
  const path = join(folder, TABLES, 'people.ts');
  const schema = await readFile(path, 'utf8');
  const more = schema.replace(
    "pgTable(\n  'contact',\n  {",
    "pgTable(\n  'contact',\n  {\n    shoeSize: text('shoe_size'),",
  );
  expect(more).not.toBe(schema);
  await writeFile(path, more);
  expect(await generated()).toEqual([expect.stringMatching(/_next\.sql$/)]);
});
