import { expect, test } from 'vitest';
import { foldWords } from './fold.ts';

test.each([
  ['ARÈT!', 'aret'],
  ['  Kòman   ou ye?', 'koman ou ye'],
  ['e\u0300 te\u0301', 'e te'],
  ["M'ap tann", 'm ap tann'],
  ['ＳＴＯＰ', 'stop'],
  ['STOP\u200b', 'stop'],
  ['🙏🙏', ''],
  ['cœur', 'coeur'],
  ['مرحبا بك', 'مرحبا بك'],
])('%j is read as %j', (typed, words) => expect(foldWords(typed)).toBe(words));
