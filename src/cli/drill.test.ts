import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const TELEDJOL = fileURLToPath(new URL('../teledjol.js', import.meta.url));
const teledjol = (...args: string[]) =>
  promisify(execFile)(process.execPath, [TELEDJOL, ...args], { timeout: 400_000 });

test('a day of vote with outages and crashes: everything is accounted for, and the exit code says so', async () => {
  const { stdout } = await teledjol('drill', '--observers', '48', '--json');
  const { promises, broken, ledger } = JSON.parse(stdout);
  expect(promises.filter(({ kept }: { kept: boolean }) => !kept)).toEqual([]);
  expect(broken).toBe(0);
  expect(promises.length).toBeGreaterThanOrEqual(20);
  const parts = ['check-ins', 'reports of incidents', 'asked about', 'in danger', 'sent again'];
  const others = ['about a report or a card', 'rumors'];
  const sum = [...parts, ...others].reduce((n, part) => n + ledger[part], 0);
  expect(sum).toBe(ledger['texts sent']);
}, 420_000);

test('what cannot be a drill is refused in one line, and nothing is started', async () => {
  await expect(teledjol('drill', '--observers', '5')).rejects.toMatchObject({
    stderr: expect.stringContaining('a drill has 48 to 3000 observers, not 5'),
  });
  await expect(teledjol('drill', '--seed', 'x')).rejects.toMatchObject({
    stderr: expect.stringContaining('x is no seed'),
  });
});
