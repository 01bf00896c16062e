import { expect, test } from 'vitest';
import { openRecently } from './recently.ts';

let now = 0;
let looks = 0;
const open = () => {
  now = 0;
  looks = 0;
  const recently = openRecently(() => now);
  return (what = 'all') => recently(what, async () => (looks += 1));
};
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('what was just found is not looked up again', async () => {
  const ask = open();
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  now = 2_000;
  expect(await ask()).toBe(1);
  await settled();
  expect(looks).toBe(1);
});

test('what is a little old is given, and looked up once for whoever asks next', async () => {
  const ask = open();
  await ask();
  now = 2_001;
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  await settled();
  expect([await ask(), looks]).toEqual([2, 2]);
});

test('what is too old is waited for, and a failure of it is not kept', async () => {
  const ask = open();
  await ask();
  now = 15_001;
  expect(await ask()).toBe(2);
  const recently = openRecently(() => now);
  await expect(recently('x', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(await recently('x', async () => 'here')).toBe('here');
  now += 3_000;
  expect(await recently('x', () => Promise.reject(new Error('away')))).toBe('here');
  await settled();
  now += 15_000;
  await expect(recently('x', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
});

test('each question has its own answer, and the oldest of very many goes', async () => {
  const ask = open();
  for (let n = 0; n < 201; n += 1) await ask(String(n));
  expect([await ask('200'), looks]).toEqual([201, 201]);
  expect([await ask('0'), looks]).toEqual([202, 202]);
});
