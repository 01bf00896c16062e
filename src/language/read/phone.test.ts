import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPhone } from './phone.ts';

const haiti = { callingCode: '509', digits: 8 };

test.each([
  ['37123456', '+50937123456'],
  ['3712 3456', '+50937123456'],
  ['37-12-34-56', '+50937123456'],
  ['37.12.34.56', '+50937123456'],
  ['509-37123456', '+50937123456'],
  ['(+509) 37 12 34 56', '+50937123456'],
  ['(509) 3712–3456', '+50937123456'],
  ['+509 3712 3456', '+50937123456'],
  ['00509 3712 3456', '+50937123456'],
  ['011-509-3712-3456', '+50937123456'],
  ['rele m nan 3712 3456 apre 4è', '+50937123456'],
  ['Nimewo m se 3712-3456, mwen gen 25 an', '+50937123456'],
  ['tel:3712\u00a03456 🙏', '+50937123456'],
  ['３７１２３４５６', '+50937123456'],
  ['٣٧١٢٣٤٥٦', '+50937123456'],
  ['37123456 oubyen +509 3712 3456', '+50937123456'],
  ['+1 (305) 555-0123', '+13055550123'],
  ['001 305 555 0123', '+13055550123'],
  ['+33 1 99 00 12 34', '+33199001234'],
  ['37123456, 38123456', null],
  ['3712 3456 3812 3456', null],
  ['37123456\n38123456', null],
  ['3712 345', null],
  ['3712', null],
  ['305 555 0123', null],
  ['+999 1234 5678', null],
  ['+509 3712', null],
  ['30-08-2026', null],
  ['2026-08-30', null],
  ['mwen pa gen telefòn', null],
  ['', null],
])('%j is the number %j', (text, number) => expect(readPhone(text, haiti)).toBe(number));

test('another country reads its own numbers', () =>
  expect(readPhone('(305) 555-0123', { callingCode: '1', digits: 10 })).toBe('+13055550123'));

test('nothing that can be typed makes it stumble', () => {
  expect(readPhone('3'.repeat(1_000_000), haiti)).toBeNull();
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9+(). -]{0,60}$/)), (text) => {
      expect(readPhone(text, haiti) ?? '+50937123456').toMatch(/^\+[1-9]\d{4,16}$/);
    }),
  );
});

test('what it reads it reads again', () =>
  fc.assert(
    fc.property(fc.integer({ min: 20_000_000, max: 99_999_999 }), (local) => {
      const number = readPhone(String(local), haiti);
      expect(number).toBe(`+509${local}`);
      expect(readPhone(String(number), haiti)).toBe(number);
    }),
  ));
