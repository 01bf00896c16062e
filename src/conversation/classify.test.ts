import { expect, test } from 'vitest';
import { readCode } from '../desks/code.ts';
import { loadTexts } from '../i18n.ts';
import { classify, type Said } from './classify.ts';
import { openWords } from './words.ts';

const words = openWords(loadTexts(), readCode);
const said = (text: string, more: Partial<Said> = {}): Said => ({
  text,
  mediaCount: 0,
  forwarded: false,
  choice: false,
  ...more,
});

test.each([
  'Yo di biwo vòt yo ap fèmen a midi',
  'on dit que le vote est repoussé à dimanche',
  'https://example.org/nouvel',
  'gade sa example.com',
  'Bonjou, yo di eleksyon an ranvwaye pou dimanch',
])('%j is a tip', (text) => expect(classify(said(text), words).kind).toBe('tip'));

test.each([
  'hello',
  'Hello!',
  'Bonjou',
  'bonswa, kijan ou ye',
  '🙏',
  'Bonjou tout moun, sak pase, kijan ou ye',
])('%j is a greeting and never a tip', (text) => expect(classify(said(text), words).kind).toBe('greeting'));

test('a forward is a tip however short it is', () =>
  expect(classify(said('Fo', { forwarded: true }), words).kind).toBe('tip'));
test('a picture alone is a tip', () => expect(classify(said('', { mediaCount: 1 }), words).kind).toBe('tip'));
test('fewer than five words are asked about', () =>
  expect(classify(said('eleksyon ranvwaye'), words).kind).toBe('short'));
test('a message with nothing in it is nothing', () =>
  expect(classify(said('  '), words).kind).toBe('nothing'));

test.each(['STOP', 'stop.', 'ARÈT', 'aret', 'Arrêt', 'sispann', 'RETE', 'Désabonner'])('%j is STOP', (text) =>
  expect(classify(said(text), words).kind).toBe('stop'),
);
test('STOP is STOP even when it is forwarded', () =>
  expect(classify(said('STOP', { forwarded: true }), words).kind).toBe('stop'));
test('a sentence with stop in it is not STOP', () =>
  expect(classify(said('yo di stop eleksyon an pa fèt'), words).kind).toBe('tip'));

test.each([
  ['KI KOTE 4F7K', '4F7K'],
  ['ki kote 4f7k?', '4F7K'],
  ['4F7K', '4F7K'],
  ['KI KOTE', undefined],
])('%j asks where a case is', (text, code) =>
  expect(classify(said(text), words)).toEqual({ kind: 'status', ...(code && { code }) }),
);
test('asking where the polling place is, is not asking for a case', () =>
  expect(classify(said('ki kote biwo vot mwen an ye'), words).kind).toBe('tip'));
