import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSignedInternal, signInternal } from './internal-signature.ts';

const key = Buffer.alloc(32, 7);
const body = '{"text":"Mèsi"}';

test('what one process signed, another accepts, as text or as bytes', () => {
  const signature = signInternal(key, body);
  expect(signature).toMatch(/^[0-9a-f]{64}$/);
  expect(isSignedInternal(key, Buffer.from(body), signature)).toBe(true);
});

test('another key, another body, a cut, repeated or missing signature is refused', () => {
  const signature = signInternal(key, body);
  expect(isSignedInternal(randomBytes(32), body, signature)).toBe(false);
  expect(isSignedInternal(key, `${body} `, signature)).toBe(false);
  expect(isSignedInternal(key, body, signature.slice(0, 63))).toBe(false);
  expect(isSignedInternal(key, body, signature.toUpperCase())).toBe(false);
  expect(isSignedInternal(key, body, [signature, signature])).toBe(false);
  expect(isSignedInternal(key, body, undefined)).toBe(false);
  expect(isSignedInternal(key, body, '')).toBe(false);
});
