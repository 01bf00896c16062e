import { expect, test } from 'vitest';
import { independentSources } from './sources.ts';

const entry = (source: string | null, url: string | null = null, more: object = {}) => ({
  source,
  url,
  sha256: null,
  stance: 'refutes' as const,
  struckAt: null,
  ...more,
});

test.each([
  ['two names', [entry('KEP'), entry('Radyo Tès')], 2],
  ['one name, written in two ways', [entry('K.E.P. Ayiti'), entry('  k e p  AYITI ')], 1],
  [
    'two pages of one house',
    [entry(null, 'https://www.kep.example/1'), entry(null, 'http://kep.example/2')],
    1,
  ],
  [
    'a name and its house, by way of a third',
    [entry('KEP'), entry('KEP', 'https://kep.example'), entry(null, 'https://m.kep.example/x')],
    1,
  ],
  [
    'two named pages of one platform',
    [entry('Paj A', 'https://facebook.com/a'), entry('Paj B', 'https://m.facebook.com/b')],
    2,
  ],
  [
    'two pages of one platform that name nobody',
    [entry(null, 'https://facebook.com/a'), entry(null, 'https://facebook.com/b')],
    1,
  ],
  ['what is only context', [entry('KEP'), entry('Radyo Tès', null, { stance: 'context' })], 1],
  ['what was struck out', [entry('KEP'), entry('Radyo Tès', null, { struckAt: new Date() })], 1],
  ['nobody, twice', [entry(null), entry(' ')], 1],
  [
    'the same file from two',
    [entry('A', null, { sha256: Buffer.from('x') }), entry('B', null, { sha256: Buffer.from('x') })],
    1,
  ],
  ['two machines without a name', [entry(null, 'http://192.0.2.1/'), entry(null, 'http://192.0.2.2/')], 2],
  ['nothing', [], 0],
])('%s', (_what, entries, sources) => {
  expect(independentSources(entries)).toBe(sources);
});
