import type { Address } from './message.ts';

/** Calling codes of one digit and of two; every other one has three. Source: ITU-T E.164, list of assigned codes. */
const ONE = /^[17]/;
const TWO = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/**
 * Which country a phone number is of, for what a message there costs. North America and much of the Caribbean share
 * `1`; what is no phone number (a chat, an id) is of none that we know.
 * @returns the calling code without `+`, e.g. `509`; never more of the number than that
 */
export function callingCodeOf({ kind, value }: Address): string | undefined {
  const [, digits] = /^\+([1-9]\d{4,14})$/.exec(value) ?? [];
  if (kind !== 'phone' || digits === undefined) return undefined;
  return digits.slice(0, ONE.test(digits) ? 1 : TWO.test(digits) ? 2 : 3);
}
