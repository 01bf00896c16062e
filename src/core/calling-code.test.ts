import { expect, test } from 'vitest';
import { callingCodeOf } from './calling-code.ts';

test.each([
  ['+50937000001', '509'],
  ['+15550100001', '1'],
  ['+18095550100', '1'],
  ['+33600000001', '33'],
  ['+590690000001', '590'],
  ['+56900000001', '56'],
  ['+79000000001', '7'],
  ['+85200000001', '852'],
])('%s is of %s', (value, code) => {
  expect(callingCodeOf({ scheme: 'tel', kind: 'phone', value })).toBe(code);
});

test('an id, a chat and a short code are of no country', () => {
  for (const [kind, value] of [
    ['bsuid', 'HT.4566546130240001'],
    ['chat', '50937000001'],
    ['phone', 'DIGICEL'],
  ] as const)
    expect(callingCodeOf({ scheme: 'whatsapp', kind, value })).toBeUndefined();
});
