import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { envExample } from '../config.ts';

const PATH = fileURLToPath(new URL('../../.env.example', import.meta.url));

/** @throws Error when `--check` finds a difference */
export function runEnv(options: { write?: boolean; check?: boolean }): void {
  const text = envExample();
  if (options.write) writeFileSync(PATH, text);
  else if (options.check) {
    let there = '';
    try {
      there = readFileSync(PATH, 'utf8');
    } catch {
      // Missing is different.
    }
    if (there !== text)
      throw new Error('.env.example is not what config.ts says: run `npx teledjol env --write`');
  } else console.log(text);
}
