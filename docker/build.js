// Makes dist/, which the container image runs: the compiled sources and, beside them, what the pages are made of and
// the questions and exercises of countries.
// Another folder may be named: node docker/build.js FOLDER
import { execFileSync } from 'node:child_process';
import { cpSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const out = resolve(root, process.argv[2] ?? 'dist');

// What an earlier build left would be shipped, too.
rmSync(out, { recursive: true, force: true });
execFileSync(
  process.execPath,
  [join(root, 'node_modules/typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json'), '--outDir', out],
  { stdio: 'inherit' },
);
for (const path of readdirSync(join(root, 'src'), { recursive: true })) {
  if (/(^|\/)assets$|^country\/[^/]+\/(quiz|exercises)$/.test(path))
    cpSync(join(root, 'src', path), join(out, path), { recursive: true });
}
