import type { Address } from '../../core/message.ts';

/** How numbers are written inside the country of a gateway. */
export interface National {
  /** Country calling code, without `+`. */
  readonly country: string;
  /** Digits of a number without it. */
  readonly digits: number;
}

/** How a gateway wants the number of the receiver. */
export const NUMBER_FORMS = ['plus', 'digits', 'national'] as const;
export type NumberForm = (typeof NUMBER_FORMS)[number];

/**
 * @param pattern the calling code and an `x` for each digit of a number, e.g. `509xxxxxxxx`
 * @returns undefined where it is no such pattern
 */
export function nationalOf(pattern: string): National | undefined {
  const [, country, rest] = /^\+?([1-9]\d{0,2})(x{4,12})$/.exec(pattern) ?? [];
  return country && rest ? { country, digits: rest.length } : undefined;
}

/**
 * The sender as a gateway writes it: with `+` or `00`, without either, as inside the country, a short code, or a
 * name. One person must always come out as one address, whatever the gateway, or they would be several.
 * @returns undefined where nobody could be answered
 */
export function addressOf(text: string, national: National | undefined): Address | undefined {
  const value = text.trim();
  const number = /^[+\d][\d ().-]*$/.test(value) ? value.replace(/[ ().-]/g, '') : value;
  const phone = (to: string): Address => ({ scheme: 'tel', kind: 'phone', value: to });
  // A `+` that was not escaped in a query has become a space, and is gone by now: the country code tells.
  const digits = number.replace(/^(\+|00)/, '');
  if (digits !== number && /^[1-9]\d{6,14}$/.test(digits)) return phone(`+${digits}`);
  if (/^\d+$/.test(number)) {
    if (national && number.length === national.digits) return phone(`+${national.country}${number}`);
    const long = national ? national.country.length + national.digits : 11;
    if (/^[1-9]\d{9,14}$/.test(number) && (!national || number.length >= long)) return phone(`+${number}`);
    return /^\d{3,15}$/.test(number) ? phone(number) : undefined;
  }
  return /^[\p{L}\d _&.-]{1,16}$/u.test(value) ? phone(value) : undefined;
}

/** @returns the number as the gateway wants it, undefined where it is none that an SMS could go to */
export function numberFor(
  { kind, value }: Address,
  form: NumberForm,
  national: National | undefined,
): string | undefined {
  if (kind !== 'phone' || !/^(\+[1-9]\d{6,14}|\d{3,15})$/.test(value)) return undefined;
  if (form === 'plus' || !value.startsWith('+')) return value;
  if (form === 'national' && national && value.startsWith(`+${national.country}`))
    return value.slice(1 + national.country.length);
  return value.slice(1);
}
