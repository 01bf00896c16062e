import { expect, test } from 'vitest';
import { newCode, readCode } from './code.ts';

const codes = Array.from({ length: 20_000 }, newCode);

test('a code has four characters, two letters and a digit at least, and nothing that is taken for another', () => {
  const wrong = codes.filter(
    (code) =>
      !/^[A-HJKMNP-Z2-9]{4}$/.test(code) ||
      !/[A-Z].*[A-Z]/.test(code) ||
      !/\d/.test(code) ||
      /^\d+[A-Z]+$/.test(code),
  );
  expect(wrong).toEqual([]);
  // Nobody can guess the next one: they are spread over all there are.
  expect(new Set(codes).size).toBeGreaterThan(19_000);
});

test.each<[string, (code: string) => string]>([
  ['as it is', (code) => code],
  ['in a question', (code) => `ki kote ${code}?`],
  ['after a word', (code) => `Kòd: ${code}.`],
  ['in two halves', (code) => `${code.slice(0, 2)} ${code.slice(2)}`],
  ['letter by letter', (code) => [...code].join(' ')],
  ['with a hyphen in it', (code) => `ki kote ${code.slice(0, 2)}-${code.slice(2)}`],
])('every code is read back, typed %s', (_how, typed) => {
  const misread = codes.filter((code) => readCode(typed(code.toLowerCase())) !== code);
  expect(misread).toEqual([]);
});

test.each([
  ['KI KOTE 4F 7K', '4F7K'],
  ['kòd mwen se 4f7k mèsi', '4F7K'],
  ['kod-4f7k', '4F7K'],
  ['４Ｆ７Ｋ', '4F7K'],
  ['4F7K oswa 8G2M', '8G2M'],
])('%j holds the code %s', (text, code) => expect(readCode(text)).toBe(code));

test.each([
  '',
  'ki kote mesaj mwen',
  'mwen gen 2 pitit',
  'mwen gen 2',
  '2eme tou a',
  'se 5gds',
  'le 24th',
  '2025',
  'ABCD',
  '4F7',
  '4F7K9',
  '4O7K',
  '1F7K',
  'https://example.org/a4f7kb',
  '+50937000001',
  'élection 4è',
])('%j holds no code', (text) => expect(readCode(text)).toBeNull());
