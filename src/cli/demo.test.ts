import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const TELEDJOL = fileURLToPath(new URL('../teledjol.js', import.meta.url));

test('the demo keeps every promise, and says so in its exit code', async () => {
  const { out, code } = await new Promise<{ out: string; code: number }>((resolve) => {
    execFile(process.execPath, [TELEDJOL, 'demo', '--json'], { timeout: 120_000 }, (error, stdout) =>
      resolve({ out: stdout, code: error ? Number(error.code ?? 1) : 0 }),
    );
  });
  expect(code).toBe(0);
  const { promises, broken } = JSON.parse(out);
  expect(broken).toBe(0);
  expect(promises.length).toBeGreaterThanOrEqual(18);
}, 150_000);
