#!/usr/bin/env node
// The one file that is JavaScript: it must run before TypeScript can. From source it goes through tsx; in a
// container image, where only the built output is, it starts that.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const source = new URL('./cli.ts', import.meta.url);
if (existsSync(fileURLToPath(source))) {
  const { register } = await import('tsx/esm/api');
  register({ tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) });
  await import(source.href);
} else {
  await import(new URL('../dist/cli.js', import.meta.url).href);
}
