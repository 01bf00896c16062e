import { expect, test } from 'vitest';
import { hasCheckDigit } from './damm.ts';

/** The digit that makes these right: there is exactly one. */
const checkDigitOf = (digits: string) =>
  [...'0123456789'].filter((digit) => hasCheckDigit(digits + digit)).join('');

test.each([
  ['572', '4'],
  ['11294', '6'],
  ['43881234567', '9'],
])('the check digit of %s is %s', (digits, check) => {
  expect(checkDigitOf(digits)).toBe(check);
});

test('every single slip and every swap of neighbours is found', () => {
  for (const right of ['5724', '112946', '438812345679']) {
    expect(hasCheckDigit(right)).toBe(true);
    for (let at = 0; at < right.length; at++) {
      for (const digit of '0123456789')
        if (digit !== right[at])
          expect(hasCheckDigit(right.slice(0, at) + digit + right.slice(at + 1)), right).toBe(false);
      const [one, other] = [right[at], right[at + 1]];
      if (other !== undefined && one !== other)
        expect(hasCheckDigit(right.slice(0, at) + other + one + right.slice(at + 2)), right).toBe(false);
    }
  }
});

test('what is no digit has none', () => {
  for (const text of ['57a4', '٥٧٢٤', '57 24']) expect(hasCheckDigit(text)).toBe(false);
});
