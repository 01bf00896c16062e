import { expect, test } from 'vitest';
import { until } from './until.ts';

test('looks at once and gives back what it found', async () => {
  let looks = 0;
  const found = await until(() => {
    looks += 1;
    return 'here';
  });
  expect([found, looks]).toEqual(['here', 1]);
});

test('keeps looking while the condition is false or throws', async () => {
  let looks = 0;
  const found = await until(async () => {
    looks += 1;
    if (looks === 1) throw new Error('the server is away');
    return looks > 2 && looks;
  });
  expect(found).toBe(3);
});

test('gives up by name, and says what it saw last', async () => {
  const vain = until(() => Promise.reject(new Error('refused')), { withinMs: 50, what: 'the door opens' });
  await expect(vain).rejects.toThrow('waited 50 ms in vain until the door opens (last seen: refused)');
});
