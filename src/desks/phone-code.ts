import { randomInt } from 'node:crypto';
import { hasCheckDigit, withCheckDigit } from '../codes/damm.ts';
import type { Seal } from '../store/seal.ts';

/**
 * A page shows somebody of ours a number, and they send it to us from a phone. Whoever has the number has the right,
 * for one thing and for half an hour: who we are is on no phone.
 */

const DIGITS = 6;
const DRAWS = 20;
const MINUTES = 30;

/** Until when a code is good that is given now. */
export const phoneCodeUntil = (now: Date) => new Date(now.getTime() + MINUTES * 60_000);

/** Whether digits may be such a code at all. */
export const isPhoneCode = (digits: string) => digits.length === DIGITS + 1 && hasCheckDigit(digits);

/** What is kept of a code. @param right what it is for: a code for one thing opens no other */
export const phoneCodeHash = (seal: Seal, right: 'spoken verdict' | 'bulletin test', code: string) =>
  seal.hashOnce(right, code);

/** @param isKept false: this one is given already */
export async function drawPhoneCode(isKept: (code: string) => Promise<boolean>): Promise<string> {
  for (let n = 0; n < DRAWS; n += 1) {
    const code = withCheckDigit(String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0'));
    if (await isKept(code)) return code;
  }
  throw new Error('no code could be drawn');
}
